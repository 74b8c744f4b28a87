import type { DomainEvent, Position, StoredEvent } from '@energy/event-store';
import type { ProjectedRow, ProjectedRows } from '@energy/read-models';

/** The most rows written in one transaction: others get their turn at the read models in between. */
const ROWS_AT_ONCE = 100_000;

export interface ProjectionOptions<Row extends ProjectedRow, Event extends DomainEvent> {
  /** What the names of the streams begin with whose events it is made of. */
  readonly streams: string;
  readonly idOf: (stream: string) => string;
  readonly after: (row: Row | undefined, event: StoredEvent<Event>) => Row | undefined;
  readonly rows: ProjectedRows<Row>;
  /**
   * Told of every row that stands in the read model once its events were taken, whoever stored it, with
   * the position of the last of them.
   */
  readonly onStored?: (row: Row, position: Position) => void;
}

/** A projection, whatever its rows are. */
export type AnyProjection = Pick<
  Projection<ProjectedRow, DomainEvent>,
  'streams' | 'position' | 'held' | 'load' | 'take' | 'store'
>;

/** A row that is yet to be stored, and the position of the last event in it. */
interface Held<Row> {
  row: Row;
  position: Position;
}

/**
 * Projects the events of one kind of stream to the rows of a read model. What events add up to is
 * held in memory until it is stored, so that a row is written once for all of them.
 */
export class Projection<Row extends ProjectedRow, Event extends DomainEvent> {
  readonly #options: ProjectionOptions<Row, Event>;
  #position: Position = '';
  /** By stream. */
  #held = new Map<string, Held<Row>>();

  constructor(options: ProjectionOptions<Row, Event>) {
    this.#options = options;
  }

  get streams(): string {
    return this.#options.streams;
  }

  /** Everything up to here is stored; empty at the beginning. */
  get position(): Position {
    return this.#position;
  }

  /** How many rows are held. */
  get held(): number {
    return this.#held.size;
  }

  /** Learns how far the projection had come. To be awaited before anything else. */
  async load(): Promise<void> {
    this.#position = (await this.#options.rows.position()) ?? '';
  }

  /**
   * Takes the events that are its own and new to it, in the order of the store. Taking some of them
   * again changes nothing.
   */
  async take(events: readonly StoredEvent[]): Promise<void> {
    const { streams, after } = this.#options;
    const ofStanding: StoredEvent<Event>[] = [];
    for (const event of events as readonly StoredEvent<Event>[]) {
      if (!event.stream.startsWith(streams) || event.position <= this.#position) continue;
      const held = this.#held.get(event.stream);
      if (held) this.#hold(event, after(held.row, event));
      else if (event.revision === 0) this.#hold(event, after(undefined, event));
      else ofStanding.push(event);
    }
    if (ofStanding.length > 0) await this.#takeOfStanding(ofStanding);
  }

  /** Stores what is held, and that everything up to a position has been taken. */
  async store(position: Position): Promise<void> {
    if (position <= this.#position) return;
    const { rows, onStored } = this.#options;
    const held = Array.from(this.#held.values(), ({ row }) => row);
    for (let from = 0; from + ROWS_AT_ONCE < held.length; from += ROWS_AT_ONCE) {
      await rows.store(held.slice(from, from + ROWS_AT_ONCE));
    }
    const last = Math.floor(Math.max(0, held.length - 1) / ROWS_AT_ONCE) * ROWS_AT_ONCE;
    await rows.store(held.slice(last), position);
    if (onStored) for (const { row, position: at } of this.#held.values()) onStored(row, at);
    this.#held = new Map();
    this.#position = position;
  }

  /** Takes events that change rows as they stand in the read model. */
  async #takeOfStanding(events: readonly StoredEvent<Event>[]): Promise<void> {
    const { streams, idOf, after, rows, onStored } = this.#options;
    const ids = new Set(events.map(({ stream }) => idOf(stream)));
    const found = await rows.findAll([...ids]);
    const standing = new Map(found.map((row) => [streams + row.id, row]));
    for (const event of events) {
      const row = this.#held.get(event.stream)?.row ?? standing.get(event.stream);
      const changed = after(row, event);
      if (changed !== row) this.#hold(event, changed);
      // Another projector was faster.
      else if (row && !this.#held.has(event.stream)) onStored?.(row, event.position);
    }
  }

  #hold({ stream, position }: StoredEvent<Event>, row: Row | undefined): void {
    if (row) this.#held.set(stream, { row, position });
  }
}
