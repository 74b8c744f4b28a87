import { setImmediate as nextTurn } from 'node:timers/promises';
import type { UserRole } from '@energy/domain';
import {
  delay,
  type EngineLog,
  EngineUnavailable,
  retryForever,
  settlesWithin,
  WakeUpSignal,
} from '@energy/engines';
import type { EventStore, Position } from '@energy/event-store';
import { type HeldName, OWNERSHIP_EVENTS, OwnershipChanges } from './ownership-changes.ts';
import type { OwnershipStore, Positioned, UserFacts } from './ownership-store.ts';

const CATCH_UP_TIMEOUT_MS = 5_000;
/** A subscription that delivers nothing within this time has no more events at the moment. */
const NEXT_BATCH_TIMEOUT_MS = 1;
/** Short transactions: others wait for them. */
const MAX_CHANGES = 20_000;
/** Events that change nothing move the stored position at this interval. */
const STORE_INTERVAL_MS = 1_000;
const CHECK_INTERVAL_MS = 1_000;
const REPORT_INTERVAL_MS = 5_000;

export interface OwnershipIndexOptions {
  readonly eventStore: EventStore;
  readonly store: OwnershipStore;
  readonly log: EngineLog;
}

/** The index is not built yet: decisions that need it have to wait. */
export class OwnershipIndexBehind extends EngineUnavailable {
  override readonly name = 'OwnershipIndexBehind';
}

/**
 * Fills the stored ownership index from the events, and answers from it as of a position or later. Each call that names
 * no position sees everything that the event store held at the time of the call, whichever process stored it.
 *
 * All methods throw OwnershipIndexBehind where catching up takes too long, and EngineUnavailable while an engine is
 * unavailable.
 */
export class OwnershipIndex {
  readonly #options: OwnershipIndexOptions;
  /** The position that this process has seen stored. */
  #stored: Position = '';
  /** No event between the stored position and this one changes the index. */
  #through: Position = '';
  /** How far this process has read the events. */
  #read: Position | undefined;
  /** The end of the event store at the start; `undefined` until it is known. */
  #target: Position | undefined;
  #startedAt = performance.now();
  readonly #moved = new WakeUpSignal();

  constructor(options: OwnershipIndexOptions) {
    this.#options = options;
  }

  /**
   * Fills the index until the signal aborts; from the first event again if it was cleared.
   *
   * @throws PositionNotFound if the event store lacks events that the index was built from
   */
  async run(signal: AbortSignal): Promise<void> {
    const { store, eventStore } = this.#options;
    while (!signal.aborted) {
      const position = await this.#retry(signal, () => store.position());
      const end = await this.#retry(signal, () => eventStore.head());
      this.#begin(position, end ?? '');
      const cleared = new AbortController();
      const checking = this.#checkForOthers(cleared, signal);
      try {
        await this.#follow(cleared, signal);
      } finally {
        cleared.abort();
        await checking;
      }
    }
  }

