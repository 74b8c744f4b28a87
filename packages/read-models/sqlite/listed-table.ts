import type { SQLOutputValue, StatementSync } from 'node:sqlite';
import { type EmbeddedDatabase, translateSqliteErrors } from '@energy/engines';
import { cursorAt, type ListOptions, parseCursor, type SortValue } from '../listing.ts';
import type { ProjectedRow } from '../projected-rows.ts';
import { searchedId, searchWords } from '../search-text.ts';
import { addBound, addRange, type BlockSearch, searchBlocks } from './block-search.ts';
import { addSearch, Conditions } from './conditions.ts';
import { MAX_SORTED_MATCHES, MatchingRows } from './matching-rows.ts';
import { type OrderBlocks, orderBlocksOf } from './order-blocks.ts';
import { PageCache } from './page-cache.ts';
import { ProjectedTable } from './projected-table.ts';
import type { TableOf } from './table.ts';
import { asArrays } from './table-generation.ts';
import { withIndex } from './table-indexes.ts';
import type { TableOrder } from './table-order.ts';

/** A table with lists. */
export interface ListedTableOf<Row extends ProjectedRow, Sort extends string> extends TableOf<Row> {
  readonly orders: Readonly<Record<Sort, TableOrder>>;
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

/** More rows that meet a filter are not read by their numbers: some 0.1 µs each. */
const MAX_FILTERED_NUMBERS = 200_000;
/** Fewer matches are compared with the filter themselves. */
const MIN_FILTERED_MATCHES = 5_000;

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
  #blocks: OrderBlocks | undefined;
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
    const words = searchWords(search);
    const matching = this.#matchingIn(name);
    const matches = matching?.find(words) ?? matching?.findCompared(words);
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

