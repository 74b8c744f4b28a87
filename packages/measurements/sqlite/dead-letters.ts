import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { transact, translateSqliteErrors } from '@energy/engines';
import type { RejectedMessage } from '../consumer.ts';
import type { DeadLetter, DeadLetters } from '../dead-letters.ts';
import type { MessageTable } from './message-table.ts';

/** Letters in one transaction: other processes can write in between. */
const BATCH_SIZE = 5_000;

const CHOSEN = `
  SELECT id FROM dead_letters
  WHERE id <= $lastId AND ($reason IS NULL OR reason = $reason) ORDER BY id LIMIT ${BATCH_SIZE}
`;

export class SqliteDeadLetters implements DeadLetters {
  readonly #db: DatabaseSync;
  readonly #messages: MessageTable;
  readonly #insert: StatementSync;
  readonly #select: StatementSync;
  readonly #delete: StatementSync;

  constructor(db: DatabaseSync, messages: MessageTable) {
    this.#db = db;
    this.#messages = messages;
    this.#insert = db.prepare(
      'INSERT INTO dead_letters (body, reason, detail, rejected_at) VALUES (?, ?, ?, ?)',
    );
    this.#select = db.prepare(`SELECT body FROM dead_letters WHERE id IN (${CHOSEN}) ORDER BY id`);
    this.#delete = db.prepare(`DELETE FROM dead_letters WHERE id IN (${CHOSEN})`);
  }

  /** Adds messages, within the caller's transaction. */
  insert(rejected: readonly RejectedMessage[]): void {
    const rejectedAt = new Date().toISOString();
    for (const { body, reason, detail } of rejected) {
      this.#insert.run(body, reason, detail, rejectedAt);
    }
  }

  async count(): Promise<number> {
    return translateSqliteErrors(this.#db, () => {
      const row = this.#db.prepare('SELECT count(*) AS n FROM dead_letters').get();
      return (row as { n: number }).n;
    });
  }

  async list(limit: number): Promise<DeadLetter[]> {
    return translateSqliteErrors(this.#db, () => {
      const oldest = this.#db.prepare(
        `SELECT body, reason, detail, rejected_at AS rejectedAt
         FROM dead_letters ORDER BY id LIMIT ?`,
      );
      return oldest.all(limit).map((row) => ({ ...(row as unknown as DeadLetter) }));
    });
  }

  replay(reason?: string): Promise<number> {
    return this.#inBatches((chosen) => {
      const letters = this.#select.all(chosen) as { body: Uint8Array }[];
      this.#messages.append(letters.map(({ body }) => body));
      return this.#delete.run(chosen).changes;
    }, reason);
  }

  purge(reason?: string): Promise<number> {
    return this.#inBatches((chosen) => this.#delete.run(chosen).changes, reason);
  }

  /** Runs `work` on the letters of now, a batch at a time; later ones stay. */
  async #inBatches(
    work: (chosen: { lastId: number; reason: string | null }) => number | bigint,
    reason: string | null = null,
  ): Promise<number> {
    const lastId = this.#lastId();
    let done = 0;
    for (;;) {
      const changes = Number(await transact(this.#db, () => work({ lastId, reason })));
      done += changes;
      if (changes < BATCH_SIZE) return done;
    }
  }

  #lastId(): number {
    return translateSqliteErrors(this.#db, () => {
      const row = this.#db.prepare('SELECT max(id) AS id FROM dead_letters').get();
      return (row as { id: number | null }).id ?? 0;
    });
  }
}
