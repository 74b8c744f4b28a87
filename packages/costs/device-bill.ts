import {
  type Amount,
  type BilledDay,
  type BilledHour,
  type BillLine,
  type CalendarDay,
  type DayCost,
  dayText,
  dependsOnHour,
  firstOfMonth,
  localHours,
  MonthBill,
  type TariffAssignments,
  type Terms,
  tariffOn,
  versionOn,
} from '@energy/domain';
import type { DayRange, ReadModels, Tariff } from '@energy/read-models';
import { readDays } from './device-days.ts';
import type { DeviceView } from './device-view.ts';
import type { HoursOfDay, HoursOfDays } from './hours-of-days.ts';

/** The costs of a device in a range, as a reader may see them. */
export interface DeviceBill {
  readonly months: readonly BilledMonth[];
  readonly days: readonly DayOfBill[];
}

export interface BilledMonth {
  /** Its first day. */
  readonly month: CalendarDay;
  /** Of the days in the range. */
  readonly lines: readonly BillLine[];
}

/** Digits of the costs of hours, days and weeks, which are parts of a bill and not rounded to cents. */
export const EXACT_COST_DIGITS = 6;

/** Exact amounts of a day, tax included. */
export interface DayOfBill {
  readonly day: CalendarDay;
  /** `undefined` where no prices apply. */
  readonly currency: string | undefined;
  /** The energy and the fixed charge. */
  readonly amount: Amount;
  /** By the start of the hour as the API names it; empty unless hours were read. */
  readonly hours: ReadonlyMap<string, Amount>;
  readonly hoursUnpriced: number;
}

export interface BillReading
  extends Pick<ReadModels, 'consumption' | 'dailyConsumption' | 'tariffs'> {
  readonly hoursOfDays: HoursOfDays;
  readonly now: number;
}

export interface BillOptions {
  /** Reads every hour, also where the totals of days suffice. */
  readonly withHours?: boolean;
  /** The prices of a day; by default those of the assigned tariffs. */
  readonly termsOn?: (day: CalendarDay) => Terms | undefined;
}

/** Finds the prices of a device by day. */
export async function assignedTerms(
  { device: { tariffs: assignments } }: DeviceView,
  tariffs: Pick<ReadModels['tariffs'], 'findAll'>,
): Promise<(day: CalendarDay) => Terms | undefined> {
  return termsByDay(assignments, await tariffsOf([assignments], tariffs));
}

/** Reads the tariffs of some assignments, by id. */
export async function tariffsOf(
  assignments: readonly TariffAssignments[],
  tariffs: Pick<ReadModels['tariffs'], 'findAll'>,
): Promise<ReadonlyMap<string, Tariff>> {
  const ids = new Set(assignments.flat().flatMap(({ tariffId }) => tariffId ?? []));
  const found = ids.size === 0 ? [] : await tariffs.findAll([...ids]);
  return new Map(found.map((tariff) => [tariff.id, tariff]));
}

/** The prices of a device by day. */
export function termsByDay(
  assignments: TariffAssignments,
  tariffs: ReadonlyMap<string, Tariff>,
): (day: CalendarDay) => Terms | undefined {
  return (day) => {
    const tariff = tariffs.get(tariffOn(assignments, dayText(day)) ?? '');
    return tariff && termsOf(tariff, day);
  };
}

/** The prices of a tariff on a day; `undefined` before its first version. */
export function termsOf({ id, currency, versions }: Tariff, day: CalendarDay): Terms | undefined {
  const version = versionOn(versions, day);
  return version && { tariffId: id, currency, version };
}

/**
 * Bills the days of a range that have begun. Tiers depend on the month's energy: it reads from the first day of the
 * first month on.
 */
export async function billDevice(
  view: DeviceView,
  { from, to }: DayRange,
  reading: BillReading,
  { withHours = false, termsOn }: BillOptions = {},
): Promise<DeviceBill> {
  const terms = termsOn ?? (await assignedTerms(view, reading.tariffs));
  const today = localHours(view.device.timeZone).dayOfHour(reading.now);
  const range = { from: firstOfMonth(from), to: Math.min(to, today) };
  const bills = new Map<CalendarDay, MonthBill>();
  const days: DayOfBill[] = [];
  for (const day of await readBilledDays(view, range, { ...reading, terms, withHours })) {
    const month = firstOfMonth(day.day);
    const bill = bills.getOrInsertComputed(
      month,
      () => new MonthBill(month, view.device.meter.flow ?? 'consumption'),
    );
    if (day.day < from) bill.skip(day);
    else days.push(dayOfBill(day, bill.add(day, terms(day.day))));
  }
  const months = [...bills].map(([month, bill]) => ({ month, lines: bill.lines() }));
  return { months, days };
}

