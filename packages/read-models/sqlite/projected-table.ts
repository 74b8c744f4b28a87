import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite';
import { type EmbeddedDatabase, KeptReads, reading, transact } from '@energy/engines';
import type { Position } from '@energy/event-store';
import { cursorAt, type ListOptions, type SortValue, valuesOf } from '../listing.ts';
import type { ProjectedRow, ProjectedRows } from '../projected-rows.ts';
import { searchedId, searchWords } from '../search-text.ts';
import { Checkpoint } from './checkpoint.ts';
import { KeptPages } from './kept-pages.ts';

/**
 * An index of which texts of a table have which sequences of three characters. It is told what to
 * forget: with `contentless_delete` it would use row numbers that JavaScript has no exact numbers for.
 */
export function searchSchema(table: string): string {
  return `
    CREATE VIRTUAL TABLE IF NOT EXISTS ${table}_search
      USING fts5 (text, content = '', detail = none, tokenize = 'trigram');
  `;
}

const PAGE_SIZE = 1_000;
/** So many rows are sorted for a page sooner than that as many of their neighbours are passed over. */
const FEW = 2_000;
const MOST_ROWS_KEPT = 1_000;
const SHORTEST_INDEXED_WORD = 3;

/** Fewer rows than this are put into the indexes one by one, whatever the table holds. */
const LEAST_BULK = 5_000;

/** The indexes of a table: what stands after `ON table`, by name. */
export type Indexes = Readonly<Record<string, string>>;

export function indexSchema(table: string, indexes: Indexes): string {
  const create = ([name, definition]: [string, string]) =>
    `CREATE ${definition.startsWith('(id)') ? 'UNIQUE ' : ''}INDEX IF NOT EXISTS ${name} ON ${table} ${definition};`;
  return Object.entries(indexes).map(create).join('\n');
}

/** A row as SQLite has it. */
type Stored = readonly SQLOutputValue[];

/** How a table's rows are kept: by their `number`, which is SQLite's own, and their `id`. */
export interface TableOf<Row, Sort extends string> {
  /**
   * The number in it grows with the shape: a file with an older shape has another table, which goes,
   * and the events fill this one from the beginning.
   */
  readonly name: string;
  /** The column of the text that is indexed, null in rows that no list shows. */
  readonly text: string;
  /** The narrowest index that has all texts. */
  readonly textIndex: string;
  /** The first is that of the ids. */
  readonly indexes: Indexes;
  readonly orders: Readonly<Record<Sort, TableOrder>>;
  /** What a row is made of, in the order in which {@link rowOf} takes it; the id first. */
  readonly columns: readonly string[];
  /** The columns of texts that lists are made by. */
  readonly texts: readonly string[];
  /** A row by column: the columns, then the texts. */
  values(row: Row): Record<string, SQLInputValue>;
  rowOf(stored: Stored): Row;
}

/** An order of a table's rows. */
export interface TableOrder {
  /** What rows are sorted by before their id; nothing where they are sorted by their id alone. */
  readonly column: string | undefined;
  readonly type: 'string' | 'number';
  /** The index in which rows stand in this order; but for that of the ids, it has their text too. */
  readonly index: string;
  /** The column of the text that is searched. */
  readonly text: string;
}

/** Only rows in which a column has a value, which an index finds that has the table's text as well. */
export interface TableFilter {
  readonly column: string;
  readonly value: string;
  readonly index: string;
}

interface PageOf<Row> {
  readonly rows: readonly Row[];
  readonly next: string | undefined;
}

/** What is there of a row that is stored again. */
type Standing = Record<string, SQLOutputValue>;

/** What a row was found by, and what it is found by from now on. */
interface ChangedText {
  readonly number: number | bigint;
  readonly before: string | null;
  readonly after: string | null;
}

