/**
 * Keeps what was used last, by its key. It holds two maps and drops the older one whole: to drop single
 * entries, a large map takes a thousand times as long as to find one.
 */
export class RecentlyUsed<Value> {
  readonly #least: number;
  #entries = new Map<string, Value>();
  #olderOnes = new Map<string, Value>();

  /** @param least how many of those that were used last are kept in any case; never more than twice as many are */
  constructor(least: number) {
    this.#least = least;
  }

  /** What goes by a key, which is used by that; `undefined` where it is not kept. */
  get(key: string): Value | undefined {
    const value = this.#entries.get(key);
    if (value !== undefined) return value;
    const older = this.#olderOnes.get(key);
    if (older !== undefined) this.set(key, older);
    return older;
  }

  set(key: string, value: Value): void {
    if (this.#entries.size >= this.#least && !this.#entries.has(key)) {
      this.#olderOnes = this.#entries;
      this.#entries = new Map();
    }
    this.#entries.set(key, value);
  }

  delete(key: string): void {
    this.#entries.delete(key);
    this.#olderOnes.delete(key);
  }
}
