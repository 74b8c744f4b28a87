import { setImmediate as turn } from 'node:timers/promises';
import { withTimeout } from '@energy/engines';
import { type Backlog, backlogOf, type EventStore } from '@energy/event-store';
import type { ReadingsRecorded } from '@energy/live-feed';
import type { QueueStatistics, QueueStats } from '@energy/measurements';
import {
  type Alert,
  type AlertsOfHour,
  type Device,
  hourAlerts,
  type ReadModels,
} from '@energy/read-models';
import { PROJECTIONS } from '@energy/read-models/projection';
import { errorMessage } from '@energy/service';
import { LRUCache } from 'lru-cache';
import { BackgroundCache } from './background-cache.ts';
import { type Census, takeCensus } from './census.ts';
import { LoadHistory, type LoadOfDay } from './load.ts';
import { Throughput, type TotalThroughput } from './throughput.ts';

const FRESH_MS = 2_000;
/** A part that takes longer is reported as missing. */
const PART_TIMEOUT_MS = 2_000;
export const MAX_COUNTED_EVENTS = 1_000;
export const MAX_COUNTED_ALERTS = 100_000;
export const LISTED_ALERTS = 5;
/** Alerts of the running hour are read in pages of this size, up to a maximum. */
const ALERTS_PAGE_SIZE = 1_000;
const MAX_RUNNING_ALERTS = 100_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

const PROJECTED_STREAMS = PROJECTIONS.map(({ streams }) => streams);

export interface OverviewOptions {
  readonly readModels: ReadModels;
  readonly events: Pick<EventStore, 'readAll' | 'head'>;
  readonly queue: Pick<QueueStatistics, 'stats'>;
  readonly now: () => number;
}

/** The alerts of the last day. */
export interface DayOfAlerts {
  /** The earliest start of their hours: milliseconds since 1970, UTC. */
  readonly since: number;
  /** At most {@link MAX_COUNTED_ALERTS}. */
  readonly count: number;
  readonly byHour: readonly AlertsOfHour[];
  readonly newest: readonly Alert[];
  /** The devices of the newest alerts. */
  readonly devices: readonly Device[];
}

/** The parts of an overview. Each is read on its own, and left out where it is unavailable. */
export interface Parts {
  readonly readings: TotalThroughput;
  readonly queue: QueueStats;
  readonly events: Backlog;
  readonly alerts: DayOfAlerts;
  readonly census: Census;
  readonly load: LoadOfDay;
}

export type Part = keyof Parts;

export interface OverviewState extends Partial<Parts> {
  /** The unavailable parts, each with the reason as a sentence. Parts not counted yet are not listed. */
  readonly missing: readonly { readonly part: Part; readonly because: string }[];
}

/** The state of the platform, for administrators. It is read on request. */
export class Overview {
  readonly #throughput = new Throughput();
  readonly #census: BackgroundCache<Census>;
  readonly #alerts: Pick<ReadModels, 'alerts'>['alerts'];
  readonly #parts: { readonly [P in Part]: () => Promise<Parts[P] | undefined> };

  constructor({ readModels, events, queue, now }: OverviewOptions) {
    const census = new BackgroundCache(() => takeCensus(readModels, now));
    this.#census = census;
    this.#alerts = readModels.alerts;
    const producers = async () => (await census.value()).producers;
    const history = new LoadHistory({ readModels, producers, now });
    const load = new BackgroundCache(() => history.refresh());
    this.#parts = {
      readings: async () => this.#throughput.total(),
      queue: cached(() => queue.stats()),
      events: cached(() => eventsBehind(readModels, events)),
      alerts: cached(() => alertsOfDay(readModels, now())),
      census: () => census.latest(),
      load: () => load.latest(),
    };
  }

  onRecorded(recorded: ReadingsRecorded): void {
    this.#throughput.record(recorded);
  }

  /** Finds devices in use without a reading in the last hour, as of the last count. */
  async silentDevices(): Promise<ReadonlySet<string>> {
    return (await this.#census.value()).silentIds;
  }

  /** Finds the devices whose running hour is over their limit. */
  async devicesOverLimit(now: number): Promise<ReadonlySet<string>> {
    const over = new Set<string>();
    const from = now - HOUR_MS + 1;
    let before: number | undefined;
    for (let read = 0; read < MAX_RUNNING_ALERTS; read += ALERTS_PAGE_SIZE) {
      const page = await this.#alerts.list({ limit: ALERTS_PAGE_SIZE, from, before });
      for (const { deviceId, total, limit } of hourAlerts(page)) {
        if (total > limit) over.add(deviceId);
      }
      if (page.length < ALERTS_PAGE_SIZE) break;
      before = page.at(-1)!.number;
      await turn(); // Embedded engines answer synchronously.
    }
    return over;
  }

  async now(): Promise<OverviewState> {
    const missing: { part: Part; because: string }[] = [];
    const found = await Promise.all(
      Object.entries(this.#parts).map(async ([part, read]) => {
        try {
          return [
            part,
            await withTimeout<unknown>(read(), PART_TIMEOUT_MS, 'It did not answer in time'),
          ] as const;
        } catch (error) {
          missing.push({ part: part as Part, because: errorMessage(error) });
          return [part, undefined] as const;
        }
      }),
    );
    return { ...Object.fromEntries(found), missing };
  }
}

/** Reads a value at most once in {@link FRESH_MS}; a failure is not cached. */
function cached<T extends object>(read: () => Promise<T>): () => Promise<T> {
  const cache = new LRUCache<'value', T>({ max: 1, ttl: FRESH_MS, fetchMethod: read });
  return () => cache.forceFetch('value');
}

async function eventsBehind(
  readModels: Pick<ReadModels, 'position'>,
  events: Pick<EventStore, 'readAll' | 'head'>,
): Promise<Backlog> {
  const after = await readModels.position();
  return backlogOf(events, { after, prefixes: PROJECTED_STREAMS }, MAX_COUNTED_EVENTS);
}

async function alertsOfDay(
  { alerts, devices }: Pick<ReadModels, 'alerts' | 'devices'>,
  now: number,
): Promise<DayOfAlerts> {
  const since = now - DAY_MS;
  const newest = hourAlerts(await alerts.list({ limit: LISTED_ALERTS, from: since }));
  const byHour = await alerts.countByHour(since, MAX_COUNTED_ALERTS);
  const total = byHour.reduce((sum, { count }) => sum + count, 0);
  const ids = [...new Set(newest.map(({ deviceId }) => deviceId))];
  return { since, count: total, byHour, newest, devices: await devices.findAll(ids) };
}
