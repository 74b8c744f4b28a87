/** Responses are too old to use this long after the page was opened. */
const MAX_AGE_MS = 10_000;

/** Responses that were requested before the application was loaded. Each is used once. */
export class PrefetchedResponses {
  readonly #responses = new Map<string, Promise<Response>>();
  readonly #fetch: (url: string) => Promise<Response>;
  readonly #now: () => number;

  /** @param now milliseconds since the page was opened */
  constructor(fetch: (url: string) => Promise<Response>, now: () => number) {
    this.#fetch = fetch;
    this.#now = now;
  }

  request(url: string): void {
    const response = this.#fetch(url);
    response.catch(() => undefined); // The caller of `take` handles it.
    this.#responses.set(url, response);
  }

  /** Returns the response to a request, but not to one that must reflect a command of this page. */
  take({ method, url, headers }: Request): Promise<Response> | undefined {
    if (method !== 'GET' || headers.has('energy-position') || this.#now() > MAX_AGE_MS) {
      return undefined;
    }
    const response = this.#responses.get(url);
    this.#responses.delete(url);
    return response;
  }
}

export const prefetchedResponses = new PrefetchedResponses(
  (url) => fetch(url),
  () => performance.now(),
);
