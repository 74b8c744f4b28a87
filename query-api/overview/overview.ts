import { withTimeout } from '@energy/engines';
import { type Backlog, backlogOf, type EventStore } from '@energy/event-store';
import type { ReadingsRecorded } from '@energy/live-feed';
import type { MeasurementQueue, QueueGlance } from '@energy/measurements';
import type { Alert, Device, ReadModels } from '@energy/read-models';
import { PROJECTIONS } from '@energy/read-models/projection';
import { errorMessage } from '@energy/service';
import { type Census, takeCensus } from './census.ts';
import { CensusTaker } from './census-taker.ts';
import { Recent } from './recent.ts';
import { Throughput, type TotalThroughput } from './throughput.ts';

const FRESH_MS = 2_000;
/** A part that takes longer is missing. */
const TIMEOUT_MS = 2_000;
/** No more events are counted. */
export const MOST_EVENTS = 1_000;
/** No more alerts are counted, and these are shown. */
export const MOST_ALERTS = 1_000;
export const ALERTS_SHOWN = 5;
const DAY_MS = 86_400_000;

const PROJECTED_STREAMS = PROJECTIONS.map(({ streams }) => streams);

export interface OverviewOptions {
  readonly readModels: ReadModels;
  readonly events: Pick<EventStore, 'readAll' | 'head'>;
  readonly queue: Pick<MeasurementQueue, 'glance'>;
  readonly now: () => number;
}

/** The alerts of hours of the last day. */
export interface DayOfAlerts {
  /** Milliseconds since 1970, UTC: of hours that start at it or later. */
  readonly since: number;
  /** Counted up to {@link MOST_ALERTS}. */
  readonly count: number;
  readonly newest: readonly Alert[];
  /** Those of the newest. */
  readonly devices: readonly Device[];
}

/** What an overview is made of, each on its own: what can't be had is left out. */
export interface Parts {
  readonly readings: TotalThroughput;
  readonly queue: QueueGlance;
  readonly events: Backlog;
  readonly alerts: DayOfAlerts;
  readonly census: Census;
}

export type Part = keyof Parts;

/** How the platform is doing, as far as that can be found out. */
export interface Standing extends Partial<Parts> {
  /** Which parts can't be had, and why: a sentence. What is only yet to be counted is not among them. */
  readonly missing: readonly { readonly part: Part; readonly because: string }[];
}

/** How the platform is doing, for administrators. What it takes to know is asked for while they look. */
export class Overview {
  readonly #throughput = new Throughput();
  readonly #parts: { readonly [P in Part]: () => Promise<Parts[P] | undefined> };

  constructor({ readModels, events, queue, now }: OverviewOptions) {
    const glance = new Recent(() => queue.glance(), FRESH_MS);
    const backlog = new Recent(() => eventsBehind(readModels, events), FRESH_MS);
    const alerts = new Recent(() => alertsOfDay(readModels, now()), FRESH_MS);
    const census = new CensusTaker(() => takeCensus(readModels, now));
    this.#parts = {
      readings: async () => this.#throughput.total(),
      queue: () => glance.get(),
      events: () => backlog.get(),
      alerts: () => alerts.get(),
      census: () => census.latest(),
    };
  }

  /** A projector has told what it records. */
  hear(recorded: ReadingsRecorded): void {
    this.#throughput.hear(recorded);
  }

  async now(): Promise<Standing> {
    const missing: { part: Part; because: string }[] = [];
    const found = await Promise.all(
      Object.entries(this.#parts).map(async ([part, read]) => {
        try {
          return [
            part,
            await withTimeout<unknown>(read(), TIMEOUT_MS, 'It did not answer in time'),
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

async function eventsBehind(
  readModels: Pick<ReadModels, 'position'>,
  events: Pick<EventStore, 'readAll' | 'head'>,
): Promise<Backlog> {
  const after = await readModels.position();
  return backlogOf(events, { after, prefixes: PROJECTED_STREAMS }, MOST_EVENTS);
}

async function alertsOfDay(
  { alerts, devices }: Pick<ReadModels, 'alerts' | 'devices'>,
  now: number,
): Promise<DayOfAlerts> {
  const since = now - DAY_MS;
  const all = await alerts.list({ limit: MOST_ALERTS, from: since });
  const newest = all.slice(0, ALERTS_SHOWN);
  const ids = [...new Set(newest.map(({ deviceId }) => deviceId))];
  return { since, count: all.length, newest, devices: await devices.findAll(ids) };
}