  /** Resolves when the index has caught up with the events of the start, or the signal aborts. */
  async built(signal: AbortSignal): Promise<void> {
    while (this.#isBuilding && !signal.aborted) await this.#moved.wait({ signal });
  }

  /** Resolves when everything that the event store held at the time of the call is in the index. */
  async caughtUp(): Promise<void> {
    await this.#reach((await this.#options.eventStore.head()) ?? '', this.#deadline());
  }

  /** The number of other administrators, and that of the devices of a user. */
  async factsOf(userId: string): Promise<UserFacts> {
    const read = () => this.#options.store.factsOf(userId);
    const { otherAdministrators, ownedDevices } = await this.#answer(await this.#head(), read);
    return { otherAdministrators, ownedDevices };
  }

  /** The held names that look like a name, itself included. */
  async namesLike(name: string): Promise<readonly HeldName[]> {
    const read = () => this.#options.store.lookalikesOf(name);
    return (await this.#answer(await this.#head(), read)).names;
  }

  /** The roles of users as of a position or later; those who do not exist or are deleted have none. */
  async rolesOf(
    userIds: readonly string[],
    position: Position,
  ): Promise<ReadonlyMap<string, UserRole>> {
    return (await this.#answer(position, () => this.#options.store.rolesOf(userIds))).roles;
  }

  /** The devices that a user owns as of a position or later. */
  async devicesOf(userId: string, position: Position): Promise<readonly string[]> {
    return (await this.#answer(position, () => this.#options.store.devicesOf(userId))).devices;
  }

  /** A sentence about how far the index is built; `undefined` once it has caught up with the events of the start. */
  async progress(): Promise<string | undefined> {
    if (!this.#isBuilding) return undefined;
    const share = await this.#options.eventStore.shareUpTo(this.#read);
    const percent = Math.floor(share * 100);
    return `the ownership index is being built from the events: ${percent} % of them are read`;
  }

  get #isBuilding(): boolean {
    return this.#target === undefined || this.#through < this.#target;
  }

  #begin(position: Position | undefined, end: Position): void {
    this.#stored = position ?? '';
    this.#through = this.#stored;
    this.#read = position;
    this.#target = end;
    this.#startedAt = performance.now();
    this.#moved.wake();
  }

  async #head(): Promise<Position> {
    return (await this.#options.eventStore.head()) ?? '';
  }

  /** Reads from the store when it has reached a position; again if the index was cleared in between. */
  async #answer<T extends Positioned>(required: Position, read: () => Promise<T>): Promise<T> {
    const deadline = this.#deadline();
    for (;;) {
      await this.#reach(required, deadline);
      const stored = this.#stored;
      const answer = await read();
      if ((answer.position ?? '') >= stored) return answer;
      await this.#waitUntil(deadline);
    }
  }

  async #reach(position: Position, deadline: number): Promise<void> {
    while (this.#target === undefined || this.#through < position) await this.#waitUntil(deadline);
  }

  async #waitUntil(deadline: number): Promise<void> {
    const timeoutMs = deadline - performance.now();
    if (timeoutMs <= 0) {
      throw new OwnershipIndexBehind(
        (await this.progress()) ?? 'the ownership index has not caught up with the events',
      );
    }
    await this.#moved.wait({ timeoutMs });
  }

  /** While the index is being built, a call waits no longer than until some seconds after the start. */
  #deadline(): number {
    return (this.#isBuilding ? this.#startedAt : performance.now()) + CATCH_UP_TIMEOUT_MS;
  }

  /** Stores the changes of events until the signal aborts or the index was cleared. */
  async #follow(cleared: AbortController, stopped: AbortSignal): Promise<void> {
    const { eventStore, store } = this.#options;
    const signal = AbortSignal.any([stopped, cleared.signal]);
    let after = this.#stored;
    let position = after;
    let storedAt = performance.now();
    let changes = new OwnershipChanges();
    const report = this.#reporter();
    const subscription = { ...OWNERSHIP_EVENTS, after: after || undefined, signal };
    const batches = eventStore.subscribe(subscription)[Symbol.asyncIterator]();
    for (let next = batches.next(); ; next = batches.next()) {
      if (position > after && (await isStoringDue(changes, storedAt, next))) {
        const batch = { after, position, changes };
        const stored = (await this.#retry(stopped, () => store.apply(batch))) ?? '';
        if (stored < after) {
          cleared.abort();
          await next.catch(() => undefined);
          return;
        }
        this.#stored = stored;
        this.#move(stored > position ? stored : position);
        after = position;
        storedAt = performance.now();
        changes = new OwnershipChanges();
      }
      const { done, value } = await next;
      if (done) return;
      for (const event of value.events) changes.add(event);
      position = value.position;
      this.#read = position;
      if (changes.size === 0) this.#move(position);
      await report(value.events.length);
      // An embedded event store answers at once: requests and probes would wait until the index is built.
      if (this.#isBuilding) await nextTurn();
    }
  }

  #move(position: Position): void {
    if (position <= this.#through) return;
    this.#through = position;
    this.#moved.wake();
  }

  /** Logs the progress of building, for as long as it takes. */
  #reporter(): (events: number) => Promise<void> {
    const { log } = this.#options;
    let total = 0;
    let reportedAt = performance.now();
    let isReported = false;
    return async (events) => {
      total += events;
      if (!this.#isBuilding && isReported) {
        const seconds = ((performance.now() - this.#startedAt) / 1_000).toFixed(1);
        log.info(`The ownership index is built: ${total} events in ${seconds} s.`);
        isReported = false;
      }
      if (!this.#isBuilding || performance.now() - reportedAt < REPORT_INTERVAL_MS) return;
      reportedAt = performance.now();
      isReported = true;
      const sentence = await this.progress().catch(() => undefined);
      if (sentence) log.info(`${sentence[0]!.toUpperCase()}${sentence.slice(1)}.`);
    };
  }

  /** Finds out whether other processes have cleared the index or brought it further. */
  async #checkForOthers(cleared: AbortController, stopped: AbortSignal): Promise<void> {
    const ended = AbortSignal.any([stopped, cleared.signal]);
    while (!ended.aborted) {
      await delay(CHECK_INTERVAL_MS, ended);
      const seen = this.#stored;
      // An unavailable index is checked again later.
      const position = ended.aborted ? seen : await this.#position().catch(() => seen);
      if (position < seen) cleared.abort();
      else if (position > this.#through) {
        this.#stored = position;
        this.#move(position);
      }
    }
  }

  async #position(): Promise<Position> {
    return (await this.#options.store.position()) ?? '';
  }

  #retry<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const { log } = this.#options;
    return retryForever('fill the ownership index', work, { signal, log });
  }
}

async function isStoringDue(
  { size }: OwnershipChanges,
  storedAt: number,
  next: Promise<unknown>,
): Promise<boolean> {
  if (size >= MAX_CHANGES) return true;
  if (size === 0) return performance.now() - storedAt >= STORE_INTERVAL_MS;
  return !(await settlesWithin(next, NEXT_BATCH_TIMEOUT_MS));
}
