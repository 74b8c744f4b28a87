import { type MongoConnection, writeWhereFree } from '@energy/engines/mongodb';
import type { Position } from '@energy/event-store';
import type { Db, Filter } from 'mongodb';
import {
  type Generation,
  GenerationReplaced,
  type Generations,
  isGenerationOf,
  type ProjectedRow,
} from '../projected-rows.ts';
import { checkpointOf, checkpointsIn, type StoredCheckpoint, whileInUse } from './checkpoint.ts';
import { CollectionGeneration, type Shape } from './collection-generation.ts';

/** Interval at which reads check whether their generation is still in use. */
const REFRESH_INTERVAL_MS = 1_000;

/** The generations of a projection, each a collection of its own. */
export class CollectionGenerations<Row extends ProjectedRow> implements Generations<Row> {
  readonly #connection: MongoConnection;
  readonly #shape: Shape<Row>;
  #cached: { readonly generation: CollectionGeneration<Row>; readonly since: number } | undefined;

  constructor(connection: MongoConnection, shape: Shape<Row>) {
    this.#connection = connection;
    this.#shape = shape;
  }

  /**
   * Returns the generation to read from, which was in use a second ago at most. A read after {@link position} uses
   * the generation of that position or a later one.
   */
  async forReading(): Promise<CollectionGeneration<Row>> {
    const cached = this.#cached;
    if (cached && performance.now() - cached.since < REFRESH_INTERVAL_MS) return cached.generation;
    return this.inUse();
  }

  async inUse(): Promise<CollectionGeneration<Row>> {
    return this.#cache(await this.#checkpoint());
  }

  /** Reads the checkpoint of the generation in use. */
  async position(): Promise<Position | undefined> {
    const checkpoint = await this.#checkpoint();
    this.#cache(checkpoint);
    return checkpoint.position;
  }

  async beingBuilt(): Promise<Generation<Row> | undefined> {
    const { built } = await this.#checkpoint();
    return built && this.#numbered(built.generation);
  }

  build({ restart = false } = {}): Promise<Generation<Row>> {
    return this.#connection.use(async (db) => {
      for (;;) {
        const { generation = 0, built } = await checkpointOf(db, this.#shape.name);
        if (built && !restart) return this.#numbered(built.generation);
        const next = this.#numbered(Math.max(generation, built?.generation ?? 0) + 1);
        await next.createIndexes(db);
        if (await this.#begin(db, { next, inUse: generation, built: built?.generation }))
          return next;
      }
    });
  }

  swapIn({ name, number }: Generation<Row>, { force = false } = {}): Promise<boolean> {
    return this.#connection.use(async (db) => {
      const { generation = 0, built } = await checkpointOf(db, this.#shape.name);
      this.#cached = undefined;
      if (generation === number) return true;
      if (built?.generation !== number) throw new GenerationReplaced(name);
      const { position } = built;
      const isNotAhead = position === undefined ? null : { $not: { $gt: position } };
      const { matchedCount } = await checkpointsIn(db).updateOne(
        {
          ...whileInUse(this.#shape.name, generation),
          'built.generation': number,
          ...(!force && { position: isNotAhead }),
        } as Filter<StoredCheckpoint>,
        {
          $set: { generation: number, ...(position && { position }) },
          $unset: { built: '', ...(!position && { position: '' }) },
        },
      );
      return matchedCount > 0;
    });
  }

  removeOthers(): Promise<void> {
    const { name } = this.#shape;
    return this.#connection.use(async (db) => {
      const { generation = 0, built } = await checkpointOf(db, name);
      const current = [generation, built?.generation ?? generation].map(
        (number) => this.#numbered(number).name,
      );
      for (const { name: collection } of await db
        .listCollections({}, { nameOnly: true })
        .toArray()) {
        if (!isGenerationOf(name, collection) || current.includes(collection)) continue;
        await db.collection(collection).drop();
      }
    });
  }

  /** Creates the missing indexes of the generation in use. */
  async createIndexes(db: Db): Promise<void> {
    const { generation = 0 } = await checkpointOf(db, this.#shape.name);
    await this.#numbered(generation).createIndexes(db);
  }

  /** Stores that a generation is being built; false if another process was faster. */
  async #begin(
    db: Db,
    { next, inUse, built }: { next: Generation<Row>; inUse: number; built: number | undefined },
  ): Promise<boolean> {
    const { name } = this.#shape;
    await writeWhereFree(checkpointsIn(db), [{ insertOne: { document: { _id: name } } }]);
    const { matchedCount } = await checkpointsIn(db).updateOne(
      { ...whileInUse(name, inUse), 'built.generation': built ?? null } as Filter<StoredCheckpoint>,
      { $set: { built: { generation: next.number } } },
    );
    return matchedCount > 0;
  }

  #checkpoint(): Promise<StoredCheckpoint> {
    return this.#connection.use((db) => checkpointOf(db, this.#shape.name));
  }

  #cache({ generation = 0 }: StoredCheckpoint): CollectionGeneration<Row> {
    this.#cached = { generation: this.#numbered(generation), since: performance.now() };
    return this.#cached.generation;
  }

  #numbered(number: number): CollectionGeneration<Row> {
    return new CollectionGeneration(this.#connection, this.#shape, number);
  }
}