/** The rows of one projection in a SQLite table. */
export class ProjectedTable<Row extends ProjectedRow, Sort extends string>
  implements ProjectedRows<Row>
{
  readonly #db: EmbeddedDatabase;
  readonly #table: TableOf<Row, Sort>;
  readonly #find: StatementSync;
  readonly #findAll: StatementSync;
  readonly #page: StatementSync;
  readonly #checkpoint: Checkpoint;
  readonly #standing: StatementSync;
  readonly #found: KeptReads<Row | undefined>;
  readonly #pages: KeptPages<PageOf<Row>>;
  readonly #write: ReturnType<typeof prepareWrites>;
  /** By their SQL: those of lists that are not searched, of which there are few. */
  readonly #lists = new Map<string, StatementSync>();

  constructor(db: EmbeddedDatabase, table: TableOf<Row, Sort>) {
    const { name, text, columns, texts } = table;
    const select = `SELECT ${columns} FROM ${name}`;
    this.#db = db;
    this.#table = table;
    this.#find = asArrays(db.prepare(`${select} WHERE id = ?`));
    this.#findAll = asArrays(db.prepare(`${select} WHERE id IN (SELECT value FROM json_each(?))`));
    this.#page = asArrays(db.prepare(`${select} WHERE id > ? ORDER BY id LIMIT ${PAGE_SIZE}`));
    this.#standing = db.prepare(`
      SELECT number, id, revision, ${text} AS text FROM ${name}
      WHERE id IN (SELECT value FROM json_each(?))`);
    this.#found = new KeptReads(db, MOST_ROWS_KEPT);
    this.#pages = new KeptPages(db, name);
    this.#write = prepareWrites(db, name, [...columns, ...texts]);
    this.#checkpoint = new Checkpoint(db, name);
  }

  async store(rows: readonly Row[], position?: Position): Promise<void> {
    await transact(this.#db, () => {
      if (rows.length > 0) this.#pages.countChange();
      // All rows before all of their texts: SQLite would flush the index of texts between the two.
      for (const { number, before, after } of this.#putInBulk(rows)) {
        if (before !== null) this.#write.forgetText.run(number, before);
        if (after !== null) this.#write.addText.run(number, after);
      }
      if (position !== undefined) this.#checkpoint.advance(position);
    });
  }

  /**
   * Stores rows as {@link #put} does. Where they are most of the table, as in a replay, its indexes
   * are made anew after it: sorting all rows is faster than finding the place of each.
   */
  #putInBulk(rows: readonly Row[]): ChangedText[] {
    const { name, indexes } = this.#table;
    const standing = this.#standingOf(rows);
    if (rows.length < LEAST_BULK || rows.length * 2 < this.#size())
      return this.#put(rows, standing);
    this.#db.exec(
      Object.keys(indexes)
        .map((index) => `DROP INDEX ${index};`)
        .join(' '),
    );
    const changed = this.#put(rows, standing);
    this.#db.exec(indexSchema(name, indexes));
    return changed;
  }

  #size(): number {
    const sql = `SELECT coalesce(max(number), 0) AS size FROM ${this.#table.name}`;
    return this.#db.prepare(sql).get()!.size as number;
  }

  #standingOf(rows: readonly Row[]): Map<unknown, Standing> {
    const stored = this.#standing.all(JSON.stringify(rows.map(({ id }) => id)));
    return new Map(stored.map((each) => [each.id, each]));
  }

  /** Stores the rows that are newer than what is there; returns what changes in the texts. */
  #put(rows: readonly Row[], standing: Map<unknown, Standing>): ChangedText[] {
    const { text, values } = this.#table;
    const changed: ChangedText[] = [];
    for (const row of rows) {
      const columns = values(row);
      const after = columns[text] as string | null;
      const stored = standing.get(row.id);
      if (stored && (stored.revision as number) >= row.revision) continue;
      const before = (stored?.text ?? null) as string | null;
      let number = stored?.number as number | bigint;
      if (stored) this.#write.update.run(...Object.values(columns), number);
      else number = this.#write.insert.run(...Object.values(columns)).lastInsertRowid;
      standing.set(row.id, { number, revision: row.revision, text: after });
      if (before !== after) changed.push({ number, before, after });
    }
    return changed;
  }

  async position(): Promise<Position | undefined> {
    return this.#checkpoint.position();
  }

  async find(id: string): Promise<Row | undefined> {
    return this.#found.of(id, () => this.#rows(() => this.#find.all(id))[0]);
  }

  async findAll(ids: readonly string[]): Promise<readonly Row[]> {
    return this.#rows(() => this.#findAll.all(JSON.stringify(ids)));
  }

  async *all(): AsyncIterable<Row> {
    let after = '';
    for (;;) {
      const rows = this.#rows(() => this.#page.all(after));
      yield* rows;
      if (rows.length < PAGE_SIZE) return;
      after = rows.at(-1)!.id;
    }
  }

  /** One page of the rows that lists show, and where the next one starts. */
  protected page(options: ListOptions<Sort> & { sort: Sort }, filter?: TableFilter): PageOf<Row> {
    const key = JSON.stringify([options, filter]);
    return this.#pages.of(key, () => this.#readPage(options, filter));
  }

  #readPage(
    { limit, after, search = '', sort, order = 'ascending' }: ListOptions<Sort> & { sort: Sort },
    filter?: TableFilter,
  ): PageOf<Row> {
    const { name, orders, columns, rowOf } = this.#table;
    const { column, type, index } = orders[sort];
    const text = filter ? this.#table.text : orders[sort].text;
    const sortedBy = column === undefined ? ['id'] : [column, 'id'];
    const types = column === undefined ? (['string'] as const) : ([type, 'string'] as const);
    const words = searchWords(search);
    const few = words.length === 0 || filter ? undefined : this.#fewMatches(words);
    const [direction, beyond] = order === 'descending' ? ['DESC', '<'] : ['ASC', '>'];

    const source = few ? '' : `INDEXED BY ${filter?.index ?? index}`;
    const conditions = new Conditions();
    conditions.add(`${text} IS NOT NULL`);
    if (few) conditions.add('number IN (SELECT value FROM json_each(?))', JSON.stringify(few));
    if (filter) conditions.add(`${filter.column} = ?`, filter.value);
    if (after !== undefined) {
      const from = valuesOf(after, [sort, order], types);
      conditions.add(`(${sortedBy}) ${beyond} (${sortedBy.map(() => '?')})`, ...from);
    }
    addSearch(conditions, text, words);
    const sql = `
      SELECT ${[...columns, ...sortedBy]} FROM ${name} ${source} WHERE ${conditions.sql}
      ORDER BY ${sortedBy.map((each) => `${each} ${direction}`)} LIMIT ?`;

    const stored = reading(this.#db, () =>
      this.#statement(sql, words.length === 0).all(...conditions.parameters, limit + 1),
    ) as unknown as Stored[];
    const rows = stored.slice(0, limit).map(rowOf);
    if (stored.length <= limit) return { rows, next: undefined };
    const last = stored[limit - 1]!.slice(columns.length) as SortValue[];
    return { rows, next: cursorAt([sort, order], last) };
  }

  #rows(read: () => unknown[]): Row[] {
    return (reading(this.#db, read) as Stored[]).map(this.#table.rowOf);
  }

  /** The numbers of the rows that may have all words in their text, where these are few. */
  #fewMatches(words: readonly string[]): number[] | undefined {
    const { name, text, textIndex } = this.#table;
    const long = words.filter((word) => [...word].length >= SHORTEST_INDEXED_WORD);
    if (long.length > 0) {
      const matches = [...new Set(long.flatMap(threes))]
        .map((three) => `"${three.replaceAll('"', '""')}"`)
        .join(' ');
      const sql = `SELECT rowid AS number FROM ${name}_search WHERE ${name}_search MATCH ?`;
      const found = this.#numbers(sql, matches);
      if (found) return [...found, ...this.#withId(searchedId(words))];
      if (long.length === words.length) return undefined;
    }
    // No index knows short words: all texts are looked at, in the narrowest place that has them.
    const conditions = new Conditions();
    conditions.add(`${text} IS NOT NULL`);
    addSearch(conditions, text, words);
    const sql = `SELECT number FROM ${name} INDEXED BY ${textIndex} WHERE ${conditions.sql}`;
    return this.#numbers(sql, ...conditions.parameters);
  }

  #withId(beginning: string | undefined): number[] {
    if (beginning === undefined) return [];
    const sql = `SELECT number FROM ${this.#table.name} WHERE id >= ? AND id < ?`;
    return this.#numbers(sql, beginning, `${beginning}g`) ?? [];
  }

  /** Undefined where they are more than a few. */
  #numbers(sql: string, ...parameters: SQLInputValue[]): number[] | undefined {
    const found = reading(this.#db, () =>
      this.#db.prepare(`${sql} LIMIT ${FEW + 1}`).all(...parameters),
    );
    return found.length > FEW ? undefined : found.map(({ number }) => number as number);
  }

  #statement(sql: string, kept: boolean): StatementSync {
    const statement = this.#lists.get(sql) ?? asArrays(this.#db.prepare(sql));
    if (kept) this.#lists.set(sql, statement);
    return statement;
  }
}

