import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { BYTES_OF_A_SET, charactersOf } from './character-sets.ts';
import { RowBytes, rowBytesSchema } from './row-bytes.ts';
import type { TableOrder } from './table-order.ts';

/** Rows of a block when the order is divided. */
export const ROWS_OF_A_BLOCK = 1_000;
/** Smaller tables are searched fast enough without. */
export const MIN_DIVIDED_ROWS = 10_000;
/** The number of a block takes two bytes. */
const MAX_BLOCKS = 60_000;
/** An order is divided again when the table has grown so much: blocks of equal size are fastest. */
const MAX_GROWTH = 1.25;

const CHARACTERS = 'characters';

/** A table whose orders are divided where it has all of these. */
interface DividableTable {
  readonly text?: string;
  readonly textIndex?: string;
  readonly dividedOrders?: Readonly<Record<string, TableOrder>>;
}

/** What is divided of a table. */
interface DividedTable {
  /** The searched column. */
  readonly text: string;
  /** An index with all texts: a narrow one. */
  readonly textIndex: string;
  readonly orders: Readonly<Record<string, TableOrder>>;
}

/** A place in an order: the value that rows are sorted by, none where they are sorted by id, and the id. */
export type OrderKey = readonly SQLInputValue[];

/** A row as it is written: its values by column. */
export interface PlacedRow {
  readonly number: number;
  readonly values: ReadonlyMap<string, SQLInputValue>;
}

export function orderBlocksSchema(table: string): string {
  return `
    ${rowBytesSchema(table)}
    CREATE TABLE IF NOT EXISTS ${table}_blocks (
      sort TEXT NOT NULL,
      key ANY NOT NULL,
      id TEXT NOT NULL,
      block INTEGER NOT NULL,
      PRIMARY KEY (sort, key, id)
    ) STRICT, WITHOUT ROWID;
    CREATE UNIQUE INDEX IF NOT EXISTS ${table}_blocks_by_number ON ${table}_blocks (sort, block);
    CREATE TABLE IF NOT EXISTS ${table}_divided (
      property TEXT PRIMARY KEY,
      rows INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;`;
}

/**
 * Where the rows of a large table stand in its orders. Each order is divided into blocks of some thousand rows, and the
 * block of each row is stored by its number, as is which characters its text contains. Among any rows, those of the
 * first blocks are then found without reading the rows. Blocks count from 1 in ascending order.
 */
export class OrderBlocks {
  readonly name: string;
  readonly #db: DatabaseSync;
  readonly #table: DividedTable;
  readonly #bytes = new Map<string, RowBytes>();
  readonly #characters: RowBytes;
  readonly #size: StatementSync;
  readonly #divided: StatementSync;
  readonly #anyDivided: StatementSync;
  readonly #blockOf: StatementSync;
  readonly #startOf: StatementSync;
  readonly #lastBlock: StatementSync;
  readonly #addBlock: StatementSync;
  readonly #setDivided: StatementSync;

