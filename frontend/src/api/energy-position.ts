/** For how long after a command its queries name it: longer than a projector is ever behind. */
const RECENT_MS = 30_000;

/** The position that the last command of this page wrote. */
export class SavedPosition {
  readonly #now: () => number;
  #position: string | undefined;
  #savedAt = 0;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** @param position what a command replied, if anything; positions are opaque, but order */
  remember(position: string | null): void {
    if (position === null) return;
    this.#position = position;
    this.#savedAt = this.#now();
  }

  /** What queries are to have seen. */
  recent(): string | undefined {
    return this.#now() - this.#savedAt < RECENT_MS ? this.#position : undefined;
  }
}
