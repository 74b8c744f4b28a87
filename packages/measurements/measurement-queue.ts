/**
 * The durable queue between meters and the projector.
 *
 * Delivery is at least once: a message leaves the queue when the batch that carried it was settled,
 * and comes again after a consumer died, let go of it or lost the broker. Whoever consumes must
 * record idempotently.
 */
export interface MeasurementQueue {
  /**
   * Publishes messages in order; resolves when the broker has confirmed that every one is stored.
   *
   * @param bodies the messages as they go over the wire; what they hold is not checked here
   * @param traceparent the span that publishes them (W3C Trace Context), to be told to whoever consumes
   *   them: by an engine whose messages carry more than a body, which the embedded one's do not
   * @throws EngineUnavailable when the broker is away or did not confirm: each message may or may
   *   not have been taken, and publishing all of them again is harmless. The connection comes back
   *   by itself; the caller tries again.
   */
  publish(bodies: readonly Uint8Array[], traceparent?: string): Promise<void>;

  /**
   * Consumes the queue, a batch at a time, until `signal` aborts (the iteration then ends without an
   * error). It outlives the broker's absences. A batch that was neither settled nor released when the
   * next one is asked for, or when the iteration ends, is released.
   *
   * An iteration may hold messages beyond its batch, fetched ahead; they go back when it ends, so end
   * it (by `break`, or the signal) rather than abandon it.
   */
  consume(options: ConsumeOptions): AsyncIterable<MeasurementBatch>;

  /** How many messages wait to be delivered (those in the hands of a consumer not counted). */
  waiting(): Promise<number>;

  /**
   * How the queue stands, at a glance: with no other right than to look, and at the same cost however
   * much lies there. Nothing is made that is missing.
   *
   * @throws EngineUnavailable while the broker is away
   */
  glance(): Promise<QueueGlance>;

  readonly deadLetters: DeadLetters;

  /** Ends every iteration and gives back what they hold. The queue can't be used after it. */
  close(): Promise<void>;
}

/** What there is, counted as far as that is cheap. */
export interface Counted {
  readonly count: number;
  /** Whether that is all: else there is more. */
  readonly isAll: boolean;
}

/** How a queue stands. */
export interface QueueGlance {
  /** Messages that wait to be delivered (those in the hands of a consumer not counted). */
  readonly waiting: Counted;
  readonly deadLetters: Counted;
  /** How many of the oldest dead letters were put aside for which reason, the most frequent first. */
  readonly reasons: readonly { readonly reason: string; readonly count: number }[];
}

export interface ConsumeOptions {
  /** The most messages in a batch. */
  batchSize: number;
  /** How long an incomplete batch waits for more messages, in milliseconds. */
  lingerMs: number;
  signal: AbortSignal;
}

export interface MeasurementBatch {
  /** At least one message. */
  readonly bodies: readonly Uint8Array[];

  /** The routing keys of its messages, at the same index, where the engine has such keys. */
  readonly routingKeys?: readonly (string | undefined)[];

  /** The spans that published its messages, each once, where the engine can tell: their `traceparent`s. */
  readonly traceparents?: readonly string[];

  /**
   * To be called after everything in the batch was stored: puts `rejected` among the dead letters,
   * and only then takes the whole batch off the queue. Where the broker was lost in between, or the
   * queue was closed, the messages are delivered again; that is no error. Does nothing for a batch
   * that was settled or released before.
   *
   * @throws EngineUnavailable when the dead letters could not be put aside, or the engine can't
   *   write at the moment: nothing left the queue; call it again
   */
  settle(rejected?: readonly RejectedMessage[]): Promise<void>;

  /** Gives the batch back to the queue, for any consumer to take. */
  release(): Promise<void>;

  /**
   * To be called within the step that stores the batch, as late as the engine allows: messages that another
   * consumer may have by now, and corrections that came after them, must not be overwritten.
   *
   * @throws BatchLost where the queue may have given the messages to another consumer
   */
  assertOwned(): void;
}

/** The queue has taken a batch from its consumer, who was paused or cut off for too long. */
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
  /** What was wrong, as a sentence of no more than a few hundred characters. */
  readonly detail: string;
  /** As in the batch. */
  readonly routingKey?: string | undefined;
}

export interface DeadLetter extends RejectedMessage {
  /**
   * When it was put aside: ISO 8601, UTC. A letter that somebody else put there, without saying when
   * and why, has the year 1970 and the reason `unknown`.
   */
  readonly rejectedAt: string;
}

/** What was put aside, oldest first. Nothing reads it but operators. */
export interface DeadLetters {
  count(): Promise<number>;
  /** The oldest `limit` dead letters; they stay where they are. */
  list(limit: number): Promise<DeadLetter[]>;
  /** Sends dead letters (those of one reason, or all) to the queue again; resolves to how many. */
  replay(reason?: string): Promise<number>;
  /** Deletes dead letters (those of one reason, or all) for ever; resolves to how many. */
  purge(reason?: string): Promise<number>;
}
