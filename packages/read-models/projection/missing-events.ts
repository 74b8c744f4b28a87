import { delay, type EngineLog, EngineUnavailable, WakeUpSignal } from '@energy/engines';
import { type EventStore, overrideEventStore, type Position } from '@energy/event-store';
import { PROJECTIONS, type ProjectedModels } from './projections.ts';

const CHECK_INTERVAL_MS = 1_000;

/** A projection that is no read model. */
export interface OtherProjection {
  /** Its name for operators. */
  readonly name: string;
  /** Reads its checkpoint; `undefined` before the first one. */
  position(): Promise<Position | undefined>;
}

/** A projection whose checkpoint the event store does not have. */
export interface AheadProjection {
  readonly name: string;
  readonly position: Position;
}

/**
 * Projections were built from events that the event store does not have. Decisions and queries would be wrong, so
 * that appends and queries are refused until an operator decides.
 */
export class EventsMissing extends EngineUnavailable {
  override readonly name = 'EventsMissing';

  /** @param end the position of the event store's last event; `undefined` where it is empty */
  constructor(ahead: readonly AheadProjection[], end: Position | undefined) {
    const names = ahead.map(({ name }) => name);
    const positions = [...new Set(ahead.map(({ position }) => position))].join(', ');
    const isOfReadModels = names.some((name) => PROJECTIONS.some((each) => each.name === name));
    const variable = isOfReadModels ? 'READ_MODEL_URL' : 'CREDENTIALS_URL';
    const [built, are] = isOfReadModels ? ['the read models were', 'are'] : ['the index was', 'is'];
    super(
      `The event store lacks events that ${built} built from: ${names.join(', ')} ${are} at position ` +
        `${positions}, and the event store ${end === undefined ? 'is empty' : `ends at ${end}`}. Either ` +
        `EVENT_STORE_URL and ${variable} do not belong together, or the event store lost its end. ` +
        'Restore the event store from its newest backup; if the events are lost for good, run "energy ' +
        'event-store accept-end"',
    );
  }
}

/**
 * Finds the projections whose checkpoint the event store does not have.
 *
 * @throws EngineUnavailable
 */
export async function findAheadProjections(
  readModels: ProjectedModels,
  eventStore: Pick<EventStore, 'hasPosition'>,
  others: readonly OtherProjection[] = [],
): Promise<readonly AheadProjection[]> {
  const projections = PROJECTIONS.map((definition): OtherProjection => {
    return { name: definition.name, position: () => definition.rows(readModels).position() };
  });
  const known = new Map<Position, boolean>();
  const ahead: AheadProjection[] = [];
  for (const { name, position: read } of [...projections, ...others]) {
    const position = await read();
    if (position === undefined) continue;
    if (!known.has(position)) known.set(position, await eventStore.hasPosition(position));
    if (!known.get(position)) ahead.push({ name, position });
  }
  return ahead;
}

/** @throws EventsMissing, EngineUnavailable */
export async function expectEvents(
  readModels: ProjectedModels,
  eventStore: Pick<EventStore, 'hasPosition' | 'head'>,
  others?: readonly OtherProjection[],
): Promise<void> {
  const ahead = await findAheadProjections(readModels, eventStore, others);
  if (ahead.length > 0) throw new EventsMissing(ahead, await eventStore.head());
}

export interface EventsWatchOptions {
  readonly eventStore: Pick<EventStore, 'hasPosition' | 'head'>;
  readonly readModels: ProjectedModels;
  readonly others?: readonly OtherProjection[] | undefined;
  readonly log: EngineLog;
}

/** Checks every second whether the event store has the events that the read models were built from. */
export class EventsWatch {
  readonly #options: EventsWatchOptions;
  /** The last result; `undefined` before the first one. */
  #result: { readonly missing: EventsMissing | undefined } | undefined;
  /** The failure of the last check without a result. */
  #failure: EngineUnavailable | undefined;
  readonly #checked = new WakeUpSignal();
  #isStopped = false;

  constructor(options: EventsWatchOptions) {
    this.#options = options;
  }

  /** The result of the last check; `undefined` also before the first one. */
  get missing(): EventsMissing | undefined {
    return this.#result?.missing;
  }

  /** Checks until the signal aborts. Logs once when events are missing and once when they are back. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.check();
      await delay(CHECK_INTERVAL_MS, signal);
    }
    this.#isStopped = true;
    this.#checked.wake();
  }

  /** Checks now. An unavailable engine changes no earlier result. */
  async check(): Promise<void> {
    const { log, readModels, eventStore, others } = this.#options;
    const before = this.missing;
    try {
      await expectEvents(readModels, eventStore, others);
      this.#result = { missing: undefined };
      if (before) log.info('The event store has all events of the read models again.');
    } catch (error) {
      if (error instanceof EventsMissing) {
        this.#result = { missing: error };
        if (!before) log.warn(`${error.message}.`);
      } else if (error instanceof EngineUnavailable) this.#failure = error;
      else throw error;
    }
    this.#checked.wake();
  }

  /**
   * Returns if the last check found all events; waits for the first check.
   *
   * @throws EventsMissing; EngineUnavailable where no check has a result
   */
  async expectEvents(): Promise<void> {
    while (!this.#result && !this.#failure && !this.#isStopped) await this.#checked.wait();
    if (this.missing) throw this.missing;
    if (!this.#result && this.#failure) throw this.#failure;
  }

  /** Waits until a check finds all events or the signal aborts; resolves to whether any were missing. */
  async whenComplete(signal: AbortSignal): Promise<boolean> {
    let wereMissing = this.missing !== undefined;
    while (!signal.aborted && (!this.#result || this.missing)) {
      await this.#checked.wait({ signal });
      wereMissing ||= this.missing !== undefined;
    }
    return wereMissing;
  }
}

/**
 * Refuses appends while the event store lacks events, and before the first check: an append would take the position
 * of a lost event.
 */
export function refuseAppendsWhileEventsMissing(
  store: EventStore,
  watch: Pick<EventsWatch, 'expectEvents'>,
): EventStore {
  return overrideEventStore(store, {
    async append(...args) {
      await watch.expectEvents();
      return store.append(...args);
    },
  });
}
