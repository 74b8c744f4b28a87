import type { Position } from '@energy/event-store';

/** The fold of one stream. */
export interface ProjectedRow {
  readonly id: string;
  /** The revision of the last event in it. */
  readonly revision: number;
}

export interface StoreOptions {
  /** Further rows follow at once. */
  readonly more?: boolean;
}

/**
 * The rows of a projection and its checkpoint. A row is the fold of the events up to its revision, so that storing it
 * again, late or from two processes changes nothing. All methods throw EngineUnavailable.
 */
export interface Rows<Row extends ProjectedRow> {
  /**
   * Stores rows and the checkpoint. Neither replaces the same or a later one. Without a position, the rows are ahead
   * of the checkpoint until it follows. If `more` follow at once, the indexes of lists may wait for the last ones.
   *
   * @throws GenerationReplaced if the generation is neither in use nor being built
   */
  store(rows: readonly Row[], position?: Position, options?: StoreOptions): Promise<void>;

  /** Reads the checkpoint; `undefined` before the first one. */
  position(): Promise<Position | undefined>;

  /** Finds a row, also an unlisted one. */
  find(id: string): Promise<Row | undefined>;

  /** Finds rows, in no order; ignores unknown ids. */
  findAll(ids: readonly string[]): Promise<readonly Row[]>;

  /** Reads all rows in the order of their ids, unlisted ones included. */
  all(): AsyncIterable<Row>;
}

/** The rows of the generation in use. */
export interface ProjectedRows<Row extends ProjectedRow> extends Rows<Row> {
  readonly generations: Generations<Row>;
}

/** Rows that were built once from the first event on. */
export interface Generation<Row extends ProjectedRow> extends Rows<Row> {
  /** Its table or collection. */
  readonly name: string;
  /** 0 for the first one, which needs no rebuild. */
  readonly number: number;
  count(): Promise<number>;

  /**
   * Adds some rows to the indexes of lists that were stored while more followed. Lists and searches find them before as
   * well, and take longer.
   *
   * @returns whether others wait
   */
  indexNext(): Promise<boolean>;
}

/** The generations of a projection: the one in use and, during a rebuild, the one being built, by any number of processes. */
export interface Generations<Row extends ProjectedRow> {
  inUse(): Promise<Generation<Row>>;

  beingBuilt(): Promise<Generation<Row> | undefined>;

  /** Continues the generation being built, or begins one. `restart` abandons the one being built. */
  build(options?: { readonly restart?: boolean }): Promise<Generation<Row>>;

  /**
   * Swaps in a built generation, atomically for all processes.
   *
   * @param options.force swaps it in even if the checkpoint in use is ahead: the event store lost those events
   * @returns false, without a change, if the checkpoint in use is ahead
   * @throws GenerationReplaced if it is no longer being built
   */
  swapIn(built: Generation<Row>, options?: { readonly force?: boolean }): Promise<boolean>;

  /** Removes all generations that are neither in use nor being built. */
  removeOthers(): Promise<void>;
}

/** The generation to store rows in is neither in use nor being built. */
export class GenerationReplaced extends Error {
  override readonly name = 'GenerationReplaced';

  /** @param generation its name */
  constructor(generation: string) {
    super(`${generation} has been replaced by another generation of these rows`);
  }
}

/** Names the table or collection of a generation. */
export function generationName(name: string, number: number): string {
  return number === 0 ? name : `${name}_g${number}`;
}

/** Tests whether a table or collection is a generation of a projection. */
export function isGenerationOf(name: string, holder: string): boolean {
  return holder === name || (holder.startsWith(`${name}_g`) && /_g\d+$/.test(holder));
}

/** Reads the version of the shape from the name of a table or collection; 1 without a number. */
export function versionOf(holder: string): number {
  return Number(/_(\d+)(?:_g\d+)?$/.exec(holder)?.[1] ?? 1);
}
