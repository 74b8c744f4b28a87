import type { Notice } from './notice.ts';

/**
 * What the processes of the platform tell each other in passing. Whoever listens gets everything that
 * is published while they do; nobody who is slow holds up who publishes.
 */
export interface LiveFeed {
  /**
   * Tells every listener, in order.
   *
   * @throws EngineUnavailable when the engine is away or did not confirm: each notice may or may not
   *   have been told, and telling it again is harmless
   */
  publish(notices: readonly Notice[]): Promise<void>;

  /**
   * Yields what is published from the first time that it is asked for anything, in the order in which
   * each publisher told it, until `signal` aborts (the iteration then ends without an error). It outlives the engine's absences, and says
   * what it may have missed in one: see {@link Heard.gap}. A listener that does not keep up misses
   * the oldest of what waits for it, and is told so likewise.
   */
  listen(options: ListenOptions): AsyncIterable<Heard>;

  /** Ends every iteration. The feed can't be used after it. */
  close(): Promise<void>;
}

export interface ListenOptions {
  /** Only notices of these types. */
  readonly types: readonly Notice['type'][];
  readonly signal: AbortSignal;
}

/** What a listener hears at once. */
export interface Heard {
  readonly notices: readonly Notice[];
  /**
   * Whether notices before these may have been missed: true in the first that an iteration yields,
   * which comes (without notices, if need be) as soon as it listens, and again after every absence of
   * the engine, and where it did not keep up. Whoever must not miss a thing then reads again where it
   * is stored.
   */
  readonly gap: boolean;
}
