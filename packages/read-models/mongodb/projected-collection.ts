import type { MongoConnection } from '@energy/engines/mongodb';
import type { Position } from '@energy/event-store';
import type { ProjectedRow, ProjectedRows } from '../projected-rows.ts';
import type { Shape } from './collection-generation.ts';
import { CollectionGenerations } from './generations.ts';

/** The rows of a projection in MongoDB: those of the generation in use. */
export class ProjectedCollection<Row extends ProjectedRow> implements ProjectedRows<Row> {
  readonly generations: CollectionGenerations<Row>;
  protected readonly connection: MongoConnection;

  constructor(connection: MongoConnection, shape: Shape<Row>) {
    this.connection = connection;
    this.generations = new CollectionGenerations(connection, shape);
  }

  async store(rows: readonly Row[], position?: Position): Promise<void> {
    await (await this.generations.inUse()).store(rows, position);
  }

  position(): Promise<Position | undefined> {
    return this.generations.position();
  }

  async find(id: string): Promise<Row | undefined> {
    return (await this.generations.forReading()).find(id);
  }

  async findAll(ids: readonly string[]): Promise<readonly Row[]> {
    return (await this.generations.forReading()).findAll(ids);
  }

  async *all(): AsyncIterable<Row> {
    yield* (await this.generations.forReading()).all();
  }
}
