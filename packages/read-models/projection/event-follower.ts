import { setImmediate as nextTurn } from 'node:timers/promises';
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

/** A subscription that delivers nothing within this time has no more events at the moment. */
const NEXT_BATCH_TIMEOUT_MS = 2;
/** In catch-up, rows are stored at this interval, or when so many are pending. */
const STORE_INTERVAL_MS = 30_000;
const MAX_PENDING_ROWS = 20_000;
/** Interval at which the progress of a catch-up is logged. */
const REPORT_INTERVAL_MS = 5_000;
/** Interval of checks for replaced rows, and for rows that are not in the indexes of lists yet. */
const CHECK_INTERVAL_MS = 1_000;

/** Observes events on their way to the read models. */
export interface ProjectionObserver {
  /** Runs before events are projected; `live` are those stored since the follower started. */
  onEvents(events: readonly StoredEvent[], live: readonly StoredEvent[]): void;
  /** Runs after all rows of these events are stored. */
  onStored(): void;
}

export interface EventFollowerOptions {
  readonly eventStore: EventStore;
  readonly projections: readonly AnyProjection[];
  readonly observer?: ProjectionObserver | undefined;
  /** Suspends the projections while the event store lacks events that were projected before. */
  readonly watch?: EventsWatch | undefined;
  readonly log: EngineLog;
  readonly signal: AbortSignal;
}

/**
 * Runs projections on one subscription. Each projection continues at its own checkpoint; a new one starts at the
 * first event. In catch-up, rows are stored in batches; live, after each event.
 */
export class EventFollower {
  readonly #options: EventFollowerOptions;
  readonly #projections: readonly AnyProjection[];
  /** The end of the event store at the start; `undefined` until it is read. */
  #startPosition: Position | undefined;
  /** How far the events are read, which can be ahead of the checkpoints. */
  #read: Position | undefined;
  #reportedAt = performance.now();
  readonly #progress = new WakeUpSignal();
  #isSuspended: boolean;
  /** True while stored rows are followed by others at once. */
  #isCatchingUp = true;

  constructor(options: EventFollowerOptions) {
    this.#options = options;
    this.#projections = options.projections;
    this.#isSuspended = options.watch !== undefined;
  }

