import { findByIds, type MongoConnection, writeWhereFree } from '@energy/engines/mongodb';
import type { Position } from '@energy/event-store';
import type { Collection, Db, Document, IndexDescription } from 'mongodb';
import type { Attributes } from '../attributes.ts';
import {
  type Generation,
  GenerationReplaced,
  generationName,
  type ProjectedRow,
} from '../projected-rows.ts';
import { advance, checkpointOf } from './checkpoint.ts';
import { Fields } from './fields.ts';

const PAGE_SIZE = 1_000;

/** The document of a row. */
export interface StoredRow extends Document {
  readonly _id: string;
}

/** The collection, fields and indexes of a projection's rows. */
export interface Shape<Row> {
  /**
   * The collection. Ends with the version of the shape: a new version fills a collection of its own from the events;
   * processes with the old version continue with theirs.
   */
  readonly name: string;
  readonly attributes: Attributes<Row>;
  /** In addition to that of the ids. */
  readonly indexes: IndexDescription[];
  /** Further fields, which lists search and sort by. */
  derive?(row: Row): Document;
}

/**
 * One generation of a projection's rows: a collection of its own. A row replaces only an earlier revision. The
 * checkpoint is stored after all rows, so that a read of the checkpoint and then of the rows finds all of its events.
 */
export class CollectionGeneration<Row extends ProjectedRow> implements Generation<Row> {
  readonly name: string;
  readonly number: number;
  readonly #connection: MongoConnection;
  readonly #shape: Shape<Row>;
  readonly #fields: Fields<Row>;

  constructor(connection: MongoConnection, shape: Shape<Row>, number: number) {
    this.name = generationName(shape.name, number);
    this.number = number;
    this.#connection = connection;
    this.#shape = shape;
    this.#fields = new Fields(shape.attributes);
  }

  async store(rows: readonly Row[], position?: Position): Promise<void> {
    const writes = rows.map((row) => ({
      replaceOne: {
        filter: { _id: row.id, revision: { $lt: row.revision } },
        replacement: { ...this.#fields.toDocument(row), ...this.#shape.derive?.(row) },
        upsert: true,
      },
    }));
    await this.#connection.use(async (db) => {
      if (position === undefined) await this.#expectCurrent(db);
      // If this revision or a later one is stored, the upsert finds its id taken and changes nothing.
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
      return stored ? this.toRow(stored) : undefined;
    });
  }

  findAll(ids: readonly string[]): Promise<readonly Row[]> {
    return this.#connection.use(async (db) => {
      const stored = await findByIds(this.collection(db), ids);
      return stored.map((document) => this.toRow(document));
    });
  }

  /** Reads separate pages: a cursor on the server would not survive an election. */
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

  /** MongoDB adds every row to the indexes as it is stored. */
  async indexNext(): Promise<boolean> {
    return false;
  }

  toRow(document: StoredRow): Row {
    return this.#fields.toRow(document);
  }

  collection(db: Db): Collection<StoredRow> {
    return db.collection<StoredRow>(this.name);
  }

  /** Creates the missing indexes. */
  async createIndexes(db: Db): Promise<void> {
    const { indexes } = this.#shape;
    if (indexes.length > 0) await this.collection(db).createIndexes(indexes);
  }

  /** @throws GenerationReplaced */
  async #expectCurrent(db: Db): Promise<void> {
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
      return stored.map((document) => this.toRow(document));
    });
  }
}
