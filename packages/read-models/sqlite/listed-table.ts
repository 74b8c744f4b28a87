import type { SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite';
import { type EmbeddedDatabase, translateSqliteErrors } from '@energy/engines';
import { cursorAt, type ListOptions, type SortValue, valuesOf } from '../listing.ts';
import type { ProjectedRow } from '../projected-rows.ts';
import { searchedId, searchWords } from '../search-text.ts';
import { PageCache } from './page-cache.ts';
import { ProjectedTable } from './projected-table.ts';
import type { TableOf } from './table.ts';
import { asArrays } from './table-generation.ts';

/** So many rows are sorted for a page sooner than that as many of their neighbours are passed over. */
const FEW = 2_000;
const SHORTEST_INDEXED_WORD = 3;

/** A table of rows of which there are lists. */
export interface ListedTableOf<Row extends ProjectedRow, Sort extends string> extends TableOf<Row> {
  /** The narrowest index that has all texts; none where nothing is searched. */
  readonly textIndex?: string;
  readonly orders: Readonly<Record<Sort, TableOrder>>;
}

/** An order of a table's rows. */
export interface TableOrder {
  /** What rows are sorted by before their id; nothing where they are sorted by their id alone. */
  readonly column: string | undefined;
  readonly type: 'string' | 'number';
  /** The index in which rows stand in this order; but for that of the ids, it has their text too. */
  readonly index: string;
  /** The column of the text that is searched, null in rows that no list shows; none where all are shown. */
  readonly text?: string;
}

/** Only rows of which something holds, which an index finds that has the table's text as well. */
export interface TableFilter {
  readonly condition: string;
  /** What stands for the question mark in it. */
  readonly parameter: string;
  readonly index: string;
}

interface PageOf<Row> {
  readonly rows: readonly Row[];
  readonly next: string | undefined;
}

/** The rows of one projection, of which there are lists. */
export class ListedTable<
  Row extends ProjectedRow,
  Sort extends string,
> extends ProjectedTable<Row> {
  readonly #db: EmbeddedDatabase;
  readonly #table: ListedTableOf<Row, Sort>;
  readonly #pages: PageCache<PageOf<Row>>;
  readonly #groups: PageCache<readonly Row[]>;
  /** By their SQL: those of lists that are not searched, of which there are few. */
  readonly #lists = new Map<string, StatementSync>();

  constructor(db: EmbeddedDatabase, table: ListedTableOf<Row, Sort>) {
    super(db, table);
    this.#db = db;
    this.#table = table;
    this.#pages = new PageCache(db, table.name);
    this.#groups = new PageCache(db, table.name);
  }

  /** One page of the rows that lists show, and where the next one starts. */
  protected page(options: ListOptions<Sort> & { sort: Sort }, filter?: TableFilter): PageOf<Row> {
    const key = JSON.stringify([options, filter]);
    return this.#pages.get(key, () => this.#readPage(options, filter));
  }

  /**
   * The rows, those included that no list shows, that may have all words of a search in their text;
   * `undefined` where they are more than a few.
   */
  protected few(search: string): readonly Row[] | undefined {
    const { columns, rowOf } = this.#table;
    const { name } = this.generations.current();
    const few = this.#fewMatches(name, searchWords(search));
    if (!few) return undefined;
    const sql = `SELECT ${columns} FROM ${name} WHERE number IN (SELECT value FROM json_each(?))`;
    const stored = translateSqliteErrors(this.#db, () =>
      this.#statement(sql, true).all(JSON.stringify(few)),
    );
    return (stored as unknown as SQLOutputValue[][]).map(rowOf);
  }

  /** The rows of a group, those included that no list shows. */
  protected findGroup(group: string): readonly Row[] {
    return this.#groups.get(group, () => this.generations.current().findGroup(group));
  }

  #readPage(
    { limit, after, search = '', sort, order = 'ascending' }: ListOptions<Sort> & { sort: Sort },
    filter?: TableFilter,
  ): PageOf<Row> {
    const { orders, columns, rowOf } = this.#table;
    // Once: another generation may be in use before the page is read.
    const { name } = this.generations.current();
    const { column, type, index } = orders[sort];
    const text = filter ? this.#table.text : orders[sort].text;
    const sortedBy = column === undefined ? ['id'] : [column, 'id'];
    const types = column === undefined ? (['string'] as const) : ([type, 'string'] as const);
    const words = searchWords(search);
    const few = words.length === 0 || filter ? undefined : this.#fewMatches(name, words);
    const [direction, beyond] = order === 'descending' ? ['DESC', '<'] : ['ASC', '>'];

    const source = few ? '' : `INDEXED BY ${name}_${filter?.index ?? index}`;
    const conditions = new Conditions();
    if (text !== undefined) conditions.add(`${text} IS NOT NULL`);
    if (few) conditions.add('number IN (SELECT value FROM json_each(?))', JSON.stringify(few));
    if (filter) conditions.add(filter.condition, filter.parameter);
    if (after !== undefined) {
      const from = valuesOf(after, [sort, order], types);
      conditions.add(`(${sortedBy}) ${beyond} (${sortedBy.map(() => '?')})`, ...from);
    }
    if (text !== undefined) addSearch(conditions, text, words);
    const sql = `
      SELECT ${[...columns, ...sortedBy]} FROM ${name} ${source} WHERE ${conditions.sql}
      ORDER BY ${sortedBy.map((each) => `${each} ${direction}`)} LIMIT ?`;

    const stored = translateSqliteErrors(this.#db, () =>
      this.#statement(sql, words.length === 0).all(...conditions.parameters, limit + 1),
    ) as unknown as SQLOutputValue[][];
    const rows = stored.slice(0, limit).map(rowOf);
    if (stored.length <= limit) return { rows, next: undefined };
    const last = stored[limit - 1]!.slice(columns.length) as SortValue[];
    return { rows, next: cursorAt([sort, order], last) };
  }

  /** The numbers of the rows that may have all words in their text, where these are few. */
  #fewMatches(name: string, words: readonly string[]): number[] | undefined {
    const { text, textIndex } = this.#table;
    if (text === undefined) return undefined;
    const long = words.filter((word) => [...word].length >= SHORTEST_INDEXED_WORD);
    if (long.length > 0) {
      const matches = [...new Set(long.flatMap(threes))]
        .map((three) => `"${three.replaceAll('"', '""')}"`)
        .join(' ');
      const sql = `SELECT rowid AS number FROM ${name}_search WHERE ${name}_search MATCH ?`;
      const found = this.#numbers(sql, matches);
      if (found) return [...found, ...this.#withId(name, searchedId(words))];
      if (long.length === words.length) return undefined;
    }
    // No index knows short words: all texts are looked at, in the narrowest place that has them.
    const conditions = new Conditions();
    conditions.add(`${text} IS NOT NULL`);
    addSearch(conditions, text, words);
    const sql = `SELECT number FROM ${name} INDEXED BY ${name}_${textIndex} WHERE ${conditions.sql}`;
    return this.#numbers(sql, ...conditions.parameters);
  }

  #withId(name: string, beginning: string | undefined): number[] {
    if (beginning === undefined) return [];
    const sql = `SELECT number FROM ${name} WHERE id >= ? AND id < ?`;
    return this.#numbers(sql, beginning, `${beginning}g`) ?? [];
  }

  /** Undefined where they are more than a few. */
  #numbers(sql: string, ...parameters: SQLInputValue[]): number[] | undefined {
    const found = translateSqliteErrors(this.#db, () =>
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
    return this.#conditions.join(' AND ') || 'TRUE';
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
