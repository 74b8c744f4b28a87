import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { ProjectedRow } from '../projected-rows.ts';
import type { TableColumns } from './columns.ts';
import { orderBlocksSchema } from './order-blocks.ts';
import type { TableOrder } from './table-order.ts';

/** The indexes of a table: the SQL after `ON table`, by the suffix of the index's name. */
export type Indexes = Readonly<Record<string, string>>;

/** The table of a projection's rows, which have a `number`, SQLite's own row id, and an `id`. */
export interface TableOf<Row extends ProjectedRow> {
  /**
   * Ends with the version of the shape. A new version fills a table of its own from the events; processes with the
   * old version continue with theirs.
   */
  readonly name: string;
  readonly columns: TableColumns<Row>;
  /** Columns that lists search and sort by, with their types in SQL. */
  readonly derived?: Readonly<Record<string, string>>;
  derive?(row: Row): Readonly<Record<string, SQLInputValue>>;
  /** The derived column with the full-text index: null in rows that are not searched. None without a search. */
  readonly text?: string;
  /** The orders that are divided into blocks once there are many rows: {@link OrderBlocks}. */
  readonly dividedOrders?: Readonly<Record<string, TableOrder>>;
  /** A narrow index with all texts; none without a search. */
  readonly textIndex?: string;
  /** The first is that of the ids. */
  readonly indexes: Indexes;
  /** The members of a group by their own columns, for {@link TableGeneration.findGroup}. */
  readonly group?: RowGroup;
  /** Further groups of a row, which `group` does not find. A row never leaves one of these. */
  groupsOf?(row: Row): readonly string[];
}

/** The rows of a group: those that meet a condition on its name, with the suffix of their index. */
export interface RowGroup {
  readonly condition: string;
  readonly index: string;
}

/** A projection's table with rows of any type. */
export interface AnyTable
  extends Pick<
    TableOf<never>,
    'name' | 'derived' | 'text' | 'dividedOrders' | 'indexes' | 'group' | 'groupsOf'
  > {
  readonly columns: Pick<TableColumns<never>, 'names' | 'schema'>;
}

/** Creates a table and its indexes if it is missing. While one is filled, it has not all of its indexes. */
export function createTable(
  db: DatabaseSync,
  name: string,
  { columns, derived = {}, indexes, text, dividedOrders, groupsOf }: AnyTable,
): void {
  if (db.prepare('SELECT 1 FROM sqlite_schema WHERE name = ?').get(name)) return;
  const derivedColumns = Object.entries(derived).map(([column, type]) => `${column} ${type}`);
  const schema = ['number INTEGER PRIMARY KEY', columns.schema, ...derivedColumns].join(', ');
  db.exec(`
    CREATE TABLE IF NOT EXISTS ${name} (${schema}) STRICT;
    ${indexSchema(name, indexes)}
    ${text === undefined ? '' : searchSchema(name)}
    ${dividedOrders ? orderBlocksSchema(name) : ''}
    ${groupsOf ? groupSchema(name) : ''}`);
}

export function dropTable(db: DatabaseSync, name: string): void {
  db.exec(`
    DROP TABLE IF EXISTS ${name};
    DROP TABLE IF EXISTS ${name}_terms;
    DROP TABLE IF EXISTS ${name}_search;
    DROP TABLE IF EXISTS ${name}_bytes;
    DROP TABLE IF EXISTS ${name}_blocks;
    DROP TABLE IF EXISTS ${name}_divided;
    DROP TABLE IF EXISTS ${name}_groups;`);
}

export function indexSchema(table: string, indexes: Indexes): string {
  const create = ([name, definition]: [string, string]) =>
    `CREATE ${definition.startsWith('(id)') ? 'UNIQUE ' : ''}INDEX IF NOT EXISTS ${table}_${name} ON ${table} ${definition};`;
  return Object.entries(indexes).map(create).join('\n');
}

/**
 * A trigram index of texts ({@link TextIndex}), and the list of its trigrams with their rows. Old texts are deleted from
 * it explicitly: with `contentless_delete` it would use row numbers beyond JavaScript's safe integers.
 */
function searchSchema(table: string): string {
  return `
    CREATE VIRTUAL TABLE IF NOT EXISTS ${table}_search
      USING fts5 (text, content = '', detail = none, tokenize = 'trigram');
    CREATE VIRTUAL TABLE IF NOT EXISTS ${table}_terms USING fts5vocab (${table}_search, instance);
  `;
}

function groupSchema(table: string): string {
  return `
    CREATE TABLE IF NOT EXISTS ${table}_groups (
      group_id TEXT NOT NULL,
      number INTEGER NOT NULL,
      PRIMARY KEY (group_id, number)
    ) STRICT, WITHOUT ROWID;
  `;
}
