import type { DomainEvent, Position, StoredEvent } from '@energy/event-store';
import type { ProjectedRow, ProjectedRows } from '@energy/read-models';

/** The most rows written in one transaction: others get their turn at the read models in between. */
const ROWS_AT_ONCE = 20_000;

export interface ProjectionOptions<Row extends ProjectedRow, Event extends DomainEvent> {
  /** What the names of the streams begin with whose events it is made of. */
  readonly streams: string;
  readonly idOf: (stream: string) => string;
  readonly after: (row: Row | undefined, event: StoredEvent<Event>) => Row | undefined;
  readonly rows: ProjectedRows<Row>;
  /** Told of every row that was stored. */
  readonly onStored?: (row: Row) => void;
}

/**
 * Projects the events of one kind of stream to the rows of a read model. What events add up to is
 * held in memory until it is stored, so that a row is written once for all of them.
 */
export class Projection<Row extends ProjectedRow, Event extends DomainEvent> {
  readonly #options: ProjectionOptions<Row, Event>;
  #position: Position = '';
  /** By stream. */
  #held = new Map<string, Row>();

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
    const ofStanding: StoredEvent<Event>[] = [];
    for (const event of events as readonly StoredEvent<Event>[]) {
      const { stream, revision, position } = event;
      if (position <= this.#position || !stream.startsWith(this.#options.streams)) continue;
      const row = this.#held.get(stream);
      if (row || revision === 0) this.#fold(row, event);
      else ofStanding.push(event);
    }
    if (ofStanding.length === 0) return;
    const standing = await this.#standing(ofStanding);
    for (const event of ofStanding) {
      this.#fold(this.#held.get(event.stream) ?? standing.get(event.stream), event);
    }
  }

  /** Stores what is held, and that everything up to a position has been taken. */
  async store(position: Position): Promise<void> {
    if (position <= this.#position) return;
    const { rows, onStored } = this.#options;
    const held = [...this.#held.values()];
    for (let from = 0; from + ROWS_AT_ONCE < held.length; from += ROWS_AT_ONCE) {
      await rows.store(held.slice(from, from + ROWS_AT_ONCE));
    }
    const last = Math.floor(Math.max(0, held.length - 1) / ROWS_AT_ONCE) * ROWS_AT_ONCE;
    await rows.store(held.slice(last), position);
    if (onStored) held.forEach(onStored);
    this.#held = new Map();
    this.#position = position;
  }

  #fold(row: Row | undefined, event: StoredEvent<Event>): void {
    const changed = this.#options.after(row, event);
    if (changed && changed !== row) this.#held.set(event.stream, changed);
  }

  /** The rows of events as they stand, by stream. */
  async #standing(events: readonly StoredEvent<Event>[]): Promise<ReadonlyMap<string, Row>> {
    const { streams, idOf, rows } = this.#options;
    const ids = new Set(events.map(({ stream }) => idOf(stream)));
    const standing = await rows.findAll([...ids]);
    return new Map(standing.map((row) => [streams + row.id, row]));
  }
}
