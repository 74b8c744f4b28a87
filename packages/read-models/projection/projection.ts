import { delay } from '@energy/engines';
import type { DomainEvent, Position, StoredEvent } from '@energy/event-store';
import {
  type Generation,
  GenerationReplaced,
  type ProjectedRow,
  type StoreOptions,
} from '../projected-rows.ts';
import type { ReadModels } from '../read-models.ts';
import { PROJECTIONS, type ProjectionDefinition } from './projections.ts';

const BATCH_SIZE = 20_000;
const THROTTLED_BATCH_SIZE = 2_000;

/** Receives the rows of a projection. */
export interface RowSubscriber<Row extends ProjectedRow = ProjectedRow> {
  /** Runs with all stored rows before any event is applied, and again if a rebuild replaced them. */
  onLoaded?(rows: AsyncIterable<Row>): Promise<void>;
  /** Runs for every row after it was stored, by any projector, with the position of its last event. */
  onStored?(row: Row, position: Position): void;
}

export interface ProjectionOptions<Row extends ProjectedRow, Event extends DomainEvent> {
  readonly definition: ProjectionDefinition<Row, Event>;
  /** Finds the generation to project to; called again when that was replaced. */
  readonly generation: () => Promise<Generation<Row>>;
  readonly subscriber?: RowSubscriber<Row> | undefined;
  /** Stores small batches, and pauses after each for as long as it took. */
  readonly throttled?: boolean;
}

/** A projection with rows of any type. */
export type AnyProjection = Pick<
  Projection<ProjectedRow, DomainEvent>,
  'streams' | 'position' | 'pendingRows' | 'load' | 'apply' | 'store' | 'indexNext' | 'isReplaced'
>;

/** A row that is not stored yet, and the position of its last event. */
interface PendingRow<Row> {
  readonly row: Row;
  readonly position: Position;
}

/**
 * Folds the events of one kind of stream into the rows of a read model. Rows stay in memory until they are stored,
 * so that a row is written once for many events.
 */
export class Projection<Row extends ProjectedRow, Event extends DomainEvent> {
  readonly #options: ProjectionOptions<Row, Event>;
  #generation: Generation<Row> | undefined;
  #position: Position = '';
  /** By stream. */
  #pending = new Map<string, PendingRow<Row>>();

  constructor(options: ProjectionOptions<Row, Event>) {
    this.#options = options;
  }

  /** The prefix of its streams. */
  get streams(): string {
    return this.#options.definition.streams;
  }

  /** The checkpoint; empty before the first event. */
  get position(): Position {
    return this.#position;
  }

  get pendingRows(): number {
    return this.#pending.size;
  }

  /** Loads the checkpoint and drops pending rows. Call it first, and again when rows were replaced. */
  async load(): Promise<void> {
    this.#generation = await this.#options.generation();
    // The position first: events between it and the rows are applied again, which changes nothing.
    this.#position = (await this.#generation.position()) ?? '';
    this.#pending = new Map();
    await this.#options.subscriber?.onLoaded?.(this.#generation.all());
  }

  /** True if another generation of its rows has come into use since {@link load}. */
  async isReplaced(): Promise<boolean> {
    return (await this.#options.generation()).number !== this.#generation?.number;
  }

  /** Applies events in the order of the store; ignores those of other streams and those before its checkpoint. */
  async apply(events: readonly StoredEvent[]): Promise<void> {
    const { streams, evolve } = this.#options.definition;
    const ofStoredRows: StoredEvent<Event>[] = [];
    for (const event of events as readonly StoredEvent<Event>[]) {
      if (!event.stream.startsWith(streams) || event.position <= this.#position) continue;
      const pending = this.#pending.get(event.stream);
      if (pending) this.#setPending(event, evolve(pending.row, event));
      else if (event.revision === 0) this.#setPending(event, evolve(undefined, event));
      else ofStoredRows.push(event);
    }
    if (ofStoredRows.length > 0) await this.#applyToStored(ofStoredRows);
  }

  /**
   * Stores the pending rows and the checkpoint; `more` events follow at once in a catch-up.
   *
   * @returns false if the rows were replaced: call {@link load} and apply the events after its checkpoint
   */
  async store(position: Position, { more = false }: StoreOptions = {}): Promise<boolean> {
    if (position <= this.#position) return true;
    try {
      await this.#storePending(position, more);
    } catch (error) {
      if (error instanceof GenerationReplaced) return false;
      throw error;
    }
    const { subscriber } = this.#options;
    for (const pending of this.#pending.values()) {
      subscriber?.onStored?.(pending.row, pending.position);
    }
    this.#pending = new Map();
    this.#position = position;
    return true;
  }

  async #storePending(position: Position, more: boolean): Promise<void> {
    const { throttled } = this.#options;
    const rows = Array.from(this.#pending.values(), ({ row }) => row);
    const batchSize = throttled ? THROTTLED_BATCH_SIZE : BATCH_SIZE;
    let stored = 0;
    for (; stored + batchSize < rows.length; stored += batchSize) {
      const startedAt = performance.now();
      await this.#loaded.store(rows.slice(stored, stored + batchSize), undefined, { more: true });
      await delay(throttled ? performance.now() - startedAt : 0);
    }
    await this.#loaded.store(rows.slice(stored), position, { more });
  }

  /** Adds some stored rows to the indexes of lists; returns whether others wait. */
  indexNext(): Promise<boolean> {
    return this.#loaded.indexNext();
  }

  async #applyToStored(events: readonly StoredEvent<Event>[]): Promise<void> {
    const { definition, subscriber } = this.#options;
    const { streams, idOf, evolve } = definition;
    const ids = new Set(events.map(({ stream }) => idOf(stream)));
    const found = await this.#loaded.findAll([...ids]);
    const stored = new Map(found.map((row) => [streams + row.id, row]));
    for (const event of events) {
      const row = this.#pending.get(event.stream)?.row ?? stored.get(event.stream);
      const evolved = evolve(row, event);
      if (evolved !== row) this.#setPending(event, evolved);
      // Another projector has stored this event.
      else if (row && !this.#pending.has(event.stream)) subscriber?.onStored?.(row, event.position);
    }
  }

  get #loaded(): Generation<Row> {
    if (!this.#generation) throw new Error('The projection is not loaded.');
    return this.#generation;
  }

  #setPending({ stream, position }: StoredEvent<Event>, row: Row | undefined): void {
    if (row) this.#pending.set(stream, { row, position });
  }
}

/** All projections, into the generations in use. */
export function projectionsOf(
  readModels: ReadModels,
  subscribers: ReadonlyMap<ProjectionDefinition, RowSubscriber>,
): readonly AnyProjection[] {
  return PROJECTIONS.map((definition) => {
    const generation = () => definition.rows(readModels).generations.inUse();
    return new Projection({ definition, generation, subscriber: subscribers.get(definition) });
  });
}
