export interface RenewalOptions {
  readonly fetch: (request: Request) => Promise<Response>;
  readonly origin: string;
  /** Runs one callback at a time across all tabs, since a refresh token works once. */
  readonly withLock: <T>(run: () => Promise<T>) => Promise<T>;
  /** The expiry of the access token by this machine's clock (ms since 1970), shared by all tabs. */
  readonly tokenExpiry: { get(): number; set(at: number): void };
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** The outcome of a pending sign-out, true where it succeeded; undefined where none is pending. */
  readonly signOutOutcome: () => Promise<boolean> | undefined;
  /**
   * Is called when the session has ended. Resolves to true once the same person has signed in again, so that
   * waiting requests continue; to false where they gave up.
   */
  readonly onEnded: () => Promise<boolean>;
  /** Is called when a command needs the password again. Resolves to true once it was confirmed. */
  readonly onProofRequired: () => Promise<boolean>;
}

const REFRESH_PATH = '/api/session/refresh';
/** The token is renewed this long before it expires, so that no request in flight arrives too late. */
const RENEWAL_MARGIN_MS = 30_000;

/**
 * Renews a session in the background: before its token expires and after a 401, which repeats the request.
 * Concurrent requests share one renewal; tabs renew one at a time and reuse each other's new token.
 */
export class SessionRenewal {
  readonly #options: RenewalOptions;
  #renewing: Promise<boolean> | undefined;
  #signingInAgain: Promise<boolean> | undefined;
  #proving: Promise<boolean> | undefined;
  #proofs = 0;

  constructor(options: RenewalOptions) {
    this.#options = options;
  }

  /** Sends a request of the signed-in person; asks for their password where the server requires it. */
  readonly fetch = async (request: Request): Promise<Response> => {
    const copy = request.clone();
    const proofsBefore = this.#proofs;
    const response = await this.#fetchSignedIn(request);
    if (response.status !== 403 || !(await isProofRequired(response))) return response;
    // A rejection that precedes a proof may arrive after it.
    const isProven = this.#proofs > proofsBefore || (await this.#prove());
    return isProven ? this.#fetchSignedIn(copy) : response;
  };

  /** Asks for the password once, for all requests that need it. */
  #prove(): Promise<boolean> {
    this.#proving ??= this.#options
      .onProofRequired()
      .then((isProven) => {
        if (isProven) this.#proofs += 1;
        return isProven;
      })
      .finally(() => {
        this.#proving = undefined;
      });
    return this.#proving;
  }

  async #fetchSignedIn(request: Request): Promise<Response> {
    const { now, tokenExpiry } = this.#options;
    if (isSignInOrOut(request)) return this.#send(request);
    if (await this.#options.signOutOutcome()) return new Response(null, { status: 401 });
    if (now() > tokenExpiry.get() - RENEWAL_MARGIN_MS) await this.#renewOrSignIn();
    const copy = request.clone();
    const response = await this.#send(request);
    if (response.status !== 401) return response;
    if (!(await this.#renewOrSignIn())) return response;
    return this.#send(copy);
  }

  /**
   * Sends a request as it is. A request that changes the cookies waits for the renewals of all tabs: a renewal
   * that is refused clears the cookies, also those of a session that has started since.
   */
  async #send(request: Request): Promise<Response> {
    const { fetch, withLock } = this.#options;
    const send = async () => this.#storeExpiry(await fetch(request));
    return changesCookies(request) ? withLock(send) : send();
  }

  /** Renews the session, or asks the person to sign in again. Resolves to true where requests may continue. */
  async #renewOrSignIn(): Promise<boolean> {
    // Nothing is left to renew.
    if (this.#signingInAgain) return this.#signingInAgain;
    this.#renewing ??= this.#renew().finally(() => {
      this.#renewing = undefined;
    });
    if (await this.#renewing) return true;
    this.#signingInAgain ??= this.#options.onEnded().finally(() => {
      this.#signingInAgain = undefined;
    });
    return this.#signingInAgain;
  }

  /** Resolves to false where the session has ended; to true also where the server is unavailable. */
  async #renew(): Promise<boolean> {
    const { withLock, tokenExpiry, fetch, now, origin } = this.#options;
    const before = tokenExpiry.get();
    return withLock(async () => {
      const wasRenewedByAnotherTab = tokenExpiry.get() > Math.max(before, now());
      if (wasRenewedByAnotherTab) return true;
      const response = await fetch(new Request(new URL(REFRESH_PATH, origin), { method: 'POST' }));
      await this.#storeExpiry(response);
      return response.status !== 401;
    });
  }

  /** Stores the token's expiry from a response about the session. */
  async #storeExpiry(response: Response): Promise<Response> {
    if (!response.ok || !isAboutSession(response.url)) return response;
    const body = (await response
      .clone()
      .json()
      .catch(() => ({}))) as { expiresAt?: string };
    if (body.expiresAt === undefined) return response;
    const { now, tokenExpiry } = this.#options;
    // The server's clock may differ from this machine's.
    const sentAt = Date.parse(response.headers.get('date') ?? '');
    const lifetime = Date.parse(body.expiresAt) - (Number.isNaN(sentAt) ? now() : sentAt);
    tokenExpiry.set(now() + lifetime);
    return response;
  }
}

function isAboutSession(url: string): boolean {
  return url !== '' && new URL(url).pathname.startsWith('/api/session');
}

/** Signing in, signing out and changing the password. */
function changesCookies({ url, method }: Request): boolean {
  return (
    ['/api/session', '/api/session/password'].includes(new URL(url).pathname) && method !== 'GET'
  );
}

/** Signing in and signing out need no session. */
function isSignInOrOut({ url, method }: Request): boolean {
  return new URL(url).pathname === '/api/session' && method !== 'GET';
}

async function isProofRequired(response: Response): Promise<boolean> {
  const { type } = (await response
    .clone()
    .json()
    .catch(() => ({}))) as { type?: string };
  return type === 'urn:energy:problem:proof-required';
}
