import { setTimeout as sleep } from 'node:timers/promises';

const REQUEST_TIMEOUT_MS = 10_000;
const RETRY_DELAY_MS = 250;
/** Statuses after which the same request can succeed: the platform was not ready, or too busy. */
const RETRIED_STATUSES = [401, 408, 425, 429, 500, 502, 503, 504];

/** The platform refused a request that it should accept. */
export class UnexpectedRefusal extends Error {}

export interface Credentials {
  readonly name: string;
  readonly password: string;
}

export interface SessionRequest {
  readonly body?: object;
  /** The same key makes a repeated request the same command. */
  readonly idempotencyKey?: string;
}

/** One user's session at the gateway, which signs in again and repeats requests as often as it takes. */
export class Session {
  readonly url: string;
  /** Answers with 500: the platform failed in a way that it did not foresee. */
  readonly internalErrors: string[] = [];
  readonly #credentials: Credentials;
  #accessToken: string | undefined;

  /** @param url the gateway */
  constructor(url: string, { name, password }: Credentials) {
    this.url = url;
    this.#credentials = { name, password };
  }

  /** Resolves to the `Authorization` header of a session that was valid a moment ago. */
  async authorization(): Promise<string> {
    this.#accessToken ??= await this.#signIn();
    return `Bearer ${this.#accessToken}`;
  }

  /** Makes the next call sign in again. */
  forgetToken(): void {
    this.#accessToken = undefined;
  }

  /**
   * Sends a request again until it is answered with success.
   *
   * @returns the body
   * @throws UnexpectedRefusal for any status that no repetition changes; the signal's reason
   */
  async request<T>(
    method: string,
    path: string,
    request: SessionRequest,
    signal: AbortSignal,
  ): Promise<T> {
    return untilAnswered(signal, async () => {
      const headers = { authorization: await this.authorization(), ...headersOf(request) };
      const response = await fetch(`${this.url}/api${path}`, {
        method,
        headers,
        ...(request.body && { body: JSON.stringify(request.body) }),
        signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
      });
      if (response.status === 401) this.forgetToken();
      const text = await response.text();
      if (response.ok) return (text === '' ? undefined : JSON.parse(text)) as T;
      const message = `${method} ${path} was answered ${response.status}: ${text}`;
      if (response.status === 500) this.internalErrors.push(message);
      if (RETRIED_STATUSES.includes(response.status)) throw new Error(message);
      throw new UnexpectedRefusal(message);
    });
  }

  async #signIn(): Promise<string> {
    const response = await fetch(`${this.url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...this.#credentials, delivery: 'body' }),
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    });
    if (!response.ok) {
      throw new Error(`Signing in was answered ${response.status}: ${await response.text()}`);
    }
    return ((await response.json()) as { accessToken: string }).accessToken;
  }
}

/**
 * Calls a function until it succeeds.
 *
 * @throws UnexpectedRefusal at once; an Error with the last failure when the signal aborts
 */
export async function untilAnswered<T>(signal: AbortSignal, call: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (error instanceof UnexpectedRefusal) throw error;
      if (signal.aborted) throw new Error('No success until the time was over.', { cause: error });
      await sleep(RETRY_DELAY_MS);
    }
  }
}

function headersOf({ body, idempotencyKey }: SessionRequest): Record<string, string> {
  return {
    ...(body && { 'content-type': 'application/json' }),
    ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
  };
}
