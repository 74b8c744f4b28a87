import { type EmbeddedDatabase, ReadCache } from '@energy/engines';
import type { Position } from '@energy/event-store';
import type { ProjectedRow, ProjectedRows, StoreOptions } from '../projected-rows.ts';
import { TableGenerations } from './generations.ts';
import { PageCache } from './page-cache.ts';
import type { TableOf } from './table.ts';

const ROW_CACHE_SIZE = 1_000;

/** The rows of a projection in SQLite. Every call reads which generation is in use. */
export class ProjectedTable<Row extends ProjectedRow> implements ProjectedRows<Row> {
  readonly generations: TableGenerations<Row>;
  readonly #found: ReadCache<Row | undefined>;

  constructor(db: EmbeddedDatabase, table: TableOf<Row>) {
    const changes = new PageCache(db, table.name);
    this.generations = new TableGenerations(db, table, () => changes.countChange());
    this.#found = new ReadCache(db, { max: ROW_CACHE_SIZE });
  }

  async store(rows: readonly Row[], position?: Position, options?: StoreOptions): Promise<void> {
    await this.generations.current().store(rows, position, options);
  }

  async position(): Promise<Position | undefined> {
    return this.generations.current().position();
  }

  async find(id: string): Promise<Row | undefined> {
    return this.#found.get(id, () => this.generations.current().read(id));
  }

  async findAll(ids: readonly string[]): Promise<readonly Row[]> {
    return this.generations.current().findAll(ids);
  }

  async *all(): AsyncIterable<Row> {
    yield* this.generations.current().all();
  }
}
