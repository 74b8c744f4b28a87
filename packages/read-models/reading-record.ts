import type { RecordedInHour } from './hour-scan.ts';
import type { HourlyConsumption, HourTotal } from './hourly-consumption.ts';

/** What is recorded of a device, for decisions about it. */
export interface ReadingRecord {
  /** The readings in the given hours, in the order of time. */
  recorded(deviceId: string, starts: readonly number[]): Promise<readonly RecordedInHour[]>;
  /** The given hours, as the registers around them bound them. */
  bounded(deviceId: string, starts: readonly number[]): Promise<readonly BoundedHour[]>;
  /** The totals of the given hours that contain no estimate and no suspect reading. */
  measured(deviceId: string, starts: readonly number[]): Promise<readonly HourTotal[]>;
}

/** An hour of a device with a register. */
export interface BoundedHour {
  readonly hour: number;
  /** `undefined` where nothing is known. */
  readonly total: bigint | undefined;
  readonly isEstimated: boolean;
  readonly isPartlyUnknown: boolean;
}

export function readingRecord(
  consumption: Pick<HourlyConsumption, 'scan' | 'hours' | 'marks'>,
): ReadingRecord {
  return {
    async recorded(deviceId, starts) {
      const [group] = await consumption.scan.groups([deviceId]);
      return group ? ((await consumption.scan.recorded(group, starts))[0] ?? []) : [];
    },
    async bounded(deviceId, starts) {
      const [totals, marked] = await Promise.all([
        consumption.hours(deviceId, starts),
        consumption.marks(deviceId, starts),
      ]);
      const totalOf = new Map(totals.map(({ hour, total }) => [hour, total]));
      const marksOf = new Map(marked.map((marks) => [marks.hour, marks]));
      return starts.map((hour) => ({
        hour,
        total: totalOf.get(hour),
        isEstimated: marksOf.get(hour)?.isEstimated ?? false,
        isPartlyUnknown: marksOf.get(hour)?.isPartlyUnknown ?? false,
      }));
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
