import type { SQLInputValue, SQLOutputValue } from 'node:sqlite';
import type { Attributes, AttributeType, JsonAttribute } from '../attributes.ts';

interface ColumnType {
  readonly sql: string;
  write(value: unknown): SQLInputValue;
  read(stored: SQLOutputValue): unknown;
}

const asStored = {
  write: (value: unknown) => value as SQLInputValue,
  read: (stored: unknown) => stored,
};
const asNumber = { write: asStored.write, read: Number };
const nullable = {
  write: (value: unknown) => (value ?? null) as SQLInputValue,
  read: (stored: unknown) => stored ?? undefined,
};

const TYPES: Readonly<Record<Exclude<AttributeType, JsonAttribute>, ColumnType>> = {
  text: { sql: 'TEXT NOT NULL', ...asStored },
  'optional text': { sql: 'TEXT', ...nullable },
  integer: { sql: 'INTEGER NOT NULL', ...asNumber },
  'optional integer': { sql: 'INTEGER', ...nullable },
  real: { sql: 'REAL NOT NULL', ...asStored },
  boolean: { sql: 'INTEGER NOT NULL', write: Number, read: Boolean },
  instant: { sql: 'INTEGER NOT NULL', ...asNumber },
  energy: { sql: 'INTEGER NOT NULL', ...asNumber },
};

/** The empty text in place of undefined, so that rows without a value have a place in an order. */
const EMPTY_TEXT: ColumnType = {
  sql: 'TEXT NOT NULL',
  write: (value) => (value ?? '') as string,
  read: (stored) => (stored === '' ? undefined : stored),
};

export interface ColumnOptions<Row> {
  /** Optional texts that lists sort by: stored as the empty text where they are undefined. */
  readonly sorted?: readonly (keyof Row)[];
  /** Columns that are not named like their attribute. */
  readonly names?: { readonly [Name in keyof Row]?: string };
}

/** Maps the rows of a table to columns. */
export interface TableColumns<Row> {
  readonly names: readonly string[];
  /** Their declarations in SQL. */
  readonly schema: string;
  /** @returns the values in the order of {@link names} */
  toValues(row: Row): SQLInputValue[];
  /** @param stored the values in the order of {@link names}; ignores those after them */
  toRow(stored: readonly SQLOutputValue[]): Row;
}

/** The columns of a table, one for each attribute: that of `timeZone` is `time_zone`. */
export class Columns<Row> implements TableColumns<Row> {
  readonly names: readonly string[];
  readonly schema: string;
  readonly #attributes: readonly (keyof Row & string)[];
  readonly #types: readonly ColumnType[];

  constructor(attributes: Attributes<Row>, { sorted = [], names = {} }: ColumnOptions<Row> = {}) {
    this.#attributes = Object.keys(attributes) as (keyof Row & string)[];
    this.#types = this.#attributes.map((attribute) =>
      sorted.includes(attribute) ? EMPTY_TEXT : columnType(attributes[attribute]),
    );
    this.names = this.#attributes.map((attribute) => names[attribute] ?? snakeCase(attribute));
    this.schema = this.names.map((name, index) => `${name} ${this.#types[index]!.sql}`).join(', ');
  }

  toValues(row: Row): SQLInputValue[] {
    return this.#attributes.map((attribute, index) => this.#types[index]!.write(row[attribute]));
  }

  toRow(stored: readonly SQLOutputValue[]): Row {
    const row: Partial<Record<keyof Row, unknown>> = {};
    for (const [index, attribute] of this.#attributes.entries()) {
      row[attribute] = this.#types[index]!.read(stored[index]!);
    }
    return row as Row;
  }
}

function columnType(type: AttributeType): ColumnType {
  if (typeof type === 'string') return TYPES[type];
  const { restore } = type;
  return {
    sql: 'TEXT NOT NULL',
    write: JSON.stringify,
    read: (stored) => restore(JSON.parse(stored as string)),
  };
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
