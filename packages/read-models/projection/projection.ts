import { delay } from '@energy/engines';
import type { DomainEvent, Position, StoredEvent } from '@energy/event-store';
import { type Generation, GenerationReplaced, type ProjectedRow } from '../projected-rows.ts';
import type { ReadModels } from '../read-models.ts';
import { PROJECTIONS, type ProjectionDefinition } from './projections.ts';

/** The most rows written in one transaction: others get their turn at the read models in between. */
const ROWS_AT_ONCE = 100_000;
/** The same where others are not to notice. */
const FEW_ROWS = 2_000;

/** Who is told of the rows that stand in a read model. */
export interface RowListener<Row extends ProjectedRow = ProjectedRow> {
  /** Told of all that stand there before any event is taken, and again of those that replace them. */
  onLoaded?(rows: AsyncIterable<Row>): Promise<void>;
  /**
   * Told of every row once its events were taken, whoever stored it, with the position of the last of
   * them.
   */
  onStored?(row: Row, position: Position): void;
}

export interface ProjectionOptions<Row extends ProjectedRow, Event extends DomainEvent> {
  readonly definition: ProjectionDefinition<Row, Event>;
  /** The generation of rows that is projected to; it is asked for again when that was replaced. */
  readonly generation: () => Promise<Generation<Row>>;
  readonly listener?: RowListener<Row> | undefined;
  /** Stores few rows at once, and leaves the engine to others after that for as long as it took. */
  readonly gently?: boolean;
}

/** A projection, whatever its rows are. */
export type AnyProjection = Pick<
  Projection<ProjectedRow, DomainEvent>,
  'streams' | 'position' | 'held' | 'load' | 'take' | 'store' | 'isReplaced'
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
  #generation: Generation<Row> | undefined;
  #position: Position = '';
  /** By stream. */
  #held = new Map<string, Held<Row>>();

  constructor(options: ProjectionOptions<Row, Event>) {
    this.#options = options;
  }

  get streams(): string {
    return this.#options.definition.streams;
  }

  /** Everything up to here is stored; empty at the beginning. */
  get position(): Position {
    return this.#position;
  }

  /** How many rows are held. */
  get held(): number {
    return this.#held.size;
  }

  /**
   * Learns how far the projection has come, and forgets what is held. To be awaited before anything
   * else, and again when {@link store} or {@link isReplaced} says so.
   */
  async load(): Promise<void> {
    this.#generation = await this.#options.generation();
    // The position first: events between it and the rows are taken again, which changes nothing.
    this.#position = (await this.#generation.position()) ?? '';
    this.#held = new Map();
    await this.#options.listener?.onLoaded?.(this.#generation.all());
  }

  /** Whether another generation of its rows has come into use since it was loaded. */
  async isReplaced(): Promise<boolean> {
    return (await this.#options.generation()).number !== this.#generation?.number;
  }

  /**
   * Takes the events that are its own and new to it, in the order of the store. Taking some of them
   * again changes nothing.
   */
  async take(events: readonly StoredEvent[]): Promise<void> {
    const { streams, after } = this.#options.definition;
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

  /**
   * Stores what is held, and that everything up to a position has been taken.
   *
   * @returns false where the rows have been replaced: to be loaded again, and to be given the events
   *   after the position that it has then
   */
  async store(position: Position): Promise<boolean> {
    if (position <= this.#position) return true;
    try {
      await this.#storeHeld(position);
    } catch (error) {
      if (error instanceof GenerationReplaced) return false;
      throw error;
    }
    const { listener } = this.#options;
    for (const { row, position: at } of this.#held.values()) listener?.onStored?.(row, at);
    this.#held = new Map();
    this.#position = position;
    return true;
  }

  async #storeHeld(position: Position): Promise<void> {
    const rows = Array.from(this.#held.values(), ({ row }) => row);
    const atOnce = this.#options.gently ? FEW_ROWS : ROWS_AT_ONCE;
    for (let from = 0; from + atOnce < rows.length; from += atOnce) {
      const started = performance.now();
      await this.#loaded.store(rows.slice(from, from + atOnce));
      if (this.#options.gently) await delay(performance.now() - started);
    }
    const last = Math.floor(Math.max(0, rows.length - 1) / atOnce) * atOnce;
    await this.#loaded.store(rows.slice(last), position);
  }

  /** Takes events that change rows as they stand in the read model. */
  async #takeOfStanding(events: readonly StoredEvent<Event>[]): Promise<void> {
    const { definition, listener } = this.#options;
    const { streams, idOf, after } = definition;
    const ids = new Set(events.map(({ stream }) => idOf(stream)));
    const found = await this.#loaded.findAll([...ids]);
    const standing = new Map(found.map((row) => [streams + row.id, row]));
    for (const event of events) {
      const row = this.#held.get(event.stream)?.row ?? standing.get(event.stream);
      const changed = after(row, event);
      if (changed !== row) this.#hold(event, changed);
      // Another projector was faster.
      else if (row && !this.#held.has(event.stream)) listener?.onStored?.(row, event.position);
    }
  }

  get #loaded(): Generation<Row> {
    if (!this.#generation) throw new Error('The projection is not loaded.');
    return this.#generation;
  }

  #hold({ stream, position }: StoredEvent<Event>, row: Row | undefined): void {
    if (row) this.#held.set(stream, { row, position });
  }
}

/** All that is projected from events, into the generations of the read models that are in use. */
export function projectionsOf(
  readModels: ReadModels,
  listeners: ReadonlyMap<ProjectionDefinition, RowListener>,
): readonly AnyProjection[] {
  return PROJECTIONS.map((definition) => {
    const generation = () => definition.rows(readModels).generations.inUse();
    return new Projection({ definition, generation, listener: listeners.get(definition) });
  });
}