  constructor(db: DatabaseSync, name: string, table: DividedTable) {
    const { orders } = table;
    this.name = name;
    this.#db = db;
    this.#table = table;
    for (const sort of Object.keys(orders)) {
      this.#bytes.set(sort, new RowBytes(db, name, { property: sort, bytesOfRow: 2 }));
    }
    this.#characters = new RowBytes(db, name, { property: CHARACTERS, bytesOfRow: BYTES_OF_A_SET });
    const blocks = `${name}_blocks`;
    this.#size = db.prepare(`SELECT coalesce(max(number), 0) AS size FROM ${name}`);
    this.#divided = db.prepare(`SELECT rows FROM ${name}_divided WHERE property = ?`);
    this.#anyDivided = db.prepare(`SELECT 1 FROM ${name}_divided LIMIT 1`);
    this.#setDivided = db.prepare(`INSERT OR REPLACE INTO ${name}_divided VALUES (?, ?)`);
    this.#blockOf = db.prepare(`
      SELECT block FROM ${blocks} WHERE sort = ? AND (key, id) <= (?, ?)
      ORDER BY key DESC, id DESC LIMIT 1`);
    this.#startOf = db.prepare(`SELECT key, id FROM ${blocks} WHERE sort = ? AND block = ?`);
    this.#lastBlock = db.prepare(`
      SELECT coalesce(max(block), 0) AS block FROM ${blocks} WHERE sort = ?`);
    this.#addBlock = db.prepare(`INSERT INTO ${blocks} (sort, key, id, block) VALUES (?, ?, ?, ?)`);
  }

  /** True if any order is divided, so that written rows have to be placed. */
  isBegun(): boolean {
    return this.#anyDivided.get() !== undefined;
  }

  isDivided(sort: string): boolean {
    return this.#rowsWhenDivided(sort) !== undefined;
  }

  lastBlock(sort: string): number {
    return this.#lastBlock.get(sort)!.block as number;
  }

  /** Finds the block of a place. */
  blockOf(sort: string, key: OrderKey): number {
    return (this.#blockOf.get(sort, ...pair(key))?.block ?? 1) as number;
  }

  /** Finds the first place of a block; `undefined` for the first block, which has everything before the second. */
  startOf(sort: string, block: number): OrderKey | undefined {
    if (block <= 1) return undefined;
    const start = this.#startOf.get(sort, block);
    if (!start) return undefined;
    const id = start.id as string;
    return this.#table.orders[sort]!.column === undefined ? [id] : [start.key!, id];
  }

  /** Reads the block of each row, by its number: 0 for those that are not listed, except by id. */
  readBlocks(sort: string): Uint16Array {
    return new Uint16Array(this.#bytes.get(sort)!.readAll());
  }

  /** Reads the characters of each row, by its number: {@link charactersOf}; `undefined` until they are stored. */
  readCharacters(): Uint32Array | undefined {
    if (!this.isDivided(CHARACTERS)) return undefined;
    return new Uint32Array(this.#characters.readAll());
  }

  /** Notes where rows stand now, within the transaction that writes them. */
  place(rows: readonly PlacedRow[]): void {
    if (rows.length === 0) return;
    const { text, orders } = this.#table;
    for (const [sort, order] of Object.entries(orders)) {
      if (!this.isDivided(sort)) continue;
      this.#bytes.get(sort)!.set(
        rows.map(({ number, values }) => {
          const isListed = !isOfListed(order) || values.get(order.text!) !== null;
          const block = isListed ? this.blockOf(sort, keyOf(order, values)) : 0;
          return [number, bytesOf(Uint16Array.of(block))] as const;
        }),
      );
    }
    if (!this.isDivided(CHARACTERS)) return;
    this.#characters.set(
      rows.map(({ number, values }) => {
        const characters = charactersOf((values.get(text) ?? '') as string);
        return [number, bytesOf(characters)] as const;
      }),
    );
  }

  isComplete(): boolean {
    return this.#nextProperty() === undefined;
  }

  /** Divides the next order, within the caller's transaction: a second or two for a million rows. */
  divideNext(): void {
    const property = this.#nextProperty();
    if (property === undefined) return;
    const size = this.#rows();
    if (property === CHARACTERS) this.#storeCharacters(size);
    else this.#divide(property, size);
    this.#setDivided.run(property, size);
  }

  /** Forgets all blocks, within the transaction that drops the indexes of the orders. */
  clear(): void {
    const { name } = this;
    this.#db.exec(
      `DELETE FROM ${name}_divided; DELETE FROM ${name}_blocks; DELETE FROM ${name}_bytes`,
    );
  }

  #nextProperty(): string | undefined {
    const size = this.#rows();
    if (size < MIN_DIVIDED_ROWS) return undefined;
    return [...Object.keys(this.#table.orders), CHARACTERS].find((property) => {
      const rows = this.#rowsWhenDivided(property);
      // The characters of a row do not depend on others.
      return rows === undefined || (property !== CHARACTERS && size > rows * MAX_GROWTH);
    });
  }

  #divide(sort: string, size: number): void {
    const { name } = this;
    const order = this.#table.orders[sort]!;
    const { column, index } = order;
    const sortedBy = column === undefined ? ['id'] : [column, 'id'];
    const isListed = isOfListed(order) ? `${order.text} IS NOT NULL` : 'TRUE';
    const numbers = this.#db.prepare(`
      SELECT number FROM ${name} INDEXED BY ${name}_${index} WHERE ${isListed} ORDER BY ${sortedBy}`);
    numbers.setReturnArrays(true);
    const key = this.#db.prepare(`SELECT ${sortedBy} FROM ${name} WHERE number = ?`);
    key.setReturnArrays(true);
    const rowsOfBlock = Math.max(ROWS_OF_A_BLOCK, Math.ceil(size / MAX_BLOCKS));
    const blocks = new Uint16Array(size + 1);
    this.#db.prepare(`DELETE FROM ${name}_blocks WHERE sort = ?`).run(sort);
    let rows = 0;
    for (const [number] of numbers.iterate() as unknown as Iterable<[number]>) {
      const block = Math.floor(rows / rowsOfBlock) + 1;
      if (rows % rowsOfBlock === 0) {
        const start = key.get(number) as unknown as SQLInputValue[];
        this.#addBlock.run(sort, ...pair(start), block);
      }
      blocks[number] = block;
      rows += 1;
    }
    this.#bytes.get(sort)!.replaceAll(bytesOf(blocks));
  }

  #storeCharacters(size: number): void {
    const { name } = this;
    const { text, textIndex } = this.#table;
    const texts = this.#db.prepare(`
      SELECT number, ${text} FROM ${name} INDEXED BY ${name}_${textIndex} WHERE ${text} IS NOT NULL`);
    texts.setReturnArrays(true);
    const all = new Uint32Array((size + 1) * 2);
    for (const [number, value] of texts.iterate() as unknown as Iterable<[number, string]>) {
      all.set(charactersOf(value), number * 2);
    }
    this.#characters.replaceAll(bytesOf(all));
  }

  #rows(): number {
    return this.#size.get()!.size as number;
  }

  #rowsWhenDivided(property: string): number | undefined {
    return this.#divided.get(property)?.rows as number | undefined;
  }
}

/** The blocks of a table; none where its orders are not divided. */
export function orderBlocksOf(
  db: DatabaseSync,
  name: string,
  { text, textIndex, dividedOrders: orders }: DividableTable,
): OrderBlocks | undefined {
  if (text === undefined || textIndex === undefined || orders === undefined) return undefined;
  return new OrderBlocks(db, name, { text, textIndex, orders });
}

/** False for the order of ids: it has no text, and reading each row for it would take long. */
function isOfListed({ column, text }: TableOrder): boolean {
  return column !== undefined && text !== undefined;
}

/** A key of two parts, also in the order of ids. */
function pair(key: OrderKey): [SQLInputValue, SQLInputValue] {
  return key.length === 1 ? ['', key[0]!] : [key[0]!, key[1]!];
}

function keyOf({ column }: TableOrder, values: PlacedRow['values']): OrderKey {
  const id = values.get('id')!;
  return column === undefined ? [id] : [values.get(column)!, id];
}

function bytesOf({ buffer, byteOffset, byteLength }: Uint16Array | Uint32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
