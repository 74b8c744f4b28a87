import { WakeUpSignal } from '@energy/engines';
import type { Heard, ListenOptions, LiveFeed } from '@energy/live-feed';

/** A live feed that says just what a test lets it say. */
export class HandFedFeed implements LiveFeed {
  readonly #waiting: Heard[] = [{ notices: [], gap: true }];
  readonly #arrived = new WakeUpSignal();

  /** Lets whoever listens hear something. */
  say(heard: Heard): void {
    this.#waiting.push(heard);
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
