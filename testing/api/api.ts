import { LiveConnection } from './live-connection.ts';

/** The body of `GET /api/devices/{id}/consumption`; energies in kWh. */
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

export interface ApiResponse<T> {
  readonly body: T;
  /** The position up to which a command has written the event store. */
  readonly position: string | undefined;
}

/** A client of the platform's REST API, signed in as one user or as none. */
export class Api {
  readonly url: string;
  readonly #credentials: Credentials | undefined;
  #accessToken: string | undefined;

  /** @param credentials sign in again when the token has expired */
  constructor(url: string, accessToken?: string, credentials?: Credentials) {
    this.url = url;
    this.#accessToken = accessToken;
    this.#credentials = credentials;
  }

  /** The header's value; the chat takes the same. */
  get authorization(): string {
    return `Bearer ${this.#accessToken}`;
  }

  /** Signs in with a one-time password and replaces it with a chosen one. */
  async signIn(name: string, oneTimePassword: string, password: string): Promise<Api> {
    const first = { name, password: oneTimePassword, delivery: 'body' };
    const begun = await this.request<Session>('POST', '/session', first);
    const change = { currentPassword: oneTimePassword, newPassword: password, delivery: 'body' };
    const withOneTimePassword = new Api(this.url, begun.body.accessToken);
    const { body } = await withOneTimePassword.request<Session>('PUT', '/session/password', change);
    return new Api(this.url, body.accessToken, { name, password });
  }

  /** The same user at another URL of the API. */
  at(url: string): Api {
    return new Api(url, this.#accessToken, this.#credentials);
  }

  async consumption(deviceId: string, day: string): Promise<Day> {
    return (await this.request<Day>('GET', `/devices/${deviceId}/consumption?day=${day}`)).body;
  }

  /**
   * Sends a request that must succeed.
   *
   * @param position a query waits until it reflects this position of the event store
   * @throws Error with the status and the problem document
   */
  async request<T>(
    method: string,
    path: string,
    body?: object,
    position?: string,
  ): Promise<ApiResponse<T>> {
    const response = await this.send(method, path, body, position);
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} failed with ${response.status}: ${text}`);
    return {
      body: (text === '' ? undefined : JSON.parse(text)) as T,
      position: response.headers.get('energy-position') ?? undefined,
    };
  }

  /** Opens the live WebSocket; resolves when it is subscribed. */
  live(): Promise<LiveConnection> {
    const headers = { authorization: this.authorization };
    return LiveConnection.open(`${this.url.replace(/^http/, 'ws')}/live`, headers);
  }

  /** Sends a request; resolves to the response, whatever its status. */
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
