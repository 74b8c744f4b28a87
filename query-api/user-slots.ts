import { tooManyRequests } from '@energy/http';

/** Limits what one user does at a time. */
export class UserSlots {
  readonly #max: number;
  readonly #retryAfterS: number;
  readonly #taken = new Map<string, number>();

  constructor(max: number, { retryAfterS }: { readonly retryAfterS: number }) {
    this.#max = max;
    this.#retryAfterS = retryAfterS;
  }

  /**
   * Takes a slot; returns the function that releases it.
   *
   * @throws ProblemError where the user has all of them
   */
  take(userId: string): () => void {
    const count = this.#taken.get(userId) ?? 0;
    if (count >= this.#max) throw tooManyRequests(this.#retryAfterS);
    this.#taken.set(userId, count + 1);
    return () => {
      const left = this.#taken.get(userId)! - 1;
      if (left > 0) this.#taken.set(userId, left);
      else this.#taken.delete(userId);
    };
  }
}
