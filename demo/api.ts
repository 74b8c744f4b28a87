import { Live } from './live.ts';

/** A day's consumption as `GET /api/devices/{id}/consumption` gives it; energies in kWh. */
export interface Day {
  readonly day: string;
  readonly timeZone: string;
  readonly maxHourlyConsumption: number;
  readonly total: number;
  readonly hours: readonly {
    /** ISO 8601, UTC. */
    readonly start: string;
    readonly label: string;
    readonly energy: number | null;
    readonly readings: number;
    readonly exceeded: boolean;
  }[];
}

/** What the API answered: the body, and how far the event store was written. */
export interface Answer<T> {
  readonly body: T;
  readonly position: string | undefined;
}

/** The platform's API, as any program uses it: by the gateway, signed in as somebody or nobody. */
export class Api {
  readonly url: string;
  readonly #credentials: Credentials | undefined;
  #accessToken: string | undefined;

  /** @param credentials with them, it signs in again when the token has expired */
  constructor(url: string, accessToken?: string, credentials?: Credentials) {
    this.url = url;
    this.#accessToken = accessToken;
    this.#credentials = credentials;
  }

  /** What says who one is, to the chat as well. */
  get authorization(): string {
    return `Bearer ${this.#accessToken}`;
  }

  /** The same API for whoever has this name and this one-time password, who chooses another one. */
  async signIn(name: string, oneTimePassword: string, password: string): Promise<Api> {
    const first = { name, password: oneTimePassword, delivery: 'body' };
    const begun = await this.ask<Session>('POST', '/session', first);
    const change = { currentPassword: oneTimePassword, newPassword: password, delivery: 'body' };
    const withOneTimePassword = new Api(this.url, begun.body.accessToken);
    const { body } = await withOneTimePassword.ask<Session>('PUT', '/session/password', change);
    return new Api(this.url, body.accessToken, { name, password });
  }

  /** The same person at another address of the API. */
  at(url: string): Api {
    return new Api(url, this.#accessToken, this.#credentials);
  }

  /** Every hour of a local day of a device. */
  async consumption(deviceId: string, day: string): Promise<Day> {
    return (await this.ask<Day>('GET', `/devices/${deviceId}/consumption?day=${day}`)).body;
  }

  /**
   * Asks the API.
   *
   * @param position the query is to see what was saved there
   * @throws Error with what the API says is wrong
   */
  async ask<T>(method: string, path: string, body?: object, position?: string): Promise<Answer<T>> {
    const response = await this.send(method, path, body, position);
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}: ${text}`);
    return {
      body: (text === '' ? undefined : JSON.parse(text)) as T,
      position: response.headers.get('energy-position') ?? undefined,
    };
  }

  /** Listens to what is told live, as a browser's page does; resolves when it hears. */
  live(): Promise<Live> {
    const headers = { authorization: this.authorization };
    return Live.open(`${this.url.replace(/^http/, 'ws')}/live`, headers);
  }

  /** Asks the API; resolves to whatever it answers. */
  async send(method: string, path: string, body?: object, position?: string): Promise<Response> {
    const response = await this.#fetch(method, path, body, position);
    if (response.status !== 401 || !this.#credentials) return response;
    this.#accessToken = undefined;
    const again = { ...this.#credentials, delivery: 'body' };
    const session = (await (await this.#fetch('POST', '/session', again)).json()) as Session;
    this.#accessToken = session.accessToken;
    return this.#fetch(method, path, body, position);
  }

  #fetch(method: string, path: string, body?: object, position?: string): Promise<Response> {
    return fetch(this.url + path, {
      method,
      headers: {
        ...(this.#accessToken && { authorization: this.authorization }),
        ...(position && { 'energy-position': position }),
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
  }
}

interface Credentials {
  readonly name: string;
  readonly password: string;
}

interface Session {
  readonly accessToken: string;
}
