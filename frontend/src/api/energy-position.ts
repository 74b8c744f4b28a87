/** Time for which queries send a command's position: longer than a projector's lag. */
const RECENT_MS = 30_000;

/** Remembers the position that the last command wrote. */
export class SavedPosition {
  readonly #now: () => number;
  #position: string | undefined;
  #savedAt = 0;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** @param position from a command's response, opaque */
  remember(position: string | null): void {
    if (position === null) return;
    this.#position = position;
    this.#savedAt = this.#now();
  }

  /** Returns the position that queries must have reached. */
  recent(): string | undefined {
    return this.#now() - this.#savedAt < RECENT_MS ? this.#position : undefined;
  }
}
