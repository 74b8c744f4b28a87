/**
 * Delivers at least once: a message leaves the queue when the batch that carried it is settled, and is
 * delivered again after its consumer died, released it or lost the broker. Recording must be idempotent.
 */
export interface MeasurementConsumer {
  /**
   * Consumes the queue, a batch at a time, until `signal` aborts (the iteration then ends without an
   * error). It survives outages of the broker. A batch that is neither settled nor released when the
   * next one is requested, or when the iteration ends, is released.
   *
   * An iteration can prefetch messages beyond its batch; they go back when it ends, so end it (by
   * `break`, or the signal) rather than abandon it.
   */
  consume(options: ConsumeOptions): AsyncIterable<MeasurementBatch>;
}

export interface ConsumeOptions {
  /** Maximum number of messages in a batch. */
  batchSize: number;
  /** Maximum wait of an incomplete batch for more messages, in milliseconds. */
  lingerMs: number;
  signal: AbortSignal;
}

export interface MeasurementBatch {
  /** At least one message. */
  readonly bodies: readonly Uint8Array[];

  /** The routing keys of its messages, at the same index, if the engine has such keys. */
  readonly routingKeys?: readonly (string | undefined)[];

  /** The `traceparent`s of the spans that published its messages, without repetitions, if the engine carries them. */
  readonly traceparents?: readonly string[];

  /**
   * Stores `rejected` as dead letters, and then takes the whole batch off the queue. Call it after
   * everything in the batch was stored. If the broker was lost in between, or the queue was closed, the
   * messages are delivered again; that is no error. Does nothing for a batch that was settled or released.
   *
   * @throws EngineUnavailable if the dead letters could not be stored, or the engine can't write at the
   *   moment: nothing left the queue; call it again
   */
  settle(rejected?: readonly RejectedMessage[]): Promise<void>;

  /** Gives the batch back to the queue, for any consumer to take. */
  release(): Promise<void>;

  /**
   * Call it within the step that stores the batch, as late as the engine allows: messages that another
   * consumer may have by now, and corrections that came after them, must not be overwritten.
   *
   * @throws BatchLost if the queue may have given the messages to another consumer
   */
  assertOwned(): void;
}

/** The queue took a batch from its consumer, which was paused or cut off for too long. */
export class BatchLost extends Error {
  override readonly name = 'BatchLost';

  constructor() {
    super('the batch went back to the queue: this consumer was paused or cut off for too long');
  }
}

/** A message that can never be recorded. */
export interface RejectedMessage {
  readonly body: Uint8Array;
  /** A stable code, as in `RejectionReason`. */
  readonly reason: string;
  /** The problem, as a sentence of no more than a few hundred characters. */
  readonly detail: string;
  /** As in the batch. */
  readonly routingKey?: string | undefined;
}
