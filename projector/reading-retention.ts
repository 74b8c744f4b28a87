import { delay, type EngineLog, retryForever } from '@energy/engines';
import type { HourlyConsumption } from '@energy/read-models';

const INTERVAL_MS = 3_600_000;

export interface ReadingRetentionOptions {
  /** Readings of this many whole months before the current one stay; all of them if `undefined`. */
  readonly retentionMonths: number | undefined;
  readonly log: EngineLog;
  readonly signal: AbortSignal;
  /** Milliseconds since 1970, UTC. */
  readonly now?: () => number;
}

/** Drops the readings of months that are too old, now and every hour, until the signal aborts. */
export async function dropOldReadings(
  consumption: Pick<HourlyConsumption, 'dropReadings' | 'recordStart'>,
  { retentionMonths, now = Date.now, ...options }: ReadingRetentionOptions,
): Promise<void> {
  if (retentionMonths === undefined) return;
  while (!options.signal.aborted) {
    const before = startOfRecord(now(), retentionMonths);
    const drop = () => dropOnce(consumption, before, options);
    await retryForever('drop the readings of old months', drop, options);
    await delay(INTERVAL_MS, options.signal);
  }
}

/** The start of the first month of UTC whose readings stay. */
export function startOfRecord(now: number, retentionMonths: number): number {
  const date = new Date(now);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - retentionMonths, 1);
}

async function dropOnce(
  consumption: Pick<HourlyConsumption, 'dropReadings' | 'recordStart'>,
  before: number,
  { log, signal }: Pick<ReadingRetentionOptions, 'log' | 'signal'>,
): Promise<void> {
  const start = await consumption.recordStart();
  const month = new Date(before).toISOString().slice(0, 7);
  if (start === undefined || start < before) {
    log.info(
      `The readings of the months before ${month} are dropped; the totals of hours and days stay.`,
    );
  }
  let dropped = 0;
  await consumption.dropReadings({
    before,
    signal,
    onProgress: ({ hours }) => {
      dropped = hours;
    },
  });
  if (dropped > 0 && !signal.aborted) {
    log.info(`Dropped the readings of ${dropped} hours of devices before ${month}.`);
  }
}
