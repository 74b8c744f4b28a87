/** So long after the page was opened, what was asked early may be out of date. */
const FRESH_MS = 10_000;

/**
 * Answers of the platform that were asked for before the application was there to ask; each is for whoever
 * asks for the same first.
 */
export class EarlyAnswers {
  readonly #answers = new Map<string, Promise<Response>>();
  readonly #fetch: (url: string) => Promise<Response>;
  readonly #now: () => number;

  /** @param now milliseconds since the page was opened */
  constructor(fetch: (url: string) => Promise<Response>, now: () => number) {
    this.#fetch = fetch;
    this.#now = now;
  }

  ask(url: string): void {
    const answer = this.#fetch(url);
    answer.catch(() => undefined); // Whoever takes it hears of it.
    this.#answers.set(url, answer);
  }

  /** The answer to a request, if it was asked for; what is to be as new as a command’s result never is. */
  take({ method, url, headers }: Request): Promise<Response> | undefined {
    if (method !== 'GET' || headers.has('energy-position') || this.#now() > FRESH_MS) {
      return undefined;
    }
    const answer = this.#answers.get(url);
    this.#answers.delete(url);
    return answer;
  }
}

export const earlyAnswers = new EarlyAnswers(
  (url) => fetch(url),
  () => performance.now(),
);
