import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { transact, translateSqliteErrors } from '@energy/engines';
import type {
  DeadLetter,
  DeadLetters,
  QueueGlance,
  RejectedMessage,
} from '../measurement-queue.ts';
import type { MessageTable } from './message-table.ts';

/** So many at a time: others get their turn to write in between. */
const CHUNK = 5_000;
/** So many are looked at for a glance. */
const MOST_EXAMINED = 10_000;

const CHOSEN = `
  SELECT id FROM dead_letters
  WHERE id <= $lastId AND ($reason IS NULL OR reason = $reason) ORDER BY id LIMIT ${CHUNK}
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

  /** Puts messages aside, within the caller's transaction. */
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

  /** As many as are worth counting, with their reasons. */
  glance(): Pick<QueueGlance, 'deadLetters' | 'reasons'> {
    return translateSqliteErrors(this.#db, () => {
      const rows = this.#db
        .prepare(
          `SELECT reason, count(*) AS count
           FROM (SELECT reason FROM dead_letters ORDER BY id LIMIT ${MOST_EXAMINED})
           GROUP BY reason ORDER BY count DESC, reason`,
        )
        .all() as { reason: string; count: number }[];
      const reasons = rows.map(({ reason, count }) => ({ reason, count }));
      const count = reasons.reduce((sum, each) => sum + each.count, 0);
      return { deadLetters: { count, isAll: count < MOST_EXAMINED }, reasons };
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
    return this.#inChunks((chosen) => {
      const letters = this.#select.all(chosen) as { body: Uint8Array }[];
      this.#messages.append(letters.map(({ body }) => body));
      return this.#delete.run(chosen).changes;
    }, reason);
  }

  purge(reason?: string): Promise<number> {
    return this.#inChunks((chosen) => this.#delete.run(chosen).changes, reason);
  }

  /** Does with what lies here now; what is put aside meanwhile stays for another time. */
  async #inChunks(
    work: (chosen: { lastId: number; reason: string | null }) => number | bigint,
    reason: string | null = null,
  ): Promise<number> {
    const lastId = this.#lastId();
    let done = 0;
    for (;;) {
      const changes = Number(await transact(this.#db, () => work({ lastId, reason })));
      done += changes;
      if (changes < CHUNK) return done;
    }
  }

  #lastId(): number {
    return translateSqliteErrors(this.#db, () => {
      const row = this.#db.prepare('SELECT max(id) AS id FROM dead_letters').get();
      return (row as { id: number | null }).id ?? 0;
    });
  }
}
