import type { SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite';
import { type EmbeddedDatabase, translateSqliteErrors } from '@energy/engines';
import { cursorAt, type ListOptions, parseCursor, type SortValue } from '../listing.ts';
import type { ProjectedRow } from '../projected-rows.ts';
import { searchedId, searchWords } from '../search-text.ts';
import { PageCache } from './page-cache.ts';
import { ProjectedTable } from './projected-table.ts';
import type { TableOf } from './table.ts';
import { asArrays } from './table-generation.ts';

/** Up to so many matches are read and sorted; for more, it reads an index in order and filters. */
const MAX_SORTED_MATCHES = 2_000;
const MIN_INDEXED_WORD_LENGTH = 3;

/** A table with lists. */
export interface ListedTableOf<Row extends ProjectedRow, Sort extends string> extends TableOf<Row> {
  /** The narrowest index with all texts; none without a search. */
  readonly textIndex?: string;
  readonly orders: Readonly<Record<Sort, TableOrder>>;
}

/** An order of a list. */
export interface TableOrder {
  /** The column that rows are sorted by, before their id; none where they are sorted by id. */
  readonly column: string | undefined;
  readonly type: 'string' | 'number';
  /** The index in this order. Except for that of the ids, it also contains the text. */
  readonly index: string;
  /** The searched column, null in unlisted rows; none where all rows are listed. */
  readonly text?: string;
}

/** A condition on the listed rows, with an index that also contains the table's text. */
export interface TableFilter {
  readonly condition: string;
  readonly parameter: string;
  readonly index: string;
}

interface Page<Row> {
  readonly rows: readonly Row[];
  readonly next: string | undefined;
}

/** The rows of a projection with lists. */
export class ListedTable<
  Row extends ProjectedRow,
  Sort extends string,
> extends ProjectedTable<Row> {
  readonly #db: EmbeddedDatabase;
  readonly #table: ListedTableOf<Row, Sort>;
  readonly #pages: PageCache<Page<Row>>;
  readonly #groups: PageCache<readonly Row[]>;
  /** By their SQL. Only those without a search: there are few. */
  readonly #statements = new Map<string, StatementSync>();

  constructor(db: EmbeddedDatabase, table: ListedTableOf<Row, Sort>) {
    super(db, table);
    this.#db = db;
    this.#table = table;
    this.#pages = new PageCache(db, table.name);
    this.#groups = new PageCache(db, table.name);
  }

  /** Reads a page of the listed rows. */
  protected page(options: ListOptions<Sort> & { sort: Sort }, filter?: TableFilter): Page<Row> {
    const key = JSON.stringify([options, filter]);
    return this.#pages.get(key, () => this.#readPage(options, filter));
  }

  /**
   * Finds the rows, unlisted ones included, whose text may contain all words of a search; `undefined` where there are
   * more than 2,000.
   */
  protected findMatching(search: string): readonly Row[] | undefined {
    const { columns } = this.#table;
    const { name } = this.generations.current();
    const matches = this.#findMatches(name, searchWords(search));
    if (!matches) return undefined;
    const sql = `SELECT ${columns.names} FROM ${name} WHERE number IN (SELECT value FROM json_each(?))`;
    const stored = translateSqliteErrors(this.#db, () =>
      this.#statement(sql, true).all(JSON.stringify(matches)),
    );
    return (stored as unknown as SQLOutputValue[][]).map((values) => columns.toRow(values));
  }

  /** Finds the rows of a group, unlisted ones included. */
  protected findGroup(group: string): readonly Row[] {
    return this.#groups.get(group, () => this.generations.current().findGroup(group));
  }

  #readPage(
    { limit, after, search = '', sort, order = 'ascending' }: ListOptions<Sort> & { sort: Sort },
    filter?: TableFilter,
  ): Page<Row> {
    const { orders, columns } = this.#table;
    // Read once: a swap could happen before the page is read.
    const { name } = this.generations.current();
    const { column, type, index } = orders[sort];
    const text = filter ? this.#table.text : orders[sort].text;
    const sortedBy = column === undefined ? ['id'] : [column, 'id'];
    const types = column === undefined ? (['string'] as const) : ([type, 'string'] as const);
    const words = searchWords(search);
    const matches = words.length === 0 || filter ? undefined : this.#findMatches(name, words);
    const isDescending = order === 'descending';

    const source = matches ? '' : `INDEXED BY ${name}_${filter?.index ?? index}`;
    const conditions = new Conditions();
    if (text !== undefined) conditions.add(`${text} IS NOT NULL`);
    if (matches) {
      conditions.add('number IN (SELECT value FROM json_each(?))', JSON.stringify(matches));
    }
    if (filter) conditions.add(filter.condition, filter.parameter);
    if (after !== undefined) {
      const from = parseCursor(after, [sort, order], types);
      conditions.add(
        `(${sortedBy}) ${isDescending ? '<' : '>'} (${sortedBy.map(() => '?')})`,
        ...from,
      );
    }
    if (text !== undefined) addSearch(conditions, text, words);
    const sql = `
      SELECT ${[...columns.names, ...sortedBy]} FROM ${name} ${source} WHERE ${conditions.sql}
      ORDER BY ${sortedBy.map((by) => `${by} ${isDescending ? 'DESC' : 'ASC'}`)} LIMIT ?`;

    const stored = translateSqliteErrors(this.#db, () =>
      this.#statement(sql, words.length === 0).all(...conditions.parameters, limit + 1),
    ) as unknown as SQLOutputValue[][];
    const rows = stored.slice(0, limit).map((values) => columns.toRow(values));
    if (stored.length <= limit) return { rows, next: undefined };
    const last = stored[limit - 1]!.slice(columns.names.length) as SortValue[];
    return { rows, next: cursorAt([sort, order], last) };
  }

  /** Finds the numbers of the rows whose text may contain all words; `undefined` where there are too many to sort. */
  #findMatches(name: string, words: readonly string[]): number[] | undefined {
    const { text, textIndex } = this.#table;
    if (text === undefined) return undefined;
    const long = words.filter((word) => [...word].length >= MIN_INDEXED_WORD_LENGTH);
    if (long.length > 0) {
      const query = [...new Set(long.flatMap(trigrams))]
        .map((trigram) => `"${trigram.replaceAll('"', '""')}"`)
        .join(' ');
      const sql = `SELECT rowid AS number FROM ${name}_search WHERE ${name}_search MATCH ?`;
      const found = this.#numbers(sql, query);
      if (found) return [...found, ...this.#withId(name, searchedId(words))];
      if (long.length === words.length) return undefined;
    }
    // The full-text index has no short words: scan all texts, in the narrowest index.
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

  /** @returns `undefined` where there are too many to sort */
  #numbers(sql: string, ...parameters: SQLInputValue[]): number[] | undefined {
    const found = translateSqliteErrors(this.#db, () =>
      this.#db.prepare(`${sql} LIMIT ${MAX_SORTED_MATCHES + 1}`).all(...parameters),
    );
    return found.length > MAX_SORTED_MATCHES
      ? undefined
      : found.map(({ number }) => number as number);
  }

  #statement(sql: string, isCached: boolean): StatementSync {
    const statement = this.#statements.get(sql) ?? asArrays(this.#db.prepare(sql));
    if (isCached) this.#statements.set(sql, statement);
    return statement;
  }
}

/** Conditions joined by AND, with their parameters. */
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

/** Every word is in the text, or a single word is the start of the id. The longest first: it excludes most rows. */
function addSearch(conditions: Conditions, text: string, words: readonly string[]): void {
  const inText = `${text} LIKE ? ESCAPE '\\'`;
  const id = searchedId(words);
  for (const word of words.toSorted((a, b) => b.length - a.length)) {
    const anywhere = `%${word.replace(/[\\%_]/g, '\\$&')}%`;
    if (id === undefined) conditions.add(inText, anywhere);
    else conditions.add(`(${inText} OR id LIKE ?)`, anywhere, `${id}%`);
  }
}

function trigrams(word: string): string[] {
  const characters = [...word];
  return characters.slice(2).map((_, start) => characters.slice(start, start + 3).join(''));
}
