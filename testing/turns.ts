/** Distinguishes the turns of the event loop. */
export class TurnCounter {
  readonly #noted = new Set<number>();
  #turn = 0;
  #next: NodeJS.Immediate;

  constructor() {
    const count = () => {
      this.#turn += 1;
      this.#next = setImmediate(count);
    };
    this.#next = setImmediate(count);
  }

  /** Notes the current turn. */
  note(): void {
    this.#noted.add(this.#turn);
  }

  /** Ends counting; returns in how many turns there was a note. */
  end(): number {
    clearImmediate(this.#next);
    return this.#noted.size;
  }
}