/** Conditions that all hold, with what stands for their question marks. */
class Conditions {
  readonly parameters: SQLInputValue[] = [];
  readonly #conditions: string[] = [];

  add(condition: string, ...parameters: SQLInputValue[]): void {
    this.#conditions.push(condition);
    this.parameters.push(...parameters);
  }

  get sql(): string {
    return this.#conditions.join(' AND ');
  }
}

/** Every word is in the text, or the only one begins the id. The longest first: most rows lack it. */
function addSearch(conditions: Conditions, text: string, words: readonly string[]): void {
  const inText = `${text} LIKE ? ESCAPE '\\'`;
  const id = searchedId(words);
  for (const word of words.toSorted((a, b) => b.length - a.length)) {
    const anywhere = `%${word.replace(/[\\%_]/g, '\\$&')}%`;
    if (id === undefined) conditions.add(inText, anywhere);
    else conditions.add(`(${inText} OR id LIKE ?)`, anywhere, `${id}%`);
  }
}

/** The sequences of three characters in a word. */
function threes(word: string): string[] {
  const characters = [...word];
  return characters.slice(2).map((_, start) => characters.slice(start, start + 3).join(''));
}

/** Quicker than objects where rows are many. */
function asArrays(statement: StatementSync): StatementSync {
  statement.setReturnArrays(true);
  return statement;
}

function prepareWrites(db: DatabaseSync, table: string, columns: readonly string[]) {
  return {
    insert: db.prepare(`INSERT INTO ${table} (${columns}) VALUES (${columns.map(() => '?')})`),
    update: db.prepare(
      `UPDATE ${table} SET ${columns.map((column) => `${column} = ?`)} WHERE number = ?`,
    ),
    addText: db.prepare(`INSERT INTO ${table}_search (rowid, text) VALUES (?, ?)`),
    forgetText: db.prepare(
      `INSERT INTO ${table}_search (${table}_search, rowid, text) VALUES ('delete', ?, ?)`,
    ),
  };
}
