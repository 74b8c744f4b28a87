import { delay, type EngineLog, retryForever } from '@energy/engines';
import type { DailyConsumption } from '@energy/read-models';

const INTERVAL_MS = 30_000;
const REPORT_INTERVAL_MS = 5_000;

export interface DayBuildingOptions {
  readonly log: EngineLog;
  readonly signal: AbortSignal;
}

/**
 * Adds hours that have ended to the stored days, until the signal aborts. At the first start with a store of an earlier
 * release that is all of its hours, with progress in the log; recording and queries continue.
 */
export async function buildDays(
  days: Pick<DailyConsumption, 'build'>,
  options: DayBuildingOptions,
): Promise<void> {
  const { signal } = options;
  while (!signal.aborted) {
    await retryForever('build the daily totals', () => buildOnce(days, options), options);
    await delay(INTERVAL_MS, signal);
  }
}

async function buildOnce(
  days: Pick<DailyConsumption, 'build'>,
  { log, signal }: DayBuildingOptions,
): Promise<void> {
  let reportedAt = performance.now();
  let isLong = false;
  let built = 0;
  await days.build({
    now: Date.now(),
    signal,
    onProgress: ({ hours, through, last }) => {
      built = hours;
      if (performance.now() - reportedAt < REPORT_INTERVAL_MS) return;
      reportedAt = performance.now();
      isLong = true;
      log.info(
        `Building the daily totals: ${hours} hours of devices, up to ${instant(through)} of ${instant(last)}. ` +
          'Recording and queries continue.',
      );
    },
  });
  if (isLong && !signal.aborted)
    log.info(`The daily totals of ${built} hours of devices are built.`);
}

function instant(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
