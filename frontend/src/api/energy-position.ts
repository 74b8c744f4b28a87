/** Time for which queries send a command's position: longer than a projector's lag. */
const RECENT_MS = 30_000;
/** The server's limit; a page runs fewer commands at once. */
const MAX_POSITIONS = 8;

/**
 * Remembers the positions that the last commands wrote. The latest alone would not do: the responses of commands that
 * run at once arrive in any order, and positions are opaque.
 */
export class SavedPositions {
  readonly #now: () => number;
  #saved: readonly { readonly position: string; readonly at: number }[] = [];

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** @param position from a command's response */
  remember(position: string | null): void {
    if (position === null) return;
    this.#saved = [{ position, at: this.#now() }, ...this.#saved].slice(0, MAX_POSITIONS);
  }

  /** Returns the header of queries, which must have reached these positions. */
  recent(): string | undefined {
    const recent = this.#saved.filter(({ at }) => this.#now() - at < RECENT_MS);
    return recent.map(({ position }) => position).join(', ') || undefined;
  }
}
