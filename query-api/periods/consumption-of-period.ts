import {
  billDevice,
  type DaySums,
  type DeviceView,
  type HoursOfDays,
  readDays,
  readHours,
  withMarksOfDays,
  withMarksOfHours,
} from '@energy/costs';
import { localHours } from '@energy/domain';
import type { DayRange, ReadModels } from '@energy/read-models';
import { billedCosts, withCosts } from '../costs/costs.ts';
import type { PeriodQuery } from '../schemas/parameters.ts';
import type { PeriodConsumption } from '../schemas/periods.ts';
import { comparedRanges, comparisonOf } from './comparison.ts';
import { rangeOf, skippedDay } from './range.ts';
import { bucketsAsShown, hourAsShown, rangeAsShown, sumOf, sumsAsShown } from './representation.ts';

export interface PeriodReading
  extends Pick<ReadModels, 'consumption' | 'dailyConsumption' | 'tariffs'> {
  readonly hoursOfDays: HoursOfDays;
  readonly now: number;
}

/**
 * The consumption of a device in a range of days, as a reader may see it.
 *
 * @throws ProblemError where the range makes no sense
 */
export async function consumptionOfPeriod(
  view: DeviceView,
  query: PeriodQuery,
  reading: PeriodReading,
): Promise<PeriodConsumption> {
  const { id: deviceId, timeZone, maxHourlyConsumption } = view.device;
  const by = query.by ?? 'day';
  const today = localHours(timeZone).dayOfHour(reading.now);
  const range = rangeOf({ ...query, by }, { today, timeZone });
  const marked = { view, range };
  const days = await withMarksOfDays(await readDays(view, range, reading), marked, reading);
  if (days.length === 0) throw skippedDay('from', query.from!, timeZone);
  const sums = sumOf(days);
  const buckets =
    by === 'hour'
      ? (await withMarksOfHours(await readHours(view, range, reading), marked, reading)).map(
          hourAsShown,
        )
      : bucketsAsShown(range, by, days);
  const bills = query.cost && [
    await billDevice(view, range, reading, { withHours: by === 'hour' }),
  ];
  const sumOfRange = async (each: DayRange) => sumOf(await readDays(view, each, reading));
  return {
    deviceId,
    timeZone,
    unit: 'kWh',
    maxHourlyConsumption,
    by,
    ...rangeAsShown(range),
    ...sumsAsShown(sums),
    buckets: bills ? withCosts(buckets, bills, by) : buckets,
    ...(bills && billedCosts(bills, range)),
    ...(query.compare && { comparison: await compare({ sums, range, by }, sumOfRange) }),
  };
}

/** Compares the sums of a range with those of others, which `sumOfRange` reads. */
export async function compare(
  { sums, range, by }: { readonly sums: DaySums; readonly range: DayRange; readonly by: string },
  sumOfRange: (range: DayRange) => Promise<DaySums>,
) {
  const ranges = comparedRanges(range, by);
  const previous: DaySums[] = [];
  for (const each of ranges.previous) previous.push(await sumOfRange(each));
  const yearBefore = await sumOfRange(ranges.yearBefore);
  return comparisonOf(sums, ranges, { previous, yearBefore });
}
