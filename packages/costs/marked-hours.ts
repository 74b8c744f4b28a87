import { localHours } from '@energy/domain';
import type { DayRange, MarkedHour, ReadModels } from '@energy/read-models';
import type { DayRecord, MarkCounts } from './day-record.ts';
import type { DeviceView } from './device-view.ts';
import type { HourRecord } from './hours.ts';

type MarkReading = Pick<ReadModels, 'dailyConsumption'>;

/** Counts the marks of each day's hours, as far as a reader may see them. */
export async function withMarksOfDays(
  days: readonly DayRecord[],
  { view, range }: MarkedRange,
  reading: MarkReading,
): Promise<readonly DayRecord[]> {
  const marked = await readableMarks(view, range, reading);
  if (marked.length === 0) return days;
  const zone = localHours(view.device.timeZone);
  const byDay = Map.groupBy(marked, ({ hour }) => zone.dayOfHour(hour));
  return days.map((record) => ({ ...record, ...countMarks(byDay.get(record.day) ?? []) }));
}

/** Adds the marks of hours, as far as a reader may see them. */
export async function withMarksOfHours(
  hours: readonly HourRecord[],
  { view, range }: MarkedRange,
  reading: MarkReading,
): Promise<readonly HourRecord[]> {
  const marked = await readableMarks(view, range, reading);
  if (marked.length === 0) return hours;
  const byStart = Map.groupBy(marked, ({ hour }) => hour);
  return hours.map(({ name, sums }) => {
    const marks = byStart.get(Date.parse(name.period)) ?? [];
    return { name, sums: { ...sums, ...countMarks(marks) } };
  });
}

/** The days of a device whose hours are marked, as a reader may see them. */
export interface MarkedRange {
  readonly view: DeviceView;
  readonly range: DayRange;
}

export function countMarks(hours: readonly MarkedHour[]): MarkCounts {
  return {
    hoursEstimated: hours.filter(({ isEstimated }) => isEstimated).length,
    hoursSuspect: hours.filter(({ suspect }) => suspect > 0).length,
    hoursPartlyUnknown: hours.filter(({ isPartlyUnknown }) => isPartlyUnknown).length,
  };
}

async function readableMarks(
  { device: { id: deviceId, timeZone }, mayRead }: DeviceView,
  range: DayRange,
  { dailyConsumption }: MarkReading,
): Promise<readonly MarkedHour[]> {
  const marked = await dailyConsumption.markedHours({ deviceId, timeZone }, range);
  const zone = localHours(timeZone);
  return marked.filter(({ hour }) => mayRead({ start: hour, end: zone.endOf(hour) }));
}