  /** Loads the checkpoints. Call it before {@link run}. */
  async load(): Promise<void> {
    for (const projection of this.#projections) await projection.load();
    this.#progress.wake();
  }

  /**
   * Projects until the signal aborts. If a rebuild replaced the rows of a projection, it continues at the
   * checkpoint of the new ones.
   *
   * @throws PositionNotFound if the event store lacks events and there is no watch
   */
  async run(): Promise<void> {
    const { watch, signal } = this.#options;
    for (let isFirst = true; !signal.aborted; isFirst = false) {
      if (watch?.missing) this.#isSuspended = true;
      const wereMissing = await watch?.whenComplete(signal);
      if (signal.aborted) return;
      if (!isFirst || wereMissing) await this.#retry(() => this.load());
      if (isFirst || this.#isSuspended) await this.#readStartPosition();
      this.#isSuspended = false;
      this.#progress.wake();
      const replaced = new AbortController();
      const watching = this.#watchForReplacement(replaced);
      const indexing = this.#index(replaced);
      await this.#follow(replaced).catch((error) => this.#suspend(error));
      replaced.abort();
      await Promise.all([watching, indexing]);
    }
  }

  async #readStartPosition(): Promise<void> {
    const { eventStore } = this.#options;
    const end = await retryForever('read the events', () => eventStore.head(), this.#options);
    this.#startPosition = end ?? '';
  }

  /** Handles an event store that lost its end during the subscription. */
  async #suspend(error: unknown): Promise<void> {
    const { watch } = this.#options;
    if (!watch || !(error instanceof PositionNotFound)) throw error;
    this.#isSuspended = true;
    await delay(CHECK_INTERVAL_MS, this.#options.signal);
    await watch.check();
  }

  /** Projects until the signal aborts or rows were replaced, which storing may find out. */
  async #follow(replaced: AbortController): Promise<void> {
    const { eventStore } = this.#options;
    const signal = AbortSignal.any([this.#options.signal, replaced.signal]);
    const subscription = eventStore.subscribe({ ...this.#selection, signal });
    const batches = subscription[Symbol.asyncIterator]();
    let pending: { position: Position; since: number } | undefined;
    for (let next = batches.next(); ; next = batches.next()) {
      const hasMore = await settlesWithin(next, NEXT_BATCH_TIMEOUT_MS);
      this.#isCatchingUp = hasMore;
      if (pending && (!hasMore || this.#isStoringDue(pending.since))) {
        if (!(await this.#store(pending.position, hasMore))) {
          replaced.abort();
          await next.catch(() => undefined);
          return;
        }
        pending = undefined;
      }
      const { done, value } = await next;
      if (done) return;
      await this.#apply(value);
      pending = { position: value.position, since: pending?.since ?? performance.now() };
      // An embedded event store answers at once: requests and probes would wait for the end of a replay.
      if (hasMore) await nextTurn();
    }
  }

  #isStoringDue(pendingSince: number): boolean {
    const rows = this.#projections.reduce((sum, { pendingRows }) => sum + pendingRows, 0);
    return rows >= MAX_PENDING_ROWS || performance.now() - pendingSince >= STORE_INTERVAL_MS;
  }

  /** Adds rows of a catch-up to the indexes of lists when it has ended. */
  async #index(replaced: AbortController): Promise<void> {
    const ended = AbortSignal.any([this.#options.signal, replaced.signal]);
    while (!ended.aborted) {
      const isWaiting = !this.#isCatchingUp && (await this.indexNext());
      await delay(isWaiting ? 0 : CHECK_INTERVAL_MS, ended);
    }
  }

  /** Adds some rows to the indexes of lists; returns whether others wait. */
  async indexNext(): Promise<boolean> {
    let isWaiting = false;
    for (const projection of this.#projections) {
      // Replaced rows and unavailable read models are noticed elsewhere.
      if (await projection.indexNext().catch(() => false)) isWaiting = true;
    }
    return isWaiting;
  }

  /** Aborts `replaced` when the rows of a projection were replaced, or events are missing. */
  async #watchForReplacement(replaced: AbortController): Promise<void> {
    const ended = AbortSignal.any([this.#options.signal, replaced.signal]);
    while (!ended.aborted) {
      await delay(CHECK_INTERVAL_MS, ended);
      if (this.#options.watch?.missing) replaced.abort();
      for (const projection of ended.aborted ? [] : this.#projections) {
        // Unavailable read models are checked again later.
        if (await projection.isReplaced().catch(() => false)) replaced.abort();
      }
    }
  }

  /**
   * Resolves when every event that was stored before the call is projected; not while events are missing.
   *
   * @throws EngineUnavailable
   */
  async caughtUp(): Promise<void> {
    const { eventStore, signal } = this.#options;
    const head = (await eventStore.head()) ?? '';
    while (this.#isSuspended || this.#position < head) {
      signal.throwIfAborted();
      await this.#progress.wait({ signal });
    }
  }

  /** True if events wait to be projected, or events are missing. */
  async isBehind(): Promise<boolean> {
    if (this.#isSuspended) return true;
    return this.#position < ((await this.#options.eventStore.head()) ?? '');
  }

  /** A sentence about how far the events are projected; `undefined` if none wait. */
  async progress(): Promise<string | undefined> {
    if (this.#isSuspended || !(await this.isBehind())) return undefined;
    const share = await this.#options.eventStore.shareUpTo(this.#read ?? this.#position);
    return `the events are being projected: ${Math.floor(share * 100)} % of them are read`;
  }

  /** Counts the events that wait, up to `limit`; none while events are missing. */
  async backlog(limit: number): Promise<Backlog> {
    if (this.#isSuspended) return { events: 0, since: undefined };
    return backlogOf(this.#options.eventStore, this.#selection, limit);
  }

  /** True for a position that was stored after the start; false for every event of a replay. */
  isLive(position: Position): boolean {
    return this.#startPosition !== undefined && position > this.#startPosition;
  }

  /** The lowest checkpoint. */
  get #position(): Position {
    const positions = this.#projections.map(({ position }) => position);
    return positions.reduce((lowest, position) => (position < lowest ? position : lowest));
  }

  get #selection() {
    return {
      after: this.#position || undefined,
      prefixes: this.#projections.map(({ streams }) => streams),
    };
  }

  async #apply({ events, position }: EventBatch): Promise<void> {
    this.#read = position;
    await this.#report();
    const live = this.isLive(position) ? events.filter((event) => this.isLive(event.position)) : [];
    this.#options.observer?.onEvents(events, live);
    for (const projection of this.#projections) {
      await this.#retry(() => projection.apply(events));
    }
  }

  /** Logs the progress of a catch-up, for as long as it takes. */
  async #report(): Promise<void> {
    if (performance.now() - this.#reportedAt < REPORT_INTERVAL_MS) return;
    this.#reportedAt = performance.now();
    if (this.#read !== undefined && this.isLive(this.#read)) return;
    const progress = await this.progress().catch(() => undefined);
    if (progress) this.#options.log.info(`${progress[0]!.toUpperCase()}${progress.slice(1)}.`);
  }

  /** @returns false if the rows of a projection were replaced */
  async #store(position: Position, more: boolean): Promise<boolean> {
    for (const projection of this.#projections) {
      if (!(await this.#retry(() => projection.store(position, { more })))) return false;
    }
    if (!more) await this.indexNext();
    this.#options.observer?.onStored();
    this.#progress.wake();
    return true;
  }

  #retry<T>(work: () => Promise<T>): Promise<T> {
    return retryForever('project events', work, this.#options);
  }
}
