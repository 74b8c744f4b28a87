import type { DaySums } from '@energy/costs';
import { type CalendarDay, calendarDay, dayText, lastOfMonth } from '@energy/domain';
import type { DayRange } from '@energy/read-models';
import { inKilowattHours } from '../consumption-of-day.ts';
import type { ComparedPeriod, Comparison } from '../schemas/periods.ts';

const AVERAGED_PERIODS = 4;
const DAYS_OF_A_YEAR_OF_WEEKS = 364;

/** The ranges that a range is compared with. */
export interface ComparedRanges {
  /** The four periods before, the last one first. */
  readonly previous: readonly DayRange[];
  readonly yearBefore: DayRange;
}

/**
 * Finds the ranges to compare with. A range of whole months, or one by months or years that begins with a month, is
 * compared with as many months; any other with as many days. A year before weeks are 52 weeks before.
 */
export function comparedRanges(range: DayRange, by: string): ComparedRanges {
  const { from, to } = range;
  const isByMonths =
    dayText(from).endsWith('-01') && (by === 'month' || by === 'year' || to === lastOfMonth(to));
  const months = isByMonths ? monthsIn(range) : 0;
  const days = to - from + 1;
  const before = (periods: number): DayRange =>
    isByMonths
      ? { from: monthsBefore(from, periods * months), to: endBefore(to, periods * months) }
      : { from: from - periods * days, to: to - periods * days };
  return {
    previous: Array.from({ length: AVERAGED_PERIODS }, (_, index) => before(index + 1)),
    yearBefore:
      by === 'week'
        ? { from: from - DAYS_OF_A_YEAR_OF_WEEKS, to: to - DAYS_OF_A_YEAR_OF_WEEKS }
        : { from: monthsBefore(from, 12), to: endBefore(to, 12) },
  };
}

/** Compares a period with others by the energy of an hour, because their days can have 23 or 25 hours. */
export function comparisonOf(
  current: DaySums,
  ranges: ComparedRanges,
  { previous, yearBefore }: { readonly previous: readonly DaySums[]; readonly yearBefore: DaySums },
): Comparison {
  const measured = previous.filter(({ hoursMeasured }) => hoursMeasured > 0);
  const total = measured.reduce((sum, each) => sum + each.total, 0n);
  const hoursMeasured = measured.reduce((sum, each) => sum + each.hoursMeasured, 0);
  const periods = BigInt(measured.length);
  const average = periods === 0n ? 0n : (total + periods / 2n) / periods;
  return {
    perHour: perHour(current),
    previous: compared(current, ranges.previous[0]!, previous[0]!),
    yearBefore: compared(current, ranges.yearBefore, yearBefore),
    averageOfFour: {
      from: dayText(ranges.previous.at(-1)!.from),
      to: dayText(ranges.previous[0]!.to),
      total: periods === 0n ? null : inKilowattHours(average),
      hoursMeasured,
      perHour: perHour({ total, hoursMeasured }),
      change: changeOf(current, { total, hoursMeasured }),
      periods: measured.length,
    },
  };
}

type Measured = Pick<DaySums, 'total' | 'hoursMeasured'>;

function compared(current: Measured, { from, to }: DayRange, other: Measured): ComparedPeriod {
  const { total, hoursMeasured } = other;
  return {
    from: dayText(from),
    to: dayText(to),
    total: hoursMeasured === 0 ? null : inKilowattHours(total),
    hoursMeasured,
    perHour: perHour(other),
    change: changeOf(current, other),
  };
}

/** In kWh an hour. */
function perHour({ total, hoursMeasured }: Measured): number | null {
  return hoursMeasured === 0 ? null : inKilowattHours(total) / hoursMeasured;
}

/** Relative change of the energy of an hour: 0.1 for a tenth more. */
function changeOf(current: Measured, other: Measured): number | null {
  const now = perHour(current);
  const then = perHour(other);
  return now === null || then === null || then === 0 ? null : now / then - 1;
}

function monthsIn({ from, to }: DayRange): number {
  const first = dateOf(from);
  const last = dateOf(to);
  return (last.year - first.year) * 12 + last.month - first.month + 1;
}

function monthsBefore(day: CalendarDay, months: number): CalendarDay {
  return calendarDay(dateOf(day).subtract({ months }).toString());
}

/** The end of a month stays the end of a month. */
function endBefore(day: CalendarDay, months: number): CalendarDay {
  const moved = monthsBefore(day, months);
  return day === lastOfMonth(day) ? lastOfMonth(moved) : moved;
}

function dateOf(day: CalendarDay): Temporal.PlainDate {
  return Temporal.PlainDate.from(dayText(day));
}
