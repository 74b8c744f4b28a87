/** Counts pending requests and reports when none is left. */
export class PendingRequests {
  #count = 0;
  #waiting: (() => void)[] = [];

  /** Counts a request until it has succeeded or failed. */
  async track<T>(request: Promise<T>): Promise<T> {
    this.#count++;
    try {
      return await request;
    } finally {
      this.#count--;
      if (this.#count === 0) {
        for (const resolve of this.#waiting.splice(0)) resolve();
      }
    }
  }

  /** Resolves when no request is pending; to false if none was. */
  async settled(): Promise<boolean> {
    if (this.#count === 0) return false;
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return true;
  }
}