/** A day with the names of its hours, where they were read. */
export interface ReadDay extends BilledDay {
  readonly starts: readonly string[];
  readonly hoursMeasured: number;
}

/** Reads the days of a range, by hour where prices depend on it. */
export async function readBilledDays(
  view: DeviceView,
  range: DayRange,
  reading: BillReading & {
    readonly terms: (day: CalendarDay) => Terms | undefined;
    readonly withHours: boolean;
  },
): Promise<readonly ReadDay[]> {
  const { hoursOfDays, terms } = reading;
  const { timeZone } = view.device;
  const records = await readDays(view, range, reading);
  const byHour = records.filter(({ day }) => {
    const version = terms(day)?.version;
    return reading.withHours || (version !== undefined && dependsOnHour(version));
  });
  const hours = await hoursByDay(
    view,
    byHour.map(({ day }) => day),
    reading,
  );
  const lastDay = lastChargedDay(view);
  const firstDay = localHours(timeZone).dayOfHour(Date.parse(view.device.registeredAt));
  return records.map(({ day, total, hoursMeasured }) => {
    const measured = hours.get(day);
    const [first] = hoursOfDays.of(timeZone, dayText(day)).spans;
    return {
      day,
      hoursMeasured,
      isCharged: day <= lastDay && (day >= firstDay || hoursMeasured > 0) && view.mayRead(first!),
      starts: measured?.starts ?? [],
      hours: measured?.hours ?? (hoursMeasured === 0 ? [] : [{ hour: 0, energy: total }]),
    };
  });
}

/** A decommissioned device is charged until that day. */
function lastChargedDay({ device: { timeZone, decommissionedAt } }: DeviceView): number {
  if (decommissionedAt === undefined) return Number.POSITIVE_INFINITY;
  const hours = localHours(timeZone);
  return hours.dayOfHour(hours.startOf(Date.parse(decommissionedAt)));
}

type MeasuredHours = Pick<ReadDay, 'starts' | 'hours'>;

/** Reads the hours of days that have readings, those of a month together. */
async function hoursByDay(
  { device: { id, timeZone }, mayRead }: DeviceView,
  days: readonly CalendarDay[],
  { consumption, hoursOfDays }: BillReading,
): Promise<ReadonlyMap<CalendarDay, MeasuredHours>> {
  const byDay = new Map<CalendarDay, MeasuredHours>();
  for (let index = 0; index < days.length; index += MAX_DAYS_OF_A_READ) {
    const read = days.slice(index, index + MAX_DAYS_OF_A_READ);
    const ofDays = read.map((day) => hoursOfDays.of(timeZone, dayText(day)));
    const starts = ofDays.flatMap(({ spans }) => spans.filter(mayRead).map(({ start }) => start));
    const totals = new Map(
      (await consumption.hours(id, starts)).map(({ hour, total }) => [hour, total]),
    );
    for (const [position, day] of read.entries()) {
      byDay.set(day, measuredHours(ofDays[position]!, totals));
    }
  }
  return byDay;
}

function measuredHours(
  { spans, names }: HoursOfDay,
  totals: ReadonlyMap<number, bigint>,
): MeasuredHours {
  const starts: string[] = [];
  const hours: BilledHour[] = [];
  for (const [position, { start }] of spans.entries()) {
    const energy = totals.get(start);
    if (energy === undefined) continue;
    const name = names[position]!;
    starts.push(name.start);
    hours.push({ hour: Number(name.label.slice(0, 2)), energy });
  }
  return { starts, hours };
}

const MAX_DAYS_OF_A_READ = 31;

function dayOfBill(
  { day, hoursMeasured, starts }: ReadDay,
  { currency, hours, fixedCharge }: DayCost,
): DayOfBill {
  const priced = hours.filter((amount) => amount !== undefined);
  return {
    day,
    currency,
    amount: priced.reduce((sum, amount) => sum + amount, fixedCharge),
    hours: new Map(
      starts.flatMap((start, index) => {
        const amount = hours[index];
        return amount === undefined ? [] : [[start, amount] as const];
      }),
    ),
    hoursUnpriced: priced.length < hours.length ? hoursMeasured : 0,
  };
}
