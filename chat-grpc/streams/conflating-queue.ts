import { WakeUpSignal } from '@energy/engines';

/**
 * A bounded queue for one reader, in order. An item replaces an unread one with the same key; a full queue
 * drops its oldest item.
 */
export class ConflatingQueue<Item> implements AsyncIterable<Item> {
  readonly #capacity: number;
  readonly #onDropped: (() => void) | undefined;
  readonly #items = new Map<unknown, Item>();
  #end: { readonly reason: unknown } | undefined;
  readonly #changed = new WakeUpSignal();

  /** @param onDropped called after each item that was dropped */
  constructor(capacity: number, onDropped?: () => void) {
    this.#capacity = capacity;
    this.#onDropped = onDropped;
  }

  get size(): number {
    return this.#items.size;
  }

  /** Adds an item, or replaces the unread one with the same key in its place. */
  put(key: unknown, item: Item): void {
    if (this.#end) return;
    this.#items.set(key, item);
    if (this.#items.size > this.#capacity) {
      this.#items.delete(this.#items.keys().next().value);
      this.#onDropped?.();
    }
    this.#changed.wake();
  }

  /** Ends the iteration with an error at once, without the unread items. */
  end(reason: unknown): void {
    if (this.#end) return;
    this.#end = { reason };
    this.#items.clear();
    this.#changed.wake();
  }

  /** @throws the reason, once it has ended */
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
