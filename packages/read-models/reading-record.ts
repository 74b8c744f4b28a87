import type { RecordedInHour } from './hour-scan.ts';
import type { HourlyConsumption, HourTotal } from './hourly-consumption.ts';

/** What is recorded of a device, for decisions about it. */
export interface ReadingRecord {
  /** The readings in the given hours, in the order of time. */
  recorded(deviceId: string, starts: readonly number[]): Promise<readonly RecordedInHour[]>;
  /** The totals of the given hours that contain no estimate and no suspect reading. */
  measured(deviceId: string, starts: readonly number[]): Promise<readonly HourTotal[]>;
}

export function readingRecord(
  consumption: Pick<HourlyConsumption, 'scan' | 'hours' | 'marks'>,
): ReadingRecord {
  return {
    async recorded(deviceId, starts) {
      const [group] = await consumption.scan.groups([deviceId]);
      return group ? ((await consumption.scan.recorded(group, starts))[0] ?? []) : [];
    },
    async measured(deviceId, starts) {
      const [totals, marked] = await Promise.all([
        consumption.hours(deviceId, starts),
        consumption.marks(deviceId, starts),
      ]);
      const exceptional = new Set(marked.map(({ hour }) => hour));
      return totals.filter(({ hour }) => !exceptional.has(hour));
    },
  };
}
