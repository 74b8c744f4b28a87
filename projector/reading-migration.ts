import type { EngineLog } from '@energy/engines';
import type { HourlyConsumption } from '@energy/read-models';

const REPORT_INTERVAL_MS = 5_000;

export interface ReadingMigrationOptions {
  readonly log: EngineLog;
  readonly signal: AbortSignal;
}

/** Migrates the readings that an earlier release has stored, if any are left, and logs the progress. */
export async function migrateReadings(
  consumption: HourlyConsumption,
  { log, signal }: ReadingMigrationOptions,
): Promise<void> {
  const startedAt = performance.now();
  let reportedAt = Number.NEGATIVE_INFINITY;
  let migrated = 0;
  await consumption.migrate(({ hours, through, last }) => {
    migrated = hours;
    if (performance.now() - reportedAt < REPORT_INTERVAL_MS) return;
    reportedAt = performance.now();
    log.info(
      `Migrating the readings of an earlier release: ${hours} hours of devices, up to ${instant(through)} of ` +
        `${instant(last)}. Recording begins after that.`,
    );
  }, signal);
  if (migrated === 0 || signal.aborted) return;
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  log.info(`The readings of ${migrated} hours of devices were migrated in ${seconds} s.`);
}

function instant(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
