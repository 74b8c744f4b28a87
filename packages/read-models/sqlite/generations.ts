import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { type EmbeddedDatabase, ReadCache, transact, translateSqliteErrors } from '@energy/engines';
import {
  type Generation,
  GenerationReplaced,
  type Generations,
  generationName,
  isGenerationOf,
  type ProjectedRow,
} from '../projected-rows.ts';
import { type AnyTable, createTable, dropTable, type TableOf } from './table.ts';
import { type GenerationNumbers, TableGeneration } from './table-generation.ts';

/** The generations of each projection; without a row, the first one is in use. */
export const GENERATIONS_SCHEMA = `
  CREATE TABLE IF NOT EXISTS generations (
    projection TEXT PRIMARY KEY,
    in_use INTEGER NOT NULL,
    being_built INTEGER
  ) STRICT, WITHOUT ROWID;
`;

/** Creates the table in use if it is missing, within the caller's transaction. */
export function createTableInUse(db: DatabaseSync, table: AnyTable): void {
  const { inUse } = readNumbers(prepareNumbers(db), table.name);
  createTable(db, generationName(table.name, inUse), table);
}

/** The generations of a projection, each a table of its own. */
export class TableGenerations<Row extends ProjectedRow> implements Generations<Row> {
  readonly #db: EmbeddedDatabase;
  readonly #table: TableOf<Row>;
  readonly #countChange: () => void;
  readonly #numbers: StatementSync;
  readonly #currentNumber: ReadCache<number>;
  readonly #opened = new Map<number, TableGeneration<Row>>();

  /** @param countChange counts a change of the rows in use, within the caller's transaction */
  constructor(db: EmbeddedDatabase, table: TableOf<Row>, countChange: () => void) {
    this.#db = db;
    this.#table = table;
    this.#countChange = countChange;
    this.#numbers = prepareNumbers(db);
    this.#currentNumber = new ReadCache(db, { max: 1 });
  }

  /** Returns the generation in use; reads one small row, or none if nothing was committed since the last read. */
  current(): TableGeneration<Row> {
    return this.#open(
      this.#currentNumber.get('', () => translateSqliteErrors(this.#db, () => this.#read()).inUse),
    );
  }

  async inUse(): Promise<Generation<Row>> {
    return this.current();
  }

  async beingBuilt(): Promise<Generation<Row> | undefined> {
    const { beingBuilt } = translateSqliteErrors(this.#db, () => this.#read());
    return beingBuilt === undefined ? undefined : this.#open(beingBuilt);
  }

  async build({ restart = false } = {}): Promise<Generation<Row>> {
    const number = await transact(this.#db, () => {
      const { inUse, beingBuilt } = this.#read();
      if (beingBuilt !== undefined && !restart) return beingBuilt;
      const next = Math.max(inUse, beingBuilt ?? 0) + 1;
      this.#write(inUse, next);
      createTable(this.#db, generationName(this.#table.name, next), this.#table);
      return next;
    });
    return this.#open(number);
  }

  async swapIn({ name, number }: Generation<Row>, { force = false } = {}): Promise<boolean> {
    return transact(this.#db, () => {
      const { inUse, beingBuilt } = this.#read();
      if (inUse === number) return true;
      if (beingBuilt !== number) throw new GenerationReplaced(name);
      if (!force && this.#isAhead(inUse, number)) return false;
      this.#write(number, null);
      this.#countChange();
      return true;
    });
  }

  async removeOthers(): Promise<void> {
    const { name } = this.#table;
    await transact(this.#db, () => {
      const { inUse, beingBuilt } = this.#read();
      const tables = this.#db.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table'`).all();
      const current = [inUse, beingBuilt ?? inUse].map((number) => generationName(name, number));
      for (const { name: table } of tables as { name: string }[]) {
        if (!isGenerationOf(name, table) || current.includes(table)) continue;
        dropTable(this.#db, table);
        this.#db.prepare('DELETE FROM checkpoints WHERE projection = ?').run(table);
      }
    });
  }

  #open(number: number): TableGeneration<Row> {
    let generation = this.#opened.get(number);
    if (!generation) {
      generation = new TableGeneration({
        db: this.#db,
        table: this.#table,
        number,
        generationNumbers: () => this.#read(),
        countChange: this.#countChange,
      });
      this.#opened.set(number, generation);
    }
    return generation;
  }

  #read(): GenerationNumbers {
    return readNumbers(this.#numbers, this.#table.name);
  }

  #write(inUse: number, beingBuilt: number | null): void {
    this.#db
      .prepare('INSERT OR REPLACE INTO generations VALUES (?, ?, ?)')
      .run(this.#table.name, inUse, beingBuilt);
  }

  /** Tests whether the generation in use has a later checkpoint than the built one. */
  #isAhead(inUse: number, built: number): boolean {
    const names = [inUse, built].map((number) => generationName(this.#table.name, number));
    const { ahead } = this.#db
      .prepare(`
        SELECT coalesce((SELECT position FROM checkpoints WHERE projection = ?), '')
             > coalesce((SELECT position FROM checkpoints WHERE projection = ?), '') AS ahead`)
      .get(...names)!;
    return ahead === 1;
  }
}

function prepareNumbers(db: DatabaseSync): StatementSync {
  return db.prepare('SELECT in_use, being_built FROM generations WHERE projection = ?');
}

function readNumbers(statement: StatementSync, projection: string): GenerationNumbers {
  const row = statement.get(projection);
  return {
    inUse: (row?.in_use ?? 0) as number,
    beingBuilt: (row?.being_built ?? undefined) as number | undefined,
  };
}
