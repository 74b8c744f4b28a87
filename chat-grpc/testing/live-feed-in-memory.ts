import { EventEmitter, on } from 'node:events';
import type { Delivery, LiveFeed, Notice, SubscribeOptions } from '@energy/live-feed';

/** A live feed for the instances of one test. */
export class LiveFeedInMemory implements LiveFeed {
  readonly #notices = new EventEmitter().setMaxListeners(0);

  readonly published: Notice[] = [];

  async publish(notices: readonly Notice[]): Promise<void> {
    this.published.push(...notices);
    this.#notices.emit('notices', notices);
  }

  async *subscribe({ types, signal }: SubscribeOptions): AsyncIterable<Delivery> {
    const batches = on(this.#notices, 'notices', { signal });
    yield { notices: [], gap: true };
    try {
      for await (const [all] of batches as AsyncIterable<[readonly Notice[]]>) {
        const notices = all.filter(({ type }) => types.includes(type));
        if (notices.length > 0) yield { notices, gap: false };
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  async close(): Promise<void> {}
}
