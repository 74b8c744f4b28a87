export interface QueueStatistics {
  /**
   * Counts the messages that wait to be delivered, without those in the hands of a consumer.
   *
   * @param limit counts no further: without it, the cost of the embedded queue grows with the messages
   */
  waiting(limit?: number): Promise<number>;

  /**
   * Counts messages and dead letters with read permission only, at a cost that does not grow with the
   * queue. Creates nothing that is missing.
   *
   * @throws EngineUnavailable while the broker is unavailable
   */
  stats(): Promise<QueueStats>;
}

/** A count up to a limit. */
export interface Counted {
  readonly count: number;
  /** False if there are more than `count`. */
  readonly isAll: boolean;
}

export interface QueueStats {
  /** Messages that wait to be delivered, without those in the hands of a consumer. */
  readonly waiting: Counted;
  readonly deadLetters: Counted;
  /** The reasons of the oldest dead letters, the most frequent first. */
  readonly reasons: readonly { readonly reason: string; readonly count: number }[];
}
