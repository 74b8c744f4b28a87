/** A clock that a test advances. */
export class Clock {
  now = 1_700_000_000_000;
  #timers: { readonly at: number; readonly run: () => void }[] = [];

  readonly schedule = (milliseconds: number, run: () => void): (() => void) => {
    const timer = { at: this.now + milliseconds, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  };

  /** Advances the time and runs the callbacks that are due. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.now + milliseconds;
    await settled();
    for (let next = this.#next(end); next; next = this.#next(end)) {
      this.now = next.at;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      next.run();
      await settled();
    }
    this.now = end;
  }

  #next(until: number) {
    return this.#timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
  }
}

/** Resolves when all settled promises have been handled. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