  #readPage(options: ListOptions<Sort> & { sort: Sort }, filter?: TableFilter): Page<Row> {
    const { limit, sort, order = 'ascending' } = options;
    const { columns } = this.#table;
    const stored = this.#readStored(options, filter);
    const rows = stored.slice(0, limit).map((values) => columns.toRow([...values]));
    if (stored.length <= limit) return { rows, next: undefined };
    const last = stored[limit - 1]!.slice(columns.names.length) as SortValue[];
    return { rows, next: cursorAt([sort, order], last) };
  }

  /** Reads the rows of a page, and one more if there are others; after their columns, the values of their place. */
  #readStored(
    { limit, after, search = '', sort, order = 'ascending' }: ListOptions<Sort> & { sort: Sort },
    filter?: TableFilter,
  ): readonly SQLOutputValue[][] {
    const { orders, columns } = this.#table;
    // Read once: a swap could happen before the page is read.
    const { name } = this.generations.current();
    const { column, type } = orders[sort];
    const isSelective =
      filter && !(filter.canFindMost && this.#findsMany(name, filter, MAX_SORTED_MATCHES));
    const source = isSelective ? filter : orders[sort];
    const { text } = source;
    const sortedBy = column === undefined ? ['id'] : [column, 'id'];
    const types = column === undefined ? (['string'] as const) : ([type, 'string'] as const);
    const words = searchWords(search);
    const isDescending = order === 'descending';
    const from = after === undefined ? undefined : parseCursor(after, [sort, order], types);

    const read = (indexed: string, part: Conditions, rows: number) => {
      const conditions = new Conditions();
      if (text !== undefined) conditions.add(`${text} IS NOT NULL`);
      conditions.addAll(part);
      if (filter) conditions.add(filter.condition, ...filter.parameters);
      if (from) addBound(conditions, sortedBy, isDescending ? '<' : '>', from);
      if (text !== undefined) addSearch(conditions, text, words);
      const sql = `
        SELECT ${[...columns.names, ...sortedBy]} FROM ${name} ${indexed} WHERE ${conditions.sql}
        ORDER BY ${sortedBy.map((by) => `${by} ${isDescending ? 'DESC' : 'ASC'}`)} LIMIT ?`;
      return translateSqliteErrors(this.#db, () =>
        this.#statement(sql, words.length === 0).all(...conditions.parameters, rows),
      ) as unknown as SQLOutputValue[][];
    };
    const readIndex = (part: Conditions, rows: number) =>
      withIndex(`${name}_${source.index}`, (indexed) => read(indexed, part, rows));
    const readNumbers = (numbers: readonly number[], rows: number) => {
      const part = new Conditions();
      part.add('number IN (SELECT value FROM json_each(?))', JSON.stringify(numbers));
      // Not by the index of a filter.
      return read('NOT INDEXED', part, rows);
    };

    if (isSelective) return readIndex(new Conditions(), limit + 1);
    if (words.length === 0 && !filter) return readIndex(new Conditions(), limit + 1);
    const matching = words.length === 0 ? undefined : this.#matchingIn(name);
    const matches = matching?.find(words);
    if (matches) return readNumbers(matches, limit + 1);
    const searched: BlockSearch<SQLOutputValue[]> = {
      sort,
      order,
      after: from,
      limit: limit + 1,
      // A single word may also be the start of an id.
      words: searchedId(words) === undefined ? words : [],
      isIndexed: filter === undefined && column !== undefined,
      candidates: () => this.#candidates(name, words, filter),
      readRange: (range, rows) => {
        const part = new Conditions();
        addRange(part, sortedBy, range);
        return readIndex(part, rows);
      },
      readNumbers,
    };
    return this.#inSnapshot(() => {
      const blocks = this.#blocksOf(name, sort);
      if (blocks) return searchBlocks(blocks, searched);
      const compared = matching?.findCompared(words);
      return compared ? readNumbers(compared, limit + 1) : readIndex(new Conditions(), limit + 1);
    });
  }

  /** Reads several times as of the same commit: blocks may be divided again in between. */
  #inSnapshot<T>(read: () => T): T {
    if (this.#db.isTransaction) return read();
    translateSqliteErrors(this.#db, () => this.#db.exec('BEGIN'));
    try {
      return read();
    } finally {
      this.#db.exec('COMMIT');
    }
  }

  /** Whether a filter finds more than so many rows. */
  #findsMany(name: string, filter: TableFilter, rows: number): boolean {
    const { condition, parameters, index, text } = filter;
    const isListed = text === undefined ? '' : ` AND ${text} IS NOT NULL`;
    const sql = (indexed: string) => `
      SELECT 1 FROM ${name} ${indexed} WHERE ${condition}${isListed} LIMIT 1 OFFSET ?`;
    const found = withIndex(`${name}_${index}`, (indexed) =>
      translateSqliteErrors(this.#db, () =>
        this.#statement(sql(indexed), true).get(...parameters, rows),
      ),
    );
    return found !== undefined;
  }

  #matchingIn(name: string): MatchingRows | undefined {
    const { text, textIndex } = this.#table;
    if (text === undefined || textIndex === undefined) return undefined;
    if (this.#matching?.name !== name) {
      this.#matching = new MatchingRows(this.#db, { name, text, textIndex });
    }
    return this.#matching;
  }

  /** Finds the numbers of many rows that may contain all words and meet a filter; `undefined` where most may. */
  #candidates(
    name: string,
    words: readonly string[],
    filter: TableFilter | undefined,
  ): readonly number[] | undefined {
    const matching = words.length === 0 ? undefined : this.#matchingIn(name)?.findMany(words);
    const isFilterRead = matching === undefined || matching.length > MIN_FILTERED_MATCHES;
    const filtered = filter && isFilterRead ? this.#filteredNumbers(name, filter) : undefined;
    if (!matching || !filtered) return matching ?? filtered;
    const isFiltered = new Set(filtered);
    return matching.filter((number) => isFiltered.has(number));
  }

  /** Reads the numbers of the rows that meet a filter; `undefined` where many of all do. */
  #filteredNumbers(name: string, filter: TableFilter): number[] | undefined {
    if (this.#findsMany(name, filter, MAX_FILTERED_NUMBERS)) return undefined;
    const { condition, parameters, index, text } = filter;
    const isListed = text === undefined ? '' : ` AND ${text} IS NOT NULL`;
    const sql = (indexed: string) => `
      SELECT json_group_array(number) FROM ${name} ${indexed} WHERE ${condition}${isListed}`;
    const [json] = withIndex(`${name}_${index}`, (indexed) =>
      translateSqliteErrors(this.#db, () => this.#statement(sql(indexed), true).get(...parameters)),
    ) as unknown as [string];
    return JSON.parse(json);
  }

  /** The blocks of an order; `undefined` while it is not divided. */
  #blocksOf(name: string, sort: Sort): OrderBlocks | undefined {
    if (this.#blocks?.name !== name) this.#blocks = orderBlocksOf(this.#db, name, this.#table);
    const blocks = this.#blocks;
    return translateSqliteErrors(this.#db, () => blocks?.isDivided(sort)) ? blocks : undefined;
  }

  #statement(sql: string, isCached: boolean): StatementSync {
    const statement = this.#statements.get(sql) ?? asArrays(this.#db.prepare(sql));
    if (isCached) this.#statements.set(sql, statement);
    return statement;
  }
}
