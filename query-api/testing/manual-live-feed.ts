import { WakeUpSignal } from '@energy/engines';
import type { Delivery, LiveFeed, SubscribeOptions } from '@energy/live-feed';

/** A live feed that says just what a test lets it say. */
export class ManualLiveFeed implements LiveFeed {
  readonly #waiting: Delivery[] = [{ notices: [], gap: true }];
  readonly #arrived = new WakeUpSignal();

  /** Sends a batch to the listener. */
  say(batch: Delivery): void {
    this.#waiting.push(batch);
    this.#arrived.wake();
  }

  async *subscribe({ signal }: SubscribeOptions): AsyncGenerator<Delivery> {
    while (!signal.aborted) {
      yield* this.#waiting.splice(0);
      await this.#arrived.wait({ signal });
    }
  }

  async publish(): Promise<void> {}

  async close(): Promise<void> {}
}
