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

/** For so long readers stay with a generation before they look whether it is in use still. */
const LOOK_AGAIN_MS = 1_000;

/** The generations of a projection, each a collection of its own. */
export class CollectionGenerations<Row extends ProjectedRow> implements Generations<Row> {
  readonly #connection: MongoConnection;
  readonly #shape: Shape<Row>;
  #known: { readonly generation: CollectionGeneration<Row>; readonly since: number } | undefined;

  constructor(connection: MongoConnection, shape: Shape<Row>) {
    this.#connection = connection;
    this.#shape = shape;
  }

  /**
   * The one to read from: one that was in use a second ago. Whoever has asked for the position since
   * reads from that which it was the position of, or a later one.
   */
  async toRead(): Promise<CollectionGeneration<Row>> {
    const known = this.#known;
    if (known && performance.now() - known.since < LOOK_AGAIN_MS) return known.generation;
    return this.inUse();
  }

  async inUse(): Promise<CollectionGeneration<Row>> {
    return this.#learn(await this.#checkpoint());
  }

  /** How far the one in use has come. */
  async position(): Promise<Position | undefined> {
    const checkpoint = await this.#checkpoint();
    this.#learn(checkpoint);
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
        await next.makeIndexes(db);
        if (await this.#begin(db, next, generation, built?.generation)) return next;
      }
    });
  }

  swapIn({ name, number }: Generation<Row>, { force = false } = {}): Promise<boolean> {
    return this.#connection.use(async (db) => {
      const { generation = 0, built } = await checkpointOf(db, this.#shape.name);
      this.#known = undefined;
      if (generation === number) return true;
      if (built?.generation !== number) throw new GenerationReplaced(name);
      const { position } = built;
      const notFurther = position === undefined ? null : { $not: { $gt: position } };
      const { matchedCount } = await checkpointsIn(db).updateOne(
        {
          ...whileInUse(this.#shape.name, generation),
          ...{ 'built.generation': number, ...(!force && { position: notFurther }) },
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
      const kept = [generation, built?.generation ?? generation].map(
        (number) => this.#numbered(number).name,
      );
      for (const { name: collection } of await db
        .listCollections({}, { nameOnly: true })
        .toArray()) {
        if (!isGenerationOf(name, collection) || kept.includes(collection)) continue;
        await db.collection(collection).drop();
      }
    });
  }

  /** Makes the indexes of the collection in use where they are not there yet. */
  async makeIndexes(db: Db): Promise<void> {
    const { generation = 0 } = await checkpointOf(db, this.#shape.name);
    await this.#numbered(generation).makeIndexes(db);
  }

  /** Says that a generation is being built; false where another process was faster. */
  async #begin(
    db: Db,
    { number }: CollectionGeneration<Row>,
    inUse: number,
    built: number | undefined,
  ): Promise<boolean> {
    const { name } = this.#shape;
    await writeWhereFree(checkpointsIn(db), [{ insertOne: { document: { _id: name } } }]);
    const { matchedCount } = await checkpointsIn(db).updateOne(
      { ...whileInUse(name, inUse), 'built.generation': built ?? null } as Filter<StoredCheckpoint>,
      { $set: { built: { generation: number } } },
    );
    return matchedCount > 0;
  }

  #checkpoint(): Promise<StoredCheckpoint> {
    return this.#connection.use((db) => checkpointOf(db, this.#shape.name));
  }

  #learn({ generation = 0 }: StoredCheckpoint): CollectionGeneration<Row> {
    this.#known = { generation: this.#numbered(generation), since: performance.now() };
    return this.#known.generation;
  }

  #numbered(number: number): CollectionGeneration<Row> {
    return new CollectionGeneration(this.#connection, this.#shape, number);
  }
}
