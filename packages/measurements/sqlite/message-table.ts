import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { type IdRange, messageId } from './partitions.ts';

/** An array: read in 0.8 µs less than an object. */
export type StoredMessage = readonly [id: number, body: Uint8Array];

/** The messages that wait or are in the hands of a consumer. Every method needs the caller's transaction. */
export class MessageTable {
  readonly #insert: StatementSync;
  readonly #advance: StatementSync;
  readonly #select: StatementSync;
  readonly #count: StatementSync;
  readonly #delete: StatementSync;

  constructor(db: DatabaseSync) {
    this.#insert = db.prepare('INSERT INTO messages (id, body) VALUES (?, ?)');
    this.#advance = db.prepare('UPDATE message_sequence SET last = last + ? RETURNING last');
    this.#select = db.prepare(
      'SELECT id, body FROM messages WHERE id > ? AND id < ? ORDER BY id LIMIT ?',
    );
    this.#select.setReturnArrays(true);
    this.#count = db.prepare(
      'SELECT count(*) AS n FROM (SELECT 1 FROM messages WHERE id > ? AND id < ? LIMIT ?)',
    );
    this.#delete = db.prepare('DELETE FROM messages WHERE id BETWEEN ? AND ?');
  }

  /** Appends messages, each to the partition of its device. */
  append(bodies: readonly Uint8Array[]): void {
    const { last } = this.#advance.get(bodies.length) as { last: number };
    let sequence = last - bodies.length;
    for (const body of bodies) this.#insert.run(messageId(body, ++sequence), body);
  }

  read({ after, before }: IdRange, limit: number): Iterable<StoredMessage> {
    return this.#select.iterate(
      after,
      before,
      limit,
    ) as Iterable<unknown> as Iterable<StoredMessage>;
  }

  /** Counts up to `limit` messages. */
  count({ after, before }: IdRange, limit: number): number {
    return (this.#count.get(after, before, limit) as { n: number }).n;
  }

  delete(firstId: number, lastId: number): void {
    this.#delete.run(firstId, lastId);
  }
}
