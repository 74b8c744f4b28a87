import { delay, type EngineLog, retryForever } from '@energy/engines';
import type { DailyConsumption } from '@energy/read-models';

const INTERVAL_MS = 30_000;
const REPORT_INTERVAL_MS = 5_000;

type Work = 'comparison' | 'hours' | 'zones';

export interface DayBuildingOptions {
  readonly log: EngineLog;
  readonly signal: AbortSignal;
}

/**
 * Adds hours that have ended to the stored days, until the signal aborts, and moves the days of devices to their present
 * time zone. At the first start with a store of an earlier release that is all of its hours, with progress in the log;
 * recording and queries continue.
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
  /** Of what takes long. */
  const results = new Map<Work, string>();
  const report = (kind: Work, progress: string, result: string) => {
    if (results.has(kind)) results.set(kind, result);
    if (performance.now() - reportedAt < REPORT_INTERVAL_MS) return;
    reportedAt = performance.now();
    results.set(kind, result);
    log.info(`${progress} Recording and queries continue.`);
  };
  await days.build({
    now: Date.now(),
    signal,
    onProgress: ({ hours, through, last }) =>
      report(
        'hours',
        `Building the daily totals: ${hours} hours of devices, up to ${instant(through)} of ${instant(last)}.`,
        `The daily totals of ${hours} hours of devices are built.`,
      ),
    onZoneComparison: ({ devices, all }) =>
      report(
        'comparison',
        `Comparing the time zones of daily totals: ${devices} of ${all} devices.`,
        `The time zones of ${devices} devices are compared.`,
      ),
    onZoneProgress: ({ devices, all }) =>
      report(
        'zones',
        `Moving daily totals to other time zones: ${devices} of ${all} devices.`,
        `The daily totals of ${devices} devices are moved to other time zones.`,
      ),
  });
  for (const result of signal.aborted ? [] : results.values()) log.info(result);
}

function instant(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
