/** Counts what is under way, and tells when nothing is. */
export class UnderWay {
  #count = 0;
  #waiting: (() => void)[] = [];

  /** Counts some work from now on until it has succeeded or failed. */
  async during<T>(work: Promise<T>): Promise<T> {
    this.#count++;
    try {
      return await work;
    } finally {
      this.#count--;
      if (this.#count === 0) {
        for (const tell of this.#waiting.splice(0)) tell();
      }
    }
  }

  /** Resolves when nothing is under way; to false where nothing was. */
  async ended(): Promise<boolean> {
    if (this.#count === 0) return false;
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return true;
  }
}
