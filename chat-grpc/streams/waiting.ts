import { WakeUpSignal } from '@energy/engines';

/**
 * What waits to be read by one follower, in order. It holds only so much; when it becomes more, the
 * oldest is forgotten.
 */
export class Waiting<Item> implements AsyncIterable<Item> {
  readonly #most: number;
  readonly #onForgotten: (() => void) | undefined;
  /** By what replaces it: of several with one key, only the last is of interest. */
  readonly #items = new Map<unknown, Item>();
  #end: { readonly reason: unknown } | undefined;
  readonly #changed = new WakeUpSignal();

  /** @param onForgotten is told when something is forgotten */
  constructor(most: number, onForgotten?: () => void) {
    this.#most = most;
    this.#onForgotten = onForgotten;
  }

  /** How many wait. */
  get size(): number {
    return this.#items.size;
  }

  /** Adds an item; where one with the same key waits still, in its place. */
  put(key: unknown, item: Item): void {
    if (this.#end) return;
    this.#items.set(key, item);
    if (this.#items.size > this.#most) {
      this.#items.delete(this.#items.keys().next().value);
      this.#onForgotten?.();
    }
    this.#changed.wake();
  }

  /** Ends the iteration by an error, at once: what waits is let go. */
  end(reason: unknown): void {
    if (this.#end) return;
    this.#end = { reason };
    this.#items.clear();
    this.#changed.wake();
  }

  /** @throws the reason, where it has ended */
  throwIfEnded(): void {
    if (this.#end) throw this.#end.reason;
  }

  async *[Symbol.asyncIterator](): AsyncIterator<Item, void, undefined> {
    for (;;) {
      this.throwIfEnded();
      const [first] = this.#items;
      if (first) {
        const [key, item] = first;
        this.#items.delete(key);
        yield item;
      } else {
        await this.#changed.wait();
      }
    }
  }
}
