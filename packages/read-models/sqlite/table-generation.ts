import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';
import { transact, translateSqliteErrors } from '@energy/engines';
import type { Position } from '@energy/event-store';
import {
  type Generation,
  GenerationReplaced,
  generationName,
  type ProjectedRow,
  type StoreOptions,
} from '../projected-rows.ts';
import { Checkpoint } from './checkpoint.ts';
import { type OrderBlocks, orderBlocksOf, type PlacedRow } from './order-blocks.ts';
import type { AnyTable, TableOf } from './table.ts';
import { TableIndexes, withIndex } from './table-indexes.ts';
import { type ChangedText, TextIndex } from './text-index.ts';

const PAGE_SIZE = 1_000;

/** The stored version of a row: its number, revision and indexed text. */
type StoredVersion = Record<string, SQLOutputValue>;

/** The numbers of a projection's generations. */
export interface GenerationNumbers {
  readonly inUse: number;
  readonly beingBuilt: number | undefined;
}

interface WrittenRows {
  readonly texts: readonly ChangedText[];
  readonly places: readonly PlacedRow[];
}

export interface TableGenerationOptions<Row extends ProjectedRow> {
  readonly db: DatabaseSync;
  readonly table: TableOf<Row>;
  readonly number: number;
  /** Reads the numbers within the caller's transaction. */
  readonly generationNumbers: () => GenerationNumbers;
  /** Counts a change of the rows in use, within the caller's transaction. */
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
  /** By their source: with and without the index. */
  readonly #groupStatements = new Map<string, StatementSync>();
  readonly #indexes: TableIndexes;
  /** None without a search. */
  readonly #texts: TextIndex | undefined;
  /** None where no order is divided. */
  readonly #blocks: OrderBlocks | undefined;

  constructor(options: TableGenerationOptions<Row>) {
    const { db, table, number } = options;
    this.name = generationName(table.name, number);
    this.number = number;
    this.#options = options;
    this.#db = db;
    this.#checkpoint = new Checkpoint(db, this.name);
    this.#read = prepareReads(db, this.name, table);
    this.#write = prepareWrites(db, this.name, table);
    this.#indexes = new TableIndexes(db, this.name, table.indexes);
    this.#blocks = orderBlocksOf(db, this.name, table);
    this.#texts = table.text === undefined ? undefined : new TextIndex(db, this.name, table.text);
  }

  async store(
    rows: readonly Row[],
    position?: Position,
    { more = false }: StoreOptions = {},
  ): Promise<void> {
    await transact(this.#db, () => {
      const isInUse = this.#expectCurrent();
      if (rows.length > 0 && isInUse) this.#options.countChange();
      if (more && this.#indexes.dropForMost(rows.length, this.#size())) this.#blocks?.clear();
      const areNewIndexed = !more && this.#areTextsComplete();
      const through = this.#texts?.through() ?? 0;
      // All rows before all texts: SQLite would flush the full-text index between the two.
      const { texts, places } = this.#writeRows(rows, this.#storedVersions(rows));
      this.#blocks?.place(places);
      for (const text of texts) {
        if (areNewIndexed || text.number <= through) this.#texts?.change(text);
      }
      if (position !== undefined) this.#checkpoint.advance(position);
    });
  }

  async indexNext(): Promise<boolean> {
    if (this.#isIndexed()) return false;
    await this.#indexes.createMissing();
    return transact(this.#db, () => {
      this.#expectCurrent();
      if (this.#areTextsComplete()) this.#blocks?.divideNext();
      else this.#texts?.addNext();
      return !this.#isIndexed();
    });
  }

  #isIndexed(): boolean {
    const areBlocksComplete = () => this.#blocks?.isComplete() ?? true;
    return this.#indexes.areComplete() && this.#areTextsComplete() && areBlocksComplete();
  }

