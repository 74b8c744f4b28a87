import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** Texts added in one transaction, for which others wait: some 15 µs each. */
const ADDED_TEXTS = 5_000;

/** Ends each text in the index, so that each of its characters begins a trigram. */
const END = '\n\n';

/** The searched text of a row before and after a write; null where it is not searched. */
export interface ChangedText {
  readonly number: number | bigint;
  readonly before: string | null;
  readonly after: string | null;
}

/**
 * The full-text index of one table. It contains the texts of all rows up to a number, and of no others: those that a
 * replay stores are added afterwards, a search scans them until then.
 */
export class TextIndex {
  readonly #through: StatementSync;
  readonly #next: StatementSync;
  readonly #addNext: StatementSync;
  readonly #add: StatementSync;
  readonly #delete: StatementSync;

  /** @param text the searched column */
  constructor(db: DatabaseSync, name: string, text: string) {
    const search = `${name}_search`;
    const rest = `FROM ${name} WHERE number > ? AND ${text} IS NOT NULL ORDER BY number`;
    // FTS5 keeps a row of each text in this table.
    this.#through = db.prepare(`SELECT coalesce(max(id), 0) AS number FROM ${search}_docsize`);
    this.#next = db.prepare(`SELECT 1 ${rest} LIMIT 1`);
    this.#addNext = db.prepare(`
      INSERT INTO ${search} (rowid, text) SELECT number, ${text} || '${END}' ${rest} LIMIT ${ADDED_TEXTS}`);
    this.#add = db.prepare(`INSERT INTO ${search} (rowid, text) VALUES (?, ?)`);
    this.#delete = db.prepare(`
      INSERT INTO ${search} (${search}, rowid, text) VALUES ('delete', ?, ?)`);
  }

  /** The number of the last row in it. */
  through(): number {
    return this.#through.get()!.number as number;
  }

  isComplete(): boolean {
    return this.#next.get(this.through()) === undefined;
  }

  /** Replaces the text of a row in it, within the caller's transaction. */
  change({ number, before, after }: ChangedText): void {
    if (before !== null) this.#delete.run(number, before + END);
    if (after !== null) this.#add.run(number, after + END);
  }

  /** Adds the next rows, within the caller's transaction. */
  addNext(): void {
    this.#addNext.run(this.through());
  }
}
