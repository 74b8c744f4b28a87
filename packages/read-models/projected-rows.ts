import type { Position } from '@energy/event-store';

/** A row that the events of one stream add up to. */
export interface ProjectedRow {
  readonly id: string;
  /** The revision of the last event in it. */
  readonly revision: number;
}

/**
 * Rows, and how far in the events they have come. A row is what the events up to its revision add up to,
 * whoever folded them: storing one again, late or by two processes at once changes nothing. All methods
 * throw EngineUnavailable while the engine is away.
 */
export interface Rows<Row extends ProjectedRow> {
  /**
   * Stores rows, together with the position that they bring the projection to, in one transaction. A
   * row stays where the same or a later revision of it is stored; so does the position. Without a
   * position the rows are ahead of it until it follows.
   *
   * @throws GenerationReplaced where they belong to a generation that is neither in use nor being built
   */
  store(rows: readonly Row[], position?: Position): Promise<void>;

  /** How far the projection has come in the event store; `undefined` at the beginning. */
  position(): Promise<Position | undefined>;

  /** A row by its id, those included that no list shows any more. */
  find(id: string): Promise<Row | undefined>;

  /** Those of the rows that are there, in no order. */
  findAll(ids: readonly string[]): Promise<readonly Row[]>;

  /** Every row by id, those included that no list shows any more. */
  all(): AsyncIterable<Row>;
}

/**
 * The rows of a projection in its shape, of which the number in its name tells the version: a process
 * with another shape has other rows. They are those of the generation that is in use.
 */
export interface ProjectedRows<Row extends ProjectedRow> extends Rows<Row> {
  readonly generations: Generations<Row>;
}

/** The rows as they were built from the first event on, once. They stay this generation's for good. */
export interface Generation<Row extends ProjectedRow> extends Rows<Row> {
  /** The table or collection that holds it. */
  readonly name: string;
  /** 0 for the first one, which nobody had to ask for. */
  readonly number: number;
  /** How many rows there are. */
  count(): Promise<number>;
}

/**
 * The generations of a projection: the one that everybody uses and, while it is rebuilt, the one that is
 * built beside it. Several processes may build the same one at once.
 */
export interface Generations<Row extends ProjectedRow> {
  inUse(): Promise<Generation<Row>>;

  beingBuilt(): Promise<Generation<Row> | undefined>;

  /** Goes on with the generation that is being built, or begins one; `anew` leaves the former behind. */
  build(options?: { readonly restart?: boolean }): Promise<Generation<Row>>;

  /**
   * Puts a generation that was built in the place of the one in use, in one step for everybody. False,
   * and nothing is changed, where the one in use has come further in the events.
   *
   * @param force swaps it in even then: the event store lost those events
   * @throws GenerationReplaced where it is not being built any more
   */
  swapIn(built: Generation<Row>, options?: { readonly force?: boolean }): Promise<boolean>;

  /** Removes what is neither in use nor being built. */
  removeOthers(): Promise<void>;
}

/** Another generation is in use, or being built, than the one that rows were to be stored in. */
export class GenerationReplaced extends Error {
  override readonly name = 'GenerationReplaced';

  /** @param generation its name */
  constructor(generation: string) {
    super(`${generation} has been replaced by another generation of these rows`);
  }
}

/** The table or collection that holds a generation of the rows that go by a name. */
export function generationName(name: string, number: number): string {
  return number === 0 ? name : `${name}_g${number}`;
}

/** Whether a table or collection holds a generation of the rows that go by a name. */
export function isGenerationOf(name: string, holder: string): boolean {
  return holder === name || (holder.startsWith(`${name}_g`) && /_g\d+$/.test(holder));
}

/** The version of the shape of what a table or collection holds, which its name tells: 1 where it does not. */
export function versionOf(holder: string): number {
  return Number(/_(\d+)(?:_g\d+)?$/.exec(holder)?.[1] ?? 1);
}