  #areTextsComplete(): boolean {
    return this.#texts?.isComplete() ?? true;
  }

  async position(): Promise<Position | undefined> {
    return this.#checkpoint.position();
  }

  async find(id: string): Promise<Row | undefined> {
    return this.read(id);
  }

  /** Finds a row synchronously. */
  read(id: string): Row | undefined {
    return this.#rows(() => this.#read.find.all(id))[0];
  }

  async findAll(ids: readonly string[]): Promise<readonly Row[]> {
    return this.#rows(() => this.#read.findAll.all(JSON.stringify(ids)));
  }

  /** Finds the rows of a group, in no order. */
  findGroup(group: string): readonly Row[] {
    const { index } = this.#options.table.group!;
    return withIndex(`${this.name}_${index}`, (source) =>
      this.#rows(() => this.#groupStatement(source).all(group, group)),
    );
  }

  #groupStatement(source: string): StatementSync {
    const { columns, group } = this.#options.table;
    let statement = this.#groupStatements.get(source);
    if (!statement) {
      statement = asArrays(
        this.#db.prepare(`
          SELECT ${columns.names} FROM ${this.name} WHERE number IN (
            SELECT number FROM ${this.name}_groups WHERE group_id = ?
            UNION ALL SELECT number FROM ${this.name} ${source} WHERE ${group!.condition})`),
      );
      this.#groupStatements.set(source, statement);
    }
    return statement;
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
    const stored = translateSqliteErrors(this.#db, read) as SQLOutputValue[][];
    return stored.map((values) => this.#options.table.columns.toRow(values));
  }

  /**
   * @returns whether it is in use, or else being built
   * @throws GenerationReplaced
   */
  #expectCurrent(): boolean {
    const { inUse, beingBuilt } = this.#options.generationNumbers();
    if (this.number !== inUse && this.number !== beingBuilt) {
      throw new GenerationReplaced(this.name);
    }
    return this.number === inUse;
  }

  #size(): number {
    return this.#read.size.get()!.size as number;
  }

  #storedVersions(rows: readonly Row[]): Map<unknown, StoredVersion> {
    const stored = this.#read.versions.all(JSON.stringify(rows.map(({ id }) => id)));
    return new Map(stored.map((version) => [version.id, version]));
  }

  /** Writes the rows that are newer than the stored ones. */
  #writeRows(rows: readonly Row[], versions: Map<unknown, StoredVersion>): WrittenRows {
    const { text, columns, derived: derivedTypes = {}, derive, groupsOf } = this.#options.table;
    const derivedColumns = Object.keys(derivedTypes);
    const names = [...columns.names, ...derivedColumns];
    const texts: ChangedText[] = [];
    const places: PlacedRow[] = [];
    const isDivided = this.#blocks?.isBegun() ?? false;
    for (const row of inStoredOrder(rows, versions)) {
      const stored = versions.get(row.id);
      if (stored && (stored.revision as number) >= row.revision) continue;
      const derived = derive?.(row) ?? {};
      const derivedValues = derivedColumns.map((column) => derived[column]!);
      const values = [...columns.toValues(row), ...derivedValues];
      let number = stored?.number as number | bigint;
      if (stored) this.#write.update.run(...values, number);
      else number = this.#write.insert.run(...values).lastInsertRowid;
      for (const group of groupsOf?.(row) ?? []) this.#write.addToGroup!.run(group, number);
      const before = (stored?.text ?? null) as string | null;
      const after = text === undefined ? null : (derived[text] as string | null);
      versions.set(row.id, { number, revision: row.revision, text: after });
      if (before !== after) texts.push({ number, before, after });
      if (!isDivided) continue;
      const byName = new Map(names.map((name, index) => [name, values[index]!]));
      places.push({ number: Number(number), values: byName });
    }
    return { texts, places };
  }
}

/** New rows last. Each page of a table that is larger than the cache is then read and written once. */
function inStoredOrder<Row extends ProjectedRow>(
  rows: readonly Row[],
  versions: ReadonlyMap<unknown, StoredVersion>,
): readonly Row[] {
  const numbered = rows.map((row) => {
    const number = versions.get(row.id)?.number ?? Number.MAX_SAFE_INTEGER;
    return { row, number: Number(number) };
  });
  return numbered.sort((a, b) => a.number - b.number).map(({ row }) => row);
}

/** Faster than objects for many rows. */
export function asArrays(statement: StatementSync): StatementSync {
  statement.setReturnArrays(true);
  return statement;
}

type StatementShape = Pick<AnyTable, 'columns' | 'derived' | 'text' | 'groupsOf'>;

function prepareReads(db: DatabaseSync, name: string, { columns, text = 'NULL' }: StatementShape) {
  const select = (rest: string) =>
    asArrays(db.prepare(`SELECT ${columns.names} FROM ${name} ${rest}`));
  return {
    find: select('WHERE id = ?'),
    findAll: select('WHERE id IN (SELECT value FROM json_each(?))'),
    page: select(`WHERE id > ? ORDER BY id LIMIT ${PAGE_SIZE}`),
    count: db.prepare(`SELECT count(*) AS count FROM ${name}`),
    size: db.prepare(`SELECT coalesce(max(number), 0) AS size FROM ${name}`),
    versions: db.prepare(`
      SELECT number, id, revision, ${text} AS text FROM ${name}
      WHERE id IN (SELECT value FROM json_each(?))`),
  };
}

function prepareWrites(
  db: DatabaseSync,
  name: string,
  { columns, derived = {}, groupsOf }: StatementShape,
) {
  const names = [...columns.names, ...Object.keys(derived)];
  // Setting the id as well, which never changes, would rewrite the index of ids.
  const changes = names.flatMap((column, index) =>
    column === 'id' ? [] : `${column} = ?${index + 1}`,
  );
  return {
    insert: db.prepare(`INSERT INTO ${name} (${names}) VALUES (${names.map(() => '?')})`),
    update: db.prepare(`UPDATE ${name} SET ${changes} WHERE number = ?${names.length + 1}`),
    addToGroup: groupsOf
      ? db.prepare(`INSERT OR IGNORE INTO ${name}_groups VALUES (?, ?)`)
      : undefined,
  };
}
