import {
  type BillTotal,
  type CalendarDay,
  calendarDay,
  dayText,
  firstOfMonth,
  lastOfMonth,
  localHours,
  MonthBill,
  totalsOf,
} from '@energy/domain';
import { assignedTerms, type BillReading, type ReadDay, readBilledDays } from './device-bill.ts';
import type { DeviceView } from './device-view.ts';
import { type HourRecord, readHours } from './hours.ts';

/** Four of each weekday. */
const HISTORY_DAYS = 28;
const MIN_HISTORY_DAYS = 7;
/** Residuals of means of four days are smaller than those of new days. */
const FREEDOM = 3 / 4;
/** Four of five months end within it, where days deviate independently and normally. */
const NORMAL_QUANTILE = 1.2816;
const HOURS_OF_A_DAY = 24;

/** The usual energy of hours, in µWh. */
interface Profile {
  /** Number of days with readings that it is computed from. */
  readonly days: number;
  usual(day: CalendarDay, hour: number): number;
  /** Standard deviation of the energy of a day. */
  readonly deviation: number;
}

/** The energy of a month in µWh, and its billed costs. */
export interface MonthFigures {
  readonly energy: bigint;
  readonly costs: readonly BillTotal[];
}

/** A month of a device so far, and how it will end. */
export interface MonthForecast {
  readonly daysOfHistory: number;
  readonly soFar: MonthFigures;
  /** `undefined` where it cannot be foreseen. */
  readonly end: Readonly<Record<'low' | 'likely' | 'high', MonthFigures>> | undefined;
}

/** The first day of the month that is current in the time zone of a device. */
export function currentMonth({ device }: DeviceView, now: number): CalendarDay {
  return firstOfMonth(localHours(device.timeZone).dayOfHour(now));
}

/**
 * Forecasts a month of a device that has begun. An hour to come has the mean of the same hour of the same weekday in the
 * 28 days before today; the interval follows from how much the days differed from those means. A month that has ended
 * ends as it is.
 *
 * @param firstDay of the month
 */
export async function forecastMonth(
  view: DeviceView,
  firstDay: CalendarDay,
  reading: BillReading,
): Promise<MonthForecast> {
  const { timeZone } = view.device;
  const today = localHours(timeZone).dayOfHour(reading.now);
  const terms = await assignedTerms(view, reading.tariffs);
  const month = { from: firstDay, to: lastOfMonth(firstDay) };
  const soFar = await readBilledDays(
    view,
    { from: month.from, to: Math.min(today, month.to) },
    { ...reading, terms, withHours: true },
  );
  const profile = await readProfile(view, today, reading);
  const current = billOf(soFar);
  const known = { daysOfHistory: profile.days, soFar: current };
  if (today > month.to) return { ...known, end: { low: current, likely: current, high: current } };
  const isInUse = !view.isFormer && view.device.decommissionedAt === undefined;
  if (!isInUse || profile.days < MIN_HISTORY_DAYS) return { ...known, end: undefined };
  const expected = expectedHours(1);
  const rest = expected.reduce((sum, { hours }) => sum + sumOfHours(hours), 0n) - restSoFar();
  const spread = NORMAL_QUANTILE * profile.deviation * Math.sqrt(daysToCome());
  const relative = rest > 0n ? spread / Number(rest) : 0;
  const [low, likely, high] = [Math.max(0, 1 - relative), 1, 1 + relative].map((factor) =>
    billOf([...soFar.slice(0, -1), ...expectedHours(factor)]),
  );
  return { ...known, end: { low: low!, likely: likely!, high: high! } };

  function restSoFar(): bigint {
    return sumOfHours(soFar.at(-1)?.hours ?? []);
  }

  /** The measured hours of today by their starts. */
  function knownHours(): ReadonlyMap<string, bigint> {
    const { starts = [], hours = [] } = soFar.at(-1) ?? {};
    return new Map(starts.map((start, index) => [start, BigInt(hours[index]!.energy)]));
  }

  function daysToCome(): number {
    const start = localHours(timeZone).startOfDay(today + 1);
    return month.to - today + Math.min(1, (start - reading.now) / 86_400_000);
  }

  /** Today and the days to come. A running hour has at least what was measured. */
  function expectedHours(factor: number): ReadDay[] {
    return Array.from({ length: month.to - today + 1 }, (_, index) => {
      const day = today + index;
      const known = index === 0 ? knownHours() : new Map<string, bigint>();
      const { spans, names } = reading.hoursOfDays.of(timeZone, dayText(day));
      const hours = names.map(({ start, label }, position) => {
        const hour = Number(label.slice(0, 2));
        const measured = known.get(start) ?? 0n;
        const usual = BigInt(Math.round(factor * profile.usual(day, hour)));
        const isToCome = spans[position]!.end > reading.now;
        return { hour, energy: isToCome && usual > measured ? usual : measured };
      });
      return { day, hours, isCharged: true, starts: [], hoursMeasured: hours.length };
    });
  }

  function billOf(days: readonly ReadDay[]): MonthFigures {
    const bill = new MonthBill(month.from, view.device.meter.flow ?? 'consumption');
    for (const day of days) bill.add(day, terms(day.day));
    const energy = days.reduce((sum, { hours }) => sum + sumOfHours(hours), 0n);
    return { energy, costs: totalsOf(bill.lines()) };
  }
}

function sumOfHours(hours: ReadDay['hours']): bigint {
  return hours.reduce((sum, { energy }) => sum + BigInt(energy), 0n);
}

async function readProfile(
  view: DeviceView,
  today: CalendarDay,
  reading: BillReading,
): Promise<Profile> {
  const range = { from: today - HISTORY_DAYS, to: today - 1 };
  const hours = await readHours(view, range, reading);
  const measured = hours.filter(({ sums }) => sums.hoursMeasured > 0);
  const byCell = means(measured, (hour) => cellOf(calendarDay(hour.name.from), clockOf(hour)));
  const byClock = means(measured, clockOf);
  const all = means(measured, () => 0).get(0) ?? 0;
  const usual = (day: CalendarDay, clock: number) =>
    byCell.get(cellOf(day, clock)) ?? byClock.get(clock) ?? all;
  const days = Map.groupBy(measured, ({ name }) => name.from);
  const squares = days.values().reduce((sum, own) => {
    const residual = own.reduce(
      (rest, hour) =>
        rest + Number(hour.sums.total) - usual(calendarDay(hour.name.from), clockOf(hour)),
      0,
    );
    return sum + residual ** 2;
  }, 0);
  const deviation = days.size === 0 ? 0 : Math.sqrt(squares / (days.size * FREEDOM));
  return { days: days.size, usual, deviation };
}

function means(
  hours: readonly HourRecord[],
  keyOf: (hour: HourRecord) => number,
): ReadonlyMap<number, number> {
  return new Map(
    Array.from(Map.groupBy(hours, keyOf), ([key, own]) => [
      key,
      own.reduce((sum, { sums }) => sum + Number(sums.total), 0) / own.length,
    ]),
  );
}

function clockOf({ name }: HourRecord): number {
  return Number(name.label!.slice(0, 2));
}

function cellOf(day: CalendarDay, clock: number): number {
  return (day % 7) * HOURS_OF_A_DAY + clock;
}
