import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';
import { transact, translateSqliteErrors } from '@energy/engines';
import type { Position } from '@energy/event-store';
import {
  type Generation,
  GenerationReplaced,
  generationName,
  type ProjectedRow,
} from '../projected-rows.ts';
import { Checkpoint } from './checkpoint.ts';
import { indexSchema, type TableOf } from './table.ts';

const PAGE_SIZE = 1_000;
/** Fewer rows than this are put into the indexes one by one, whatever the table holds. */
const LEAST_BULK = 5_000;

/** What is there of a row that is stored again. */
type StandingRow = Record<string, SQLOutputValue>;

/** What a row was found by, and what it is found by from now on. */
interface ChangedText {
  readonly number: number | bigint;
  readonly before: string | null;
  readonly after: string | null;
}

/** The generations of a projection that count, by their numbers. */
export interface Standing {
  readonly inUse: number;
  readonly beingBuilt: number | undefined;
}

export interface TableGenerationOptions<Row extends ProjectedRow> {
  readonly db: DatabaseSync;
  readonly table: TableOf<Row>;
  readonly number: number;
  /** Which generations there are to be, as it stands in the caller's transaction. */
  readonly standing: () => Standing;
  /** Counts a change of the rows in use, in the caller's transaction. */
  readonly countChange: () => void;
}

/** One generation of a projection's rows: a table of its own. */
export class TableGeneration<Row extends ProjectedRow> implements Generation<Row> {
  readonly name: string;
  readonly number: number;
  readonly #options: TableGenerationOptions<Row>;
  readonly #db: DatabaseSync;
  readonly #checkpoint: Checkpoint;
  readonly #read: ReturnType<typeof prepareReads>;
  readonly #write: ReturnType<typeof prepareWrites>;

  constructor(options: TableGenerationOptions<Row>) {
    const { db, table, number } = options;
    this.name = generationName(table.name, number);
    this.number = number;
    this.#options = options;
    this.#db = db;
    this.#checkpoint = new Checkpoint(db, this.name);
    this.#read = prepareReads(db, this.name, table);
    this.#write = prepareWrites(db, this.name, table);
  }

  async store(rows: readonly Row[], position?: Position): Promise<void> {
    await transact(this.#db, () => {
      const { inUse, beingBuilt } = this.#options.standing();
      if (this.number !== inUse && this.number !== beingBuilt) {
        throw new GenerationReplaced(this.name);
      }
      if (rows.length > 0 && this.number === inUse) this.#options.countChange();
      // All rows before all of their texts: SQLite would flush the index of texts between the two.
      for (const { number, before, after } of this.#putInBulk(rows)) {
        if (before !== null) this.#write.forgetText?.run(number, before);
        if (after !== null) this.#write.addText?.run(number, after);
      }
      if (position !== undefined) this.#checkpoint.advance(position);
    });
  }

  async position(): Promise<Position | undefined> {
    return this.#checkpoint.position();
  }

  async find(id: string): Promise<Row | undefined> {
    return this.read(id);
  }

  /** A row by its id, at once. */
  read(id: string): Row | undefined {
    return this.#rows(() => this.#read.find.all(id))[0];
  }

  async findAll(ids: readonly string[]): Promise<readonly Row[]> {
    return this.#rows(() => this.#read.findAll.all(JSON.stringify(ids)));
  }

  /** The rows of a group, in no order. */
  findGroup(group: string): readonly Row[] {
    return this.#rows(() => this.#read.findGroup!.all(group));
  }

  async *all(): AsyncIterable<Row> {
    let after = '';
    for (;;) {
      const rows = this.#rows(() => this.#read.page.all(after));
      yield* rows;
      if (rows.length < PAGE_SIZE) return;
      after = rows.at(-1)!.id;
    }
  }

  async count(): Promise<number> {
    return translateSqliteErrors(this.#db, () => this.#read.count.get()!.count as number);
  }

  #rows(read: () => unknown[]): Row[] {
    return (translateSqliteErrors(this.#db, read) as SQLOutputValue[][]).map(
      this.#options.table.rowOf,
    );
  }

  /**
   * Stores rows as {@link #put} does. Where they are most of the table, as in a replay, its indexes
   * are made anew after it: sorting all rows is faster than finding the place of each.
   */
  #putInBulk(rows: readonly Row[]): ChangedText[] {
    const { indexes } = this.#options.table;
    const standing = this.#standingOf(rows);
    if (rows.length < LEAST_BULK || rows.length * 2 < this.#size())
      return this.#put(rows, standing);
    const drops = Object.keys(indexes).map((index) => `DROP INDEX ${this.name}_${index};`);
    this.#db.exec(drops.join(' '));
    const changed = this.#put(rows, standing);
    this.#db.exec(indexSchema(this.name, indexes));
    return changed;
  }

  #size(): number {
    return this.#read.size.get()!.size as number;
  }

  #standingOf(rows: readonly Row[]): Map<unknown, StandingRow> {
    const stored = this.#read.standing.all(JSON.stringify(rows.map(({ id }) => id)));
    return new Map(stored.map((each) => [each.id, each]));
  }

  /** Stores the rows that are newer than what is there; returns what changes in the texts. */
  #put(rows: readonly Row[], standing: Map<unknown, StandingRow>): ChangedText[] {
    const { text, values, groupsOf } = this.#options.table;
    const changed: ChangedText[] = [];
    for (const row of rows) {
      const columns = values(row);
      const after = text === undefined ? null : (columns[text] as string | null);
      const stored = standing.get(row.id);
      if (stored && (stored.revision as number) >= row.revision) continue;
      const before = (stored?.text ?? null) as string | null;
      let number = stored?.number as number | bigint;
      if (stored) this.#write.update.run(...Object.values(columns), number);
      else number = this.#write.insert.run(...Object.values(columns)).lastInsertRowid;
      for (const group of groupsOf?.(row) ?? []) this.#write.addToGroup!.run(group, number);
      standing.set(row.id, { number, revision: row.revision, text: after });
      if (before !== after) changed.push({ number, before, after });
    }
    return changed;
  }
}

