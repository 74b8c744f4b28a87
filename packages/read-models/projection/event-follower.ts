import { setTimeout as sleep } from 'node:timers/promises';
import { type EngineLog, pause, untilItSucceeds } from '@energy/engines';
import type { EventBatch, EventStore, Position, Selection, StoredEvent } from '@energy/event-store';
import type { AnyProjection } from './projection.ts';

/** A batch that does not come within this time is one that was not there yet. */
const NEXT_BATCH_MS = 2;
/** While more events are there, what was taken is stored this often, or when so many rows are held. */
const LONGEST_HOLD_MS = 30_000;
const MOST_HELD_ROWS = 200_000;
/** How soon it is seen that rows have been replaced, where no event comes. */
const LOOK_INTERVAL_MS = 1_000;

/** Who looks on while events are projected. */
export interface Onlooker {
  /** Events are about to be projected; `news` are those that came while it follows. */
  take(events: readonly StoredEvent[], news: readonly StoredEvent[]): void;
  /** Whatever was taken stands in the read models. */
  store(): void;
}

/** What waits to be projected. */
export interface Backlog {
  readonly events: number;
  /** When the oldest of them was stored, in milliseconds since 1970; `undefined` where there are none. */
  readonly since: number | undefined;
}

export interface EventFollowerOptions {
  readonly eventStore: EventStore;
  readonly projections: readonly AnyProjection[];
  readonly onlooker?: Onlooker | undefined;
  readonly log: EngineLog;
  readonly signal: AbortSignal;
}

/**
 * Follows the events by one subscription, and projects them to their read models.
 *
 * Each projection has a position of its own: one that is new starts from the beginning, while the
 * others go on where they are. A replay stores what many events add up to at once; an event that comes
 * live is stored at once.
 */
export class EventFollower {
  readonly #options: EventFollowerOptions;
  readonly #projections: readonly AnyProjection[];
  /** Where the event store ended when it began to follow; nobody knows that before. */
  #newsAfter: Position | undefined;
  #moved = Promise.withResolvers<void>();

  constructor(options: EventFollowerOptions) {
    this.#options = options;
    this.#projections = options.projections;
    options.signal.addEventListener('abort', () => this.#moved.resolve());
  }

  /** Learns how far the projections had come. To be awaited before {@link run}. */
  async load(): Promise<void> {
    for (const projection of this.#projections) await projection.load();
    this.#tellMoved();
  }

  /**
   * Follows the event store until the signal aborts. Where the rows of a projection are replaced, by a
   * rebuild, it goes on from where the new ones are.
   */
  async run(): Promise<void> {
    const { eventStore, signal } = this.#options;
    const end = await untilItSucceeds('read the events', () => eventStore.head(), this.#options);
    this.#newsAfter = end ?? '';
    while (!signal.aborted) {
      const replaced = new AbortController();
      const watching = this.#watch(replaced);
      await this.#follow(replaced);
      replaced.abort();
      await watching;
      if (!signal.aborted) await this.#persistently(() => this.load());
    }
  }

  /** Follows until the signal aborts, or rows have been replaced, which may be found on storing. */
  async #follow(replaced: AbortController): Promise<void> {
    const { eventStore } = this.#options;
    const signal = AbortSignal.any([this.#options.signal, replaced.signal]);
    const subscription = eventStore.subscribe({ ...this.#selection, signal });
    const batches = subscription[Symbol.asyncIterator]();
    let held: { position: Position; since: number } | undefined;
    for (let next = batches.next(); ; next = batches.next()) {
      if (held && (this.#isFull(held.since) || !(await isThere(next)))) {
        if (!(await this.#store(held.position))) {
          replaced.abort();
          await next.catch(() => undefined);
          return;
        }
        held = undefined;
      }
      const { done, value } = await next;
      if (done) return;
      await this.#take(value);
      held = { position: value.position, since: held?.since ?? performance.now() };
    }
  }

  /** Looks every now and then whether the rows of a projection have been replaced, and aborts then. */
  async #watch(replaced: AbortController): Promise<void> {
    const ended = AbortSignal.any([this.#options.signal, replaced.signal]);
    while (!ended.aborted) {
      await pause(LOOK_INTERVAL_MS, ended);
      for (const projection of ended.aborted ? [] : this.#projections) {
        // While the read models are away there is nothing to be seen.
        if (await projection.isReplaced().catch(() => false)) replaced.abort();
      }
    }
  }

  /**
   * Resolves when every event that the store held at the time of the call has been projected.
   *
   * @throws EngineUnavailable while the event store is away
   */
  async caughtUp(): Promise<void> {
    const head = (await this.#options.eventStore.head()) ?? '';
    while (this.#position < head) {
      this.#options.signal.throwIfAborted();
      await this.#moved.promise;
    }
  }

  /** Whether events are waiting to be projected. */
  async isBehind(): Promise<boolean> {
    return this.#position < ((await this.#options.eventStore.head()) ?? '');
  }

  /** What waits to be projected, counted up to `most` events. */
  async backlog(most: number): Promise<Backlog> {
    if (!(await this.isBehind())) return { events: 0, since: undefined };
    return backlogOf(this.#options.eventStore, this.#selection, most);
  }

  /** Whether what stands at a position was stored since it follows: no replay comes past it. */
  isNews(position: Position): boolean {
    return this.#newsAfter !== undefined && position > this.#newsAfter;
  }

  /** All projections have come so far. */
  get #position(): Position {
    const positions = this.#projections.map(({ position }) => position);
    return positions.reduce((lowest, each) => (each < lowest ? each : lowest));
  }

  /** The events that are yet to be projected. */
  get #selection() {
    return {
      after: this.#position || undefined,
      prefixes: this.#projections.map(({ streams }) => streams),
    };
  }

  #isFull(since: number): boolean {
    const rows = this.#projections.reduce((sum, { held }) => sum + held, 0);
    return rows >= MOST_HELD_ROWS || performance.now() - since >= LONGEST_HOLD_MS;
  }

  async #take({ events, position }: EventBatch): Promise<void> {
    const news = this.isNews(position) ? events.filter((each) => this.isNews(each.position)) : [];
    this.#options.onlooker?.take(events, news);
    for (const projection of this.#projections) {
      await this.#persistently(() => projection.take(events));
    }
  }

  /** False where the rows of a projection have been replaced. */
  async #store(position: Position): Promise<boolean> {
    for (const projection of this.#projections) {
      if (!(await this.#persistently(() => projection.store(position)))) return false;
    }
    this.#options.onlooker?.store();
    this.#tellMoved();
    return true;
  }

  #tellMoved(): void {
    this.#moved.resolve();
    this.#moved = Promise.withResolvers();
  }

  #persistently<T>(work: () => Promise<T>): Promise<T> {
    return untilItSucceeds('project events', work, this.#options);
  }
}

/** What the event store has of a selection, counted up to `most` events. */
export async function backlogOf(
  eventStore: EventStore,
  selection: Selection,
  most: number,
): Promise<Backlog> {
  let [events, since]: [number, number | undefined] = [0, undefined];
  for await (const { recordedAt } of eventStore.readAll(selection)) {
    since ??= Date.parse(recordedAt);
    events += 1;
    if (events === most) break;
  }
  return { events, since };
}

function isThere(next: Promise<unknown>): Promise<boolean> {
  return Promise.race([next.then(() => true), sleep(NEXT_BATCH_MS, false)]);
}
