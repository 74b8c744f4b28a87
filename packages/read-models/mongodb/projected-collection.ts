import { findByIds, type MongoConnection, writeWhereFree } from '@energy/engines/mongodb';
import type { Position } from '@energy/event-store';
import type { Collection, Db, Document } from 'mongodb';
import type { ProjectedRow, ProjectedRows } from '../projected-rows.ts';
import { advance, positionsOf } from './checkpoint.ts';

const PAGE_SIZE = 1_000;

/** A row as it is stored: with its `revision`, and its id as `_id`. */
export interface StoredRow extends Document {
  readonly _id: string;
}

/** How a projection's rows are stored. */
export interface Shape<Row> {
  /**
   * The collection. The number in it grows with the shape: in a database with an older shape there is
   * another one, and the events fill this one from the beginning.
   */
  readonly name: string;
  /** A row as it is stored, but for its id and revision. */
  fields(row: Row): Document;
  rowOf(stored: StoredRow): Row;
}

/**
 * The rows of one projection in a collection. One is replaced only where it is at an earlier revision,
 * and the position follows when all rows are stored: whoever reads the position and then the rows
 * finds all that it stands for.
 */
export class ProjectedCollection<Row extends ProjectedRow> implements ProjectedRows<Row> {
  protected readonly connection: MongoConnection;
  readonly #shape: Shape<Row>;

  constructor(connection: MongoConnection, shape: Shape<Row>) {
    this.connection = connection;
    this.#shape = shape;
  }

  async store(rows: readonly Row[], position?: Position): Promise<void> {
    const { name, fields } = this.#shape;
    const writes = rows.map((row) => ({
      replaceOne: {
        filter: { _id: row.id, revision: { $lt: row.revision } },
        replacement: { revision: row.revision, ...fields(row) },
        upsert: true,
      },
    }));
    await this.connection.use(async (db) => {
      // Where a row is at this revision or a later one, its id is taken, and it stays.
      await writeWhereFree(this.collection(db), writes);
      if (position !== undefined) await advance(db, name, position);
    });
  }

  position(): Promise<Position | undefined> {
    const { name } = this.#shape;
    return this.connection.use(async (db) => (await positionsOf(db, [name])).get(name));
  }

  find(id: string): Promise<Row | undefined> {
    return this.connection.use(async (db) => {
      const stored = await this.collection(db).findOne({ _id: id });
      return stored ? this.#shape.rowOf(stored) : undefined;
    });
  }

  findAll(ids: readonly string[]): Promise<readonly Row[]> {
    return this.connection.use(async (db) => {
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

  protected collection(db: Db): Collection<StoredRow> {
    return db.collection<StoredRow>(this.#shape.name);
  }

  #pageAfter(id: string): Promise<Row[]> {
    return this.connection.use(async (db) => {
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
