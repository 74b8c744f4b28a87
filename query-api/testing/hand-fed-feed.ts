import type { Heard, ListenOptions, LiveFeed } from '@energy/live-feed';

/** A live feed that says just what a test lets it say. */
export class HandFedFeed implements LiveFeed {
  readonly #waiting: Heard[] = [{ notices: [], gap: true }];
  #came = Promise.withResolvers<void>();

  /** Lets whoever listens hear something. */
  say(heard: Heard): void {
    this.#waiting.push(heard);
    this.#came.resolve();
  }

  async *listen({ signal }: ListenOptions): AsyncGenerator<Heard> {
    signal.addEventListener('abort', () => this.#came.resolve());
    while (!signal.aborted) {
      yield* this.#waiting.splice(0);
      await this.#came.promise;
      this.#came = Promise.withResolvers();
    }
  }

  async publish(): Promise<void> {}

  async close(): Promise<void> {}
}
