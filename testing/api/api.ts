import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
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
  /** Position up to which a command has written to the event store. */
  readonly position: string | undefined;
}

const RETRY_DELAY_MS = 500;
/** On a busy machine, read models take longer than the two seconds for which a query waits. */
const CATCH_UP_TIMEOUT_MS = 30_000;
const NOT_CAUGHT_UP = '"urn:energy:problem:not-caught-up"';
const PROOF_REQUIRED = '"urn:energy:problem:proof-required"';

export interface ApiOptions {
  readonly accessToken?: string;
  /** Credentials for signing in again when the token has expired, or a command needs the password again. */
  readonly credentials?: Credentials;
  /** Time for which requests are retried after 502, 503, 504 or no response; 0 by default. */
  readonly retryForMs?: number;
}

/** A client of the platform's REST API, signed in as one user or as none. */
export class Api {
  readonly url: string;
  readonly #credentials: Credentials | undefined;
  readonly #retryForMs: number;
  #accessToken: string | undefined;
  #signingIn: Promise<void> | undefined;

  constructor(url: string, { accessToken, credentials, retryForMs = 0 }: ApiOptions = {}) {
    this.url = url;
    this.#accessToken = accessToken;
    this.#credentials = credentials;
    this.#retryForMs = retryForMs;
  }

  /** Value of the `authorization` header, also for the chat. */
  get authorization(): string {
    return `Bearer ${this.#accessToken}`;
  }

  /** Signs in with a one-time password and replaces it with a chosen one. */
  async signIn(name: string, oneTimePassword: string, password: string): Promise<Api> {
    const first = { name, password: oneTimePassword, delivery: 'body' };
    const begun = await this.request<Session>('POST', '/session', first);
    const change = { currentPassword: oneTimePassword, newPassword: password, delivery: 'body' };
    const retryForMs = this.#retryForMs;
    const { accessToken } = begun.body;
    const withOneTimePassword = new Api(this.url, { accessToken, retryForMs });
    const { body } = await withOneTimePassword.request<Session>('PUT', '/session/password', change);
    const credentials = { name, password };
    return new Api(this.url, { accessToken: body.accessToken, credentials, retryForMs });
  }

  /** The same user at another URL of the API. */
  at(url: string): Api {
    return new Api(url, {
      ...(this.#accessToken && { accessToken: this.#accessToken }),
      ...(this.#credentials && { credentials: this.#credentials }),
      retryForMs: this.#retryForMs,
    });
  }

  async consumption(deviceId: string, day: string): Promise<Day> {
    return (await this.request<Day>('GET', `/devices/${deviceId}/consumption?day=${day}`)).body;
  }

  /**
   * Sends a request that must succeed.
   *
   * @param position a query waits until it reflects this position of the event store, and is sent again until it does
   * @throws Error with the status and the problem document
   */
  async request<T>(
    method: string,
    path: string,
    body?: object,
    position?: string,
  ): Promise<ApiResponse<T>> {
    for (const deadline = Date.now() + CATCH_UP_TIMEOUT_MS; ; await delay(RETRY_DELAY_MS)) {
      const response = await this.send(method, path, body, position);
      const text = await response.text();
      if (response.ok) {
        return {
          body: (text === '' ? undefined : JSON.parse(text)) as T,
          position: response.headers.get('energy-position') ?? undefined,
        };
      }
      if (!text.includes(NOT_CAUGHT_UP) || Date.now() > deadline) {
        throw new RequestFailed(method, path, response.status, text);
      }
    }
  }

  /** Opens the live WebSocket; resolves when it is subscribed. */
  live(): Promise<LiveConnection> {
    const headers = { authorization: this.authorization };
    return LiveConnection.open(`${this.url.replace(/^http/, 'ws')}/live`, headers);
  }

  /** Sends a request; resolves to the response, whatever its status. */
  async send(method: string, path: string, body?: object, position?: string): Promise<Response> {
    const response = await this.#fetch(method, path, body, position);
    if (!this.#credentials || !(await needsSignIn(response))) return response;
    // Concurrent requests share one sign-in.
    this.#signingIn ??= this.#signInAgain(this.#credentials).finally(() => {
      this.#signingIn = undefined;
    });
    await this.#signingIn;
    return this.#fetch(method, path, body, position);
  }

  async #signInAgain(credentials: Credentials): Promise<void> {
    const request = { ...credentials, delivery: 'body' };
    const response = await this.#fetch('POST', '/session', request);
    this.#accessToken = ((await response.json()) as Session).accessToken;
  }

  async #fetch(method: string, path: string, body?: object, position?: string): Promise<Response> {
    const request = {
      method,
      headers: {
        ...(this.#accessToken && { authorization: this.authorization }),
        ...(position && { 'energy-position': position }),
        ...(body && { 'content-type': 'application/json' }),
        // Makes retries of a command idempotent.
        ...(method !== 'GET' && this.#retryForMs > 0 && { 'idempotency-key': randomUUID() }),
      },
      ...(body && { body: JSON.stringify(body) }),
    };
    const retryUntil = Date.now() + this.#retryForMs;
    for (;;) {
      const isLast = Date.now() >= retryUntil;
      try {
        const response = await fetch(this.url + path, request);
        if (isLast || ![502, 503, 504].includes(response.status)) return response;
        await response.body?.cancel();
      } catch (error) {
        if (isLast) throw error;
      }
      await delay(RETRY_DELAY_MS);
    }
  }
}

/** The token has expired, or the last sign-in was too long ago for this command. */
async function needsSignIn(response: Response): Promise<boolean> {
  if (response.status === 401) return true;
  return response.status === 403 && (await response.clone().text()).includes(PROOF_REQUIRED);
}

/** A request failed with an error status. */
export class RequestFailed extends Error {
  readonly status: number;
  /** Type of the problem document, if the response is one. */
  readonly problem: string | undefined;

  constructor(method: string, path: string, status: number, body: string) {
    super(`${method} ${path} failed with ${status}: ${body}`);
    this.status = status;
    this.problem = /"type":"([^"]*)"/.exec(body)?.[1];
  }
}

interface Credentials {
  readonly name: string;
  readonly password: string;
}

interface Session {
  readonly accessToken: string;
}
