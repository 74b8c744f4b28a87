/** What of the browser the renewal of a session needs. */
export interface RenewalOptions {
  /** Sends a request as it is. */
  readonly fetch: (request: Request) => Promise<Response>;
  /** Where the platform is. */
  readonly origin: string;
  /** Runs one at a time over all tabs of the browser: a refresh token is for one use. */
  readonly exclusively: <T>(run: () => Promise<T>) => Promise<T>;
  /** What all tabs share: until when the access token is good, on this machine's clock (ms). */
  readonly goodUntil: { get(): number; set(at: number): void };
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /**
   * The session has ended. Resolves to true when the same person has signed in again, so that what
   * waited can go on; to false where they did not.
   */
  readonly onEnded: () => Promise<boolean>;
  /** A command needs the password again. Resolves to whether it was given, and the command may be sent. */
  readonly onProofRequired: () => Promise<boolean>;
}

const REFRESH_PATH = '/api/session/refresh';
/** Renewed this long before it expires, so that a request under way is not too late. */
const MARGIN_MS = 30_000;

/**
 * Keeps a session going without anybody noticing: renews it before it expires and, where the server
 * says 401 all the same, once more before the request is sent again. Any number of requests share one
 * renewal; tabs renew one after the other, and take what another has just brought.
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

  /** Sends a request of the signed-in person; asks for their password where the server wants it again. */
  readonly fetch = async (request: Request): Promise<Response> => {
    const again = request.clone();
    const proofsBefore = this.#proofs;
    const response = await this.#fetchSignedIn(request);
    if (response.status !== 403 || !(await isProofRequired(response))) return response;
    // A refusal from before a proof may arrive after it.
    const isProven = this.#proofs > proofsBefore || (await this.#prove());
    return isProven ? this.#fetchSignedIn(again) : response;
  };

  /** Asks for the password once, however many requests need it. */
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
    const { fetch, now, goodUntil } = this.#options;
    if (isAboutSigningIn(request)) return this.#remembered(await fetch(request));
    if (now() > goodUntil.get() - MARGIN_MS) await this.#renewOrSignIn();
    const again = request.clone();
    const response = await fetch(request);
    if (response.status !== 401) return this.#remembered(response);
    if (!(await this.#renewOrSignIn())) return response;
    return this.#remembered(await fetch(again));
  }

  /** Whether somebody is signed in for what is sent next; asks them to sign in again if need be. */
  async #renewOrSignIn(): Promise<boolean> {
    this.#renewing ??= this.#renew().finally(() => {
      this.#renewing = undefined;
    });
    if (await this.#renewing) return true;
    this.#signingInAgain ??= this.#options.onEnded().finally(() => {
      this.#signingInAgain = undefined;
    });
    return this.#signingInAgain;
  }

  /** Whether the session goes on; true as well where that can't be found out at the moment. */
  async #renew(): Promise<boolean> {
    const { exclusively, goodUntil, fetch, now, origin } = this.#options;
    const before = goodUntil.get();
    return exclusively(async () => {
      const wasRenewedByAnotherTab = goodUntil.get() > Math.max(before, now());
      if (wasRenewedByAnotherTab) return true;
      const response = await fetch(new Request(new URL(REFRESH_PATH, origin), { method: 'POST' }));
      await this.#remembered(response);
      return response.status !== 401;
    });
  }

  /** Notes until when the token is good, where a reply about the session says so. */
  async #remembered(response: Response): Promise<Response> {
    if (!response.ok || !isAboutSession(response.url)) return response;
    const body = (await response
      .clone()
      .json()
      .catch(() => ({}))) as { expiresAt?: string };
    if (body.expiresAt === undefined) return response;
    const { now, goodUntil } = this.#options;
    // By the server's clock, from which this machine's may differ.
    const answeredAt = Date.parse(response.headers.get('date') ?? '');
    const lifetime = Date.parse(body.expiresAt) - (Number.isNaN(answeredAt) ? now() : answeredAt);
    goodUntil.set(now() + lifetime);
    return response;
  }
}

function isAboutSession(url: string): boolean {
  return url !== '' && new URL(url).pathname.startsWith('/api/session');
}

/** Signing in and out needs no session. */
function isAboutSigningIn({ url, method }: Request): boolean {
  return new URL(url).pathname === '/api/session' && method !== 'GET';
}

async function isProofRequired(response: Response): Promise<boolean> {
  const { type } = (await response
    .clone()
    .json()
    .catch(() => ({}))) as { type?: string };
  return type === 'urn:energy:problem:proof-required';
}
