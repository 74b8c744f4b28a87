import type { RejectedMessage } from './consumer.ts';

export interface DeadLetter extends RejectedMessage {
  /**
   * When it was rejected: ISO 8601, UTC. A letter that another program put there, without time and
   * reason, has the year 1970 and the reason `unknown`.
   */
  readonly rejectedAt: string;
}

/** The rejected messages, oldest first. Only operators read them. */
export interface DeadLetters {
  count(): Promise<number>;
  /** The oldest `limit` dead letters; they stay where they are. */
  list(limit: number): Promise<DeadLetter[]>;
  /** Sends dead letters (those of one reason, or all) to the queue again; resolves to their number. */
  replay(reason?: string): Promise<number>;
  /** Deletes dead letters (those of one reason, or all) for ever; resolves to their number. */
  purge(reason?: string): Promise<number>;
}