/** Quicker than objects where rows are many. */
export function asArrays(statement: StatementSync): StatementSync {
  statement.setReturnArrays(true);
  return statement;
}

function prepareReads(
  db: DatabaseSync,
  name: string,
  { columns, text, groupsOf }: Pick<TableOf<never>, 'columns' | 'text' | 'groupsOf'>,
) {
  const select = `SELECT ${columns} FROM ${name}`;
  return {
    find: asArrays(db.prepare(`${select} WHERE id = ?`)),
    findAll: asArrays(db.prepare(`${select} WHERE id IN (SELECT value FROM json_each(?))`)),
    findGroup: groupsOf
      ? asArrays(
          db.prepare(
            `${select} WHERE number IN (SELECT number FROM ${name}_groups WHERE group_id = ?)`,
          ),
        )
      : undefined,
    page: asArrays(db.prepare(`${select} WHERE id > ? ORDER BY id LIMIT ${PAGE_SIZE}`)),
    count: db.prepare(`SELECT count(*) AS count FROM ${name}`),
    size: db.prepare(`SELECT coalesce(max(number), 0) AS size FROM ${name}`),
    standing: db.prepare(`
      SELECT number, id, revision, ${text ?? 'NULL'} AS text FROM ${name}
      WHERE id IN (SELECT value FROM json_each(?))`),
  };
}

function prepareWrites(
  db: DatabaseSync,
  name: string,
  {
    columns: own,
    texts,
    text,
    groupsOf,
  }: Pick<TableOf<never>, 'columns' | 'text' | 'texts' | 'groupsOf'>,
) {
  const columns = [...own, ...texts];
  const [search, unasked] = [`${name}_search`, text === undefined];
  return {
    insert: db.prepare(`INSERT INTO ${name} (${columns}) VALUES (${columns.map(() => '?')})`),
    update: db.prepare(
      `UPDATE ${name} SET ${columns.map((column) => `${column} = ?`)} WHERE number = ?`,
    ),
    addToGroup: groupsOf
      ? db.prepare(`INSERT OR IGNORE INTO ${name}_groups VALUES (?, ?)`)
      : undefined,
    addText: unasked ? undefined : db.prepare(`INSERT INTO ${search} (rowid, text) VALUES (?, ?)`),
    forgetText: unasked
      ? undefined
      : db.prepare(`INSERT INTO ${search} (${search}, rowid, text) VALUES ('delete', ?, ?)`),
  };
}
