import type { UserRole } from '@energy/domain';
import { InvalidOption } from '../usage-error.ts';
import { ApiAway, ChatRefusal } from './refusal.ts';

/** Time before its expiry at which a token is renewed. */
const RENEW_BEFORE_MS = 30_000;
const ANSWER_TIMEOUT_MS = 10_000;

/** Response to programs that sign in or refresh their tokens. */
interface Tokens {
  readonly user: { readonly id: string; readonly name: string; readonly role: UserRole };
  readonly mustChangePassword: boolean;
  /** ISO 8601, UTC. */
  readonly expiresAt: string;
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** Problem details of a request that the API refused (RFC 9457). */
interface Problem {
  readonly title?: string;
  readonly detail?: string;
}

type FoundUser = Tokens['user'];

interface Page {
  readonly users: readonly FoundUser[];
  /** The `after` of the next page; null on the last one. */
  readonly next: string | null;
}

export interface Credentials {
  readonly name: string;
  readonly password: string;
}

/** Session of a user, which renews its tokens. All methods throw ChatRefusal if the API refuses. */
export class Session {
  readonly #api: URL;
  #tokens: Tokens;
  #isExpired = false;
  #renewing: Promise<void> | undefined;

  private constructor(api: URL, tokens: Tokens) {
    this.#api = api;
    this.#tokens = tokens;
  }

  /**
   * @param api URL of the gateway or of command-api
   * @throws InvalidOption if the password is a one-time password, which must be changed first
   */
  static async begin(api: URL, credentials: Credentials): Promise<Session> {
    const body = { ...credentials, delivery: 'body' };
    const tokens = await asked<Tokens>(api, 'POST', '/api/session', { body });
    const session = new Session(api, tokens);
    if (!tokens.mustChangePassword) return session;
    await session.end();
    throw new InvalidOption('This is a one-time password: choose another one first, at the pages.');
  }

  get user(): Tokens['user'] {
    return this.#tokens.user;
  }

  /** Returns an access token that stays valid for a while. */
  async accessToken(): Promise<string> {
    const expiresAt = Date.parse(this.#tokens.expiresAt);
    if (this.#isExpired || expiresAt - Date.now() < RENEW_BEFORE_MS) await this.#renew();
    return this.#tokens.accessToken;
  }

  /** Discards the access token, which was rejected: the next call of {@link accessToken} gets a new one. */
  expire(): void {
    this.#isExpired = true;
  }

  /** Yields the users whose names contain the words of a search. For administrators. */
  async *searchUsers(search: string): AsyncIterable<FoundUser> {
    let after: string | null = null;
    do {
      const query = new URLSearchParams({ search, limit: '100', ...(after && { after }) });
      const token = await this.accessToken();
      const page: Page = await asked(this.#api, 'GET', `/api/users?${query}`, { token });
      yield* page.users;
      after = page.next;
    } while (after !== null);
  }

  /** Signs out. */
  async end(): Promise<void> {
    const { accessToken: token } = this.#tokens;
    await asked(this.#api, 'DELETE', '/api/session', { token });
  }

  /** Exchanges the refresh token, which works once: concurrent callers share one exchange. */
  #renew(): Promise<void> {
    this.#renewing ??= this.#refresh().finally(() => {
      this.#renewing = undefined;
    });
    return this.#renewing;
  }

  async #refresh(): Promise<void> {
    const { refreshToken } = this.#tokens;
    const body = { refreshToken };
    this.#tokens = await asked<Tokens>(this.#api, 'POST', '/api/session/refresh', { body });
    this.#isExpired = false;
  }
}

async function asked<T>(
  api: URL,
  method: string,
  path: string,
  { body, token }: { readonly body?: object; readonly token?: string },
): Promise<T> {
  const response = await fetch(new URL(path, api), {
    method,
    headers: {
      ...(body && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    ...(body && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
  }).catch((error: Error) => {
    const reason = error.cause instanceof Error ? error.cause.message : error.message;
    throw new ApiAway(`The API at ${api.origin} does not answer: ${reason}.`);
  });
  if (response.ok) return (response.status === 204 ? undefined : await response.json()) as T;
  const problem = await response.json().catch(() => ({}));
  const { title, detail } = problem as Problem;
  const Refusal = response.status >= 500 || response.status === 429 ? ApiAway : ChatRefusal;
  throw new Refusal(`${detail ?? title ?? `The API at ${api.origin} says ${response.status}`}`);
}
