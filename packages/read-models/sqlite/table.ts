import type { DatabaseSync, SQLInputValue, SQLOutputValue } from 'node:sqlite';
import type { ProjectedRow } from '../projected-rows.ts';

/** The indexes of a table: what stands after `ON table`, by the end of its name. */
export type Indexes = Readonly<Record<string, string>>;

/** How a projection's rows are kept in a table: by their `number`, which is SQLite's own, and their `id`. */
export interface TableOf<Row extends ProjectedRow> {
  /**
   * The number in it grows with the shape: a file with an older shape has another table, which stays for
   * whoever still uses it, and the events fill this one from the beginning.
   */
  readonly name: string;
  /** The columns with their types, but for the number. */
  readonly schema: string;
  /** What a row is made of, in the order in which {@link rowOf} takes it; the id first. */
  readonly columns: readonly string[];
  /** The columns of texts that lists are made by. */
  readonly texts: readonly string[];
  /** The column of the text that is indexed, null in rows that are not searched; none where nothing is searched. */
  readonly text: string | undefined;
  /** The first is that of the ids. */
  readonly indexes: Indexes;
  /**
   * The groups that a row belongs to, by which {@link TableGeneration.findGroup} finds it. A row never
   * leaves a group.
   */
  groupsOf?(row: Row): readonly string[];
  /** A row by column: the columns, then the texts. */
  values(row: Row): Record<string, SQLInputValue>;
  rowOf(stored: readonly SQLOutputValue[]): Row;
}

/** A projection's table, whatever its rows are. */
export type AnyTable = Pick<TableOf<never>, 'name' | 'schema' | 'text' | 'indexes' | 'groupsOf'>;

/** Makes a table of a shape, with its indexes, where it is not there yet. */
export function makeTable(
  db: DatabaseSync,
  name: string,
  { schema, indexes, text, groupsOf }: AnyTable,
): void {
  db.exec(`
    CREATE TABLE IF NOT EXISTS ${name} (number INTEGER PRIMARY KEY, ${schema}) STRICT;
    ${indexSchema(name, indexes)}
    ${text === undefined ? '' : searchSchema(name)}
    ${groupsOf ? groupSchema(name) : ''}`);
}

export function dropTable(db: DatabaseSync, name: string): void {
  db.exec(`
    DROP TABLE IF EXISTS ${name};
    DROP TABLE IF EXISTS ${name}_search;
    DROP TABLE IF EXISTS ${name}_groups;`);
}

export function indexSchema(table: string, indexes: Indexes): string {
  const create = ([name, definition]: [string, string]) =>
    `CREATE ${definition.startsWith('(id)') ? 'UNIQUE ' : ''}INDEX IF NOT EXISTS ${table}_${name} ON ${table} ${definition};`;
  return Object.entries(indexes).map(create).join('\n');
}

/**
 * An index of which texts of a table have which sequences of three characters. It is told what to
 * forget: with `contentless_delete` it would use row numbers that JavaScript has no exact numbers for.
 */
function searchSchema(table: string): string {
  return `
    CREATE VIRTUAL TABLE IF NOT EXISTS ${table}_search
      USING fts5 (text, content = '', detail = none, tokenize = 'trigram');
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
