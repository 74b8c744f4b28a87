import type { Position } from '@energy/event-store';

/** A row that the events of one stream add up to. */
export interface ProjectedRow {
  readonly id: string;
  /** The revision of the last event in it. */
  readonly revision: number;
}

/**
 * The rows of a projection, and how far it has come. A row is what the events up to its revision add
 * up to, whoever folded them: storing one again, late or by two processes at once changes nothing.
 * All methods throw EngineUnavailable while the engine is away.
 */
export interface ProjectedRows<Row extends ProjectedRow> {
  /**
   * Stores rows, together with the position that they bring the projection to, in one transaction. A
   * row stays where the same or a later revision of it is stored; so does the position. Without a
   * position the rows are ahead of it until it follows.
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
