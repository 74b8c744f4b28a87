/** What is read again only when it is no longer fresh, however many ask for it at once. */
export class Recent<T> {
  readonly #read: () => Promise<T>;
  readonly #freshMs: number;
  #reading: Promise<T> | undefined;
  #readAt = Number.NEGATIVE_INFINITY;

  /** @param freshMs how long it may be told again, in milliseconds */
  constructor(read: () => Promise<T>, freshMs: number) {
    this.#read = read;
    this.#freshMs = freshMs;
  }

  /** Rejects with what reading it rejects with, which the next who asks tries again. */
  get(): Promise<T> {
    if (this.#reading && performance.now() - this.#readAt < this.#freshMs) return this.#reading;
    const reading = this.#read();
    this.#reading = reading;
    this.#readAt = performance.now();
    reading.catch(() => {
      if (this.#reading === reading) this.#reading = undefined;
    });
    return reading;
  }
}
