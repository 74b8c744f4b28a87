import type { Notice } from './notice.ts';

/**
 * Transient notices between the platform's processes. Every subscriber gets everything that is published
 * during its subscription; a slow subscriber does not delay publishers.
 */
export interface LiveFeed {
  /**
   * Publishes to every subscriber, in order.
   *
   * @throws EngineUnavailable while the engine is unavailable or did not confirm: each notice may or may not
   *   be published; publishing it again is harmless
   */
  publish(notices: readonly Notice[]): Promise<void>;

  /**
   * Yields what is published after the first `next`, in the order of each publisher, until `signal` aborts
   * (the iteration then ends without an error). It survives outages of the engine and reports what it may
   * have missed: see {@link Delivery.gap}. A slow subscriber misses the oldest waiting notices, and gets a
   * gap as well.
   */
  subscribe(options: SubscribeOptions): AsyncIterable<Delivery>;

  /** Ends every subscription. The feed can't be used after it. */
  close(): Promise<void>;
}

export interface SubscribeOptions {
  /** Only notices of these types. */
  readonly types: readonly Notice['type'][];
  readonly signal: AbortSignal;
}

export interface Delivery {
  readonly notices: readonly Notice[];
  /**
   * True if notices before these may have been missed: in the first delivery, which comes (without notices,
   * if need be) as soon as the subscription works, after every outage of the engine, and after the
   * subscriber was too slow. A subscriber that must not miss anything then reads the stored state again.
   */
  readonly gap: boolean;
}
