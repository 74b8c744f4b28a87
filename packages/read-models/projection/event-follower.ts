import { delay, type EngineLog, retryForever, settlesWithin, WakeUpSignal } from '@energy/engines';
import {
  type Backlog,
  backlogOf,
  type EventBatch,
  type EventStore,
  type Position,
  PositionNotFound,
  type StoredEvent,
} from '@energy/event-store';
import type { EventsWatch } from './missing-events.ts';
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

export interface EventFollowerOptions {
  readonly eventStore: EventStore;
  readonly projections: readonly AnyProjection[];
  readonly onlooker?: Onlooker | undefined;
  /** Suspends projecting while the event store lacks events that were projected before. */
  readonly watch?: EventsWatch | undefined;
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
  readonly #moved = new WakeUpSignal();
  #isSuspended: boolean;

  constructor(options: EventFollowerOptions) {
    this.#options = options;
    this.#projections = options.projections;
    this.#isSuspended = options.watch !== undefined;
  }

  /** Learns how far the projections had come. To be awaited before {@link run}. */
  async load(): Promise<void> {
    for (const projection of this.#projections) await projection.load();
    this.#moved.wake();
  }

  /**
   * Follows the event store until the signal aborts. Where the rows of a projection are replaced, by a
   * rebuild, it continues from where the new ones are.
   *
   * @throws PositionNotFound where the event store lacks events and nobody watches for that
   */
  async run(): Promise<void> {
    const { watch, signal } = this.#options;
    for (let isFirst = true; !signal.aborted; isFirst = false) {
      if (watch?.missing) this.#isSuspended = true;
      const wereMissing = await watch?.whenComplete(signal);
      if (signal.aborted) return;
      if (!isFirst || wereMissing) await this.#persistently(() => this.load());
      if (isFirst || this.#isSuspended) await this.#loadEnd();
      this.#isSuspended = false;
      this.#moved.wake();
      const replaced = new AbortController();
      const watching = this.#watch(replaced);
      await this.#follow(replaced).catch((error) => this.#suspend(error));
      replaced.abort();
      await watching;
    }
  }

  async #loadEnd(): Promise<void> {
    const { eventStore } = this.#options;
    const end = await retryForever('read the events', () => eventStore.head(), this.#options);
    this.#newsAfter = end ?? '';
  }

  /** The event store lost its end while it was followed. */
  async #suspend(error: unknown): Promise<void> {
    const { watch } = this.#options;
    if (!watch || !(error instanceof PositionNotFound)) throw error;
    this.#isSuspended = true;
    await delay(LOOK_INTERVAL_MS, this.#options.signal);
    await watch.check();
  }

  /** Follows until the signal aborts, or rows have been replaced, which may be found on storing. */
  async #follow(replaced: AbortController): Promise<void> {
    const { eventStore } = this.#options;
    const signal = AbortSignal.any([this.#options.signal, replaced.signal]);
    const subscription = eventStore.subscribe({ ...this.#selection, signal });
    const batches = subscription[Symbol.asyncIterator]();
    let held: { position: Position; since: number } | undefined;
    for (let next = batches.next(); ; next = batches.next()) {
      if (held && (this.#isFull(held.since) || !(await settlesWithin(next, NEXT_BATCH_MS)))) {
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

  /** Aborts when the rows of a projection have been replaced, or events are missing. */
  async #watch(replaced: AbortController): Promise<void> {
    const ended = AbortSignal.any([this.#options.signal, replaced.signal]);
    while (!ended.aborted) {
      await delay(LOOK_INTERVAL_MS, ended);
      if (this.#options.watch?.missing) replaced.abort();
      for (const projection of ended.aborted ? [] : this.#projections) {
        // While the read models are away there is nothing to be seen.
        if (await projection.isReplaced().catch(() => false)) replaced.abort();
      }
    }
  }

  /**
   * Resolves when every event that the store held at the time of the call has been projected; not while
   * events are missing.
   *
   * @throws EngineUnavailable while the event store is away
   */
  async caughtUp(): Promise<void> {
    const head = (await this.#options.eventStore.head()) ?? '';
    while (this.#isSuspended || this.#position < head) {
      this.#options.signal.throwIfAborted();
      await this.#moved.wait({ signal: this.#options.signal });
    }
  }

  /** Whether events are waiting to be projected. */
  async isBehind(): Promise<boolean> {
    if (this.#isSuspended) return true;
    return this.#position < ((await this.#options.eventStore.head()) ?? '');
  }

  /** Counts what waits to be projected up to `most` events; nothing while events are missing. */
  async backlog(most: number): Promise<Backlog> {
    if (this.#isSuspended) return { events: 0, since: undefined };
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
    this.#moved.wake();
    return true;
  }

  #persistently<T>(work: () => Promise<T>): Promise<T> {
    return retryForever('project events', work, this.#options);
  }
}
