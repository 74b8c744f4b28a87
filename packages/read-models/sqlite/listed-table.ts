import type { SQLOutputValue, StatementSync } from 'node:sqlite';
import { type EmbeddedDatabase, translateSqliteErrors } from '@energy/engines';
import { cursorAt, type ListOptions, parseCursor, type SortValue } from '../listing.ts';
import type { ProjectedRow } from '../projected-rows.ts';
import { searchWords } from '../search-text.ts';
import { addSearch, Conditions } from './conditions.ts';
import { MAX_SORTED_MATCHES, MatchingRows } from './matching-rows.ts';
import { PageCache } from './page-cache.ts';
import { ProjectedTable } from './projected-table.ts';
import type { TableOf } from './table.ts';
import { asArrays } from './table-generation.ts';
import { withIndex } from './table-indexes.ts';

/** A table with lists. */
export interface ListedTableOf<Row extends ProjectedRow, Sort extends string> extends TableOf<Row> {
  /** A narrow index with all texts; none without a search. */
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

/** A condition on the listed rows, with an index that finds them. */
export interface TableFilter {
  readonly condition: string;
  readonly parameters: readonly string[];
  readonly index: string;
  /** The searched column, null in unlisted rows; none where all rows are listed. */
  readonly text?: string;
  /** True where the condition can find most rows: then filtering the index of the order takes less than sorting them. */
  readonly canFindMost?: boolean;
}

/** Keys of the cache with longer ones would fill the memory. */
const MAX_CACHED_PARAMETER_LENGTH = 50_000;

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
  #matching: MatchingRows | undefined;
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
    const isLong = filter?.parameters.some(({ length }) => length > MAX_CACHED_PARAMETER_LENGTH);
    if (isLong) return this.#readPage(options, filter);
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
    const { column, type } = orders[sort];
    const source =
      filter && !(filter.canFindMost && this.#findsMany(name, filter)) ? filter : orders[sort];
    const { text } = source;
    const sortedBy = column === undefined ? ['id'] : [column, 'id'];
    const types = column === undefined ? (['string'] as const) : ([type, 'string'] as const);
    const words = searchWords(search);
    const matches =
      words.length === 0 || source === filter ? undefined : this.#findMatches(name, words);
    const isDescending = order === 'descending';

    const conditions = new Conditions();
    if (text !== undefined) conditions.add(`${text} IS NOT NULL`);
    if (matches) {
      conditions.add('number IN (SELECT value FROM json_each(?))', JSON.stringify(matches));
    }
    if (filter) conditions.add(filter.condition, ...filter.parameters);
    if (after !== undefined) {
      const from = parseCursor(after, [sort, order], types);
      conditions.add(
        `(${sortedBy}) ${isDescending ? '<' : '>'} (${sortedBy.map(() => '?')})`,
        ...from,
      );
    }
    if (text !== undefined) addSearch(conditions, text, words);
    const sql = (indexed: string) => `
      SELECT ${[...columns.names, ...sortedBy]} FROM ${name} ${indexed} WHERE ${conditions.sql}
      ORDER BY ${sortedBy.map((by) => `${by} ${isDescending ? 'DESC' : 'ASC'}`)} LIMIT ?`;
    const read = (indexed: string) =>
      translateSqliteErrors(this.#db, () =>
        this.#statement(sql(indexed), words.length === 0).all(...conditions.parameters, limit + 1),
      ) as unknown as SQLOutputValue[][];

    const stored = matches ? read('') : withIndex(`${name}_${source.index}`, read);
    const rows = stored.slice(0, limit).map((values) => columns.toRow(values));
    if (stored.length <= limit) return { rows, next: undefined };
    const last = stored[limit - 1]!.slice(columns.names.length) as SortValue[];
    return { rows, next: cursorAt([sort, order], last) };
  }

  #findsMany(name: string, { condition, parameters, index, text }: TableFilter): boolean {
    const isListed = text === undefined ? '' : ` AND ${text} IS NOT NULL`;
    const sql = (indexed: string) => `
      SELECT count(*) FROM (
        SELECT 1 FROM ${name} ${indexed} WHERE ${condition}${isListed} LIMIT ${MAX_SORTED_MATCHES + 1})`;
    const [count] = withIndex(`${name}_${index}`, (indexed) =>
      translateSqliteErrors(this.#db, () => this.#statement(sql(indexed), true).get(...parameters)),
    ) as unknown as [number];
    return count > MAX_SORTED_MATCHES;
  }

  /** Finds the numbers of the rows whose text may contain all words; `undefined` where there are too many to sort. */
  #findMatches(name: string, words: readonly string[]): number[] | undefined {
    const { text, textIndex } = this.#table;
    if (text === undefined || textIndex === undefined) return undefined;
    if (this.#matching?.name !== name) {
      this.#matching = new MatchingRows(this.#db, { name, text, textIndex });
    }
    return this.#matching.find(words);
  }

  #statement(sql: string, isCached: boolean): StatementSync {
    const statement = this.#statements.get(sql) ?? asArrays(this.#db.prepare(sql));
    if (isCached) this.#statements.set(sql, statement);
    return statement;
  }
}
