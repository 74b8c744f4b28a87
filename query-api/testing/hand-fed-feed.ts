import { WakeUpSignal } from '@energy/engines';
import type { Heard, ListenOptions, LiveFeed } from '@energy/live-feed';

/** A live feed that says just what a test lets it say. */
export class HandFedFeed implements LiveFeed {
  readonly #waiting: Heard[] = [{ notices: [], gap: true }];
  readonly #arrived = new WakeUpSignal();

  /** Sends a batch to the listener. */
  say(batch: Heard): void {
    this.#waiting.push(batch);
    this.#arrived.wake();
  }

  async *listen({ signal }: ListenOptions): AsyncGenerator<Heard> {
    while (!signal.aborted) {
      yield* this.#waiting.splice(0);
      await this.#arrived.wait({ signal });
    }
  }

  async publish(): Promise<void> {}

  async close(): Promise<void> {}
}
