import { findByIds, type MongoConnection, writeWhereFree } from '@energy/engines/mongodb';
import type { Position } from '@energy/event-store';
import type { Collection, Db, Document, IndexDescription } from 'mongodb';
import {
  type Generation,
  GenerationReplaced,
  generationName,
  type ProjectedRow,
} from '../projected-rows.ts';
import { advance, checkpointOf } from './checkpoint.ts';

const PAGE_SIZE = 1_000;

/** A row as it is stored: with its `revision`, and its id as `_id`. */
export interface StoredRow extends Document {
  readonly _id: string;
}

/** How a projection's rows are stored. */
export interface Shape<Row> {
  /**
   * The collection. The number in it grows with the shape: in a database with an older shape there is
   * another one, which stays for whoever still uses it, and the events fill this one from the beginning.
   */
  readonly name: string;
  /** Those that it has besides that of the ids. */
  readonly indexes: IndexDescription[];
  /** A row as it is stored, but for its id and revision. */
  fields(row: Row): Document;
  rowOf(stored: StoredRow): Row;
}

/**
 * One generation of a projection's rows: a collection of its own. A row is replaced only where it is at
 * an earlier revision, and the position follows when all rows are stored: whoever reads the position and
 * then the rows finds all that it stands for.
 */
export class CollectionGeneration<Row extends ProjectedRow> implements Generation<Row> {
  readonly name: string;
  readonly number: number;
  readonly #connection: MongoConnection;
  readonly #shape: Shape<Row>;

  constructor(connection: MongoConnection, shape: Shape<Row>, number: number) {
    this.name = generationName(shape.name, number);
    this.number = number;
    this.#connection = connection;
    this.#shape = shape;
  }

  async store(rows: readonly Row[], position?: Position): Promise<void> {
    const writes = rows.map((row) => ({
      replaceOne: {
        filter: { _id: row.id, revision: { $lt: row.revision } },
        replacement: { revision: row.revision, ...this.#shape.fields(row) },
        upsert: true,
      },
    }));
    await this.#connection.use(async (db) => {
      if (position === undefined) await this.#expectStanding(db);
      // Where a row is at this revision or a later one, its id is taken, and it stays.
      await writeWhereFree(this.collection(db), writes);
      if (position !== undefined) await advance(db, this.#shape.name, this.number, position);
    });
  }

  position(): Promise<Position | undefined> {
    return this.#connection.use(async (db) => {
      const { generation = 0, position, built } = await checkpointOf(db, this.#shape.name);
      if (generation === this.number) return position;
      return built?.generation === this.number ? built.position : undefined;
    });
  }

  find(id: string): Promise<Row | undefined> {
    return this.#connection.use(async (db) => {
      const stored = await this.collection(db).findOne({ _id: id });
      return stored ? this.#shape.rowOf(stored) : undefined;
    });
  }

  findAll(ids: readonly string[]): Promise<readonly Row[]> {
    return this.#connection.use(async (db) => {
      const stored = await findByIds(this.collection(db), ids);
      return stored.map(this.#shape.rowOf);
    });
  }

  /** By pages of their own: a cursor on the server would not outlive an election. */
  async *all(): AsyncIterable<Row> {
    let after = '';
    for (;;) {
      const rows = await this.#pageAfter(after);
      yield* rows;
      if (rows.length < PAGE_SIZE) return;
      after = rows.at(-1)!.id;
    }
  }

  count(): Promise<number> {
    return this.#connection.use((db) => this.collection(db).estimatedDocumentCount());
  }

  collection(db: Db): Collection<StoredRow> {
    return db.collection<StoredRow>(this.name);
  }

  /** Makes the collection's indexes where they are not there yet. */
  async makeIndexes(db: Db): Promise<void> {
    const { indexes } = this.#shape;
    if (indexes.length > 0) await this.collection(db).createIndexes(indexes);
  }

  async #expectStanding(db: Db): Promise<void> {
    const { generation = 0, built } = await checkpointOf(db, this.#shape.name);
    if (generation === this.number || built?.generation === this.number) return;
    throw new GenerationReplaced(this.name);
  }

  #pageAfter(id: string): Promise<Row[]> {
    return this.#connection.use(async (db) => {
      const stored = await this.collection(db)
        .find({ _id: { $gt: id } })
        .sort({ _id: 1 })
        .limit(PAGE_SIZE)
        .batchSize(PAGE_SIZE + 1)
        .toArray();
      return stored.map(this.#shape.rowOf);
    });
  }
}
