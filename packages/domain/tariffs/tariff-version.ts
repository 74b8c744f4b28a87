import { RuleViolation } from '../decider.ts';
import { microwattHours } from '../energy.ts';
import { readLine } from '../readable-text.ts';
import { type Decimal, PERCENTAGE, PRICE } from './amount.ts';

/** The days of a week and holidays, of a schedule. */
export const DAY_KINDS = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
  'holiday',
] as const;

export type DayKind = (typeof DAY_KINDS)[number];

/** The prices of a tariff from a local day on. Prices are in the tariff's currency and without tax. */
export interface TariffVersion {
  /** The first local day, such as 2026-12-01; valid until the next version begins. */
  readonly validFrom: string;
  readonly rates: readonly Rate[];
  /** Divides the hours of every day among the rates. Without it, the only rate applies always. */
  readonly schedule?: readonly ScheduleEntry[];
  /** Local days to which the schedule's `holiday` applies. */
  readonly holidays?: readonly string[];
  readonly fixedCharge?: FixedCharge;
  /** The tax on energy and fixed charge, in percent. */
  readonly taxPercent?: Decimal;
  /** What a kWh that is fed into the grid earns; no tax is added. */
  readonly productionCredit?: Decimal;
}

/** A price of energy, which may depend on the energy that the device has used in the month. */
export interface Rate {
  readonly name: string;
  /** In order; the last one has no end. */
  readonly tiers: readonly Tier[];
}

export interface Tier {
  /** The month's energy at which the tier ends, in kWh. */
  readonly upTo?: number;
  /** For 1 kWh. */
  readonly price: Decimal;
}

/** Full hours of some days with one rate. */
export interface ScheduleEntry {
  readonly days: readonly DayKind[];
  /** Local time, such as 07:00. */
  readonly from: string;
  /** Local time, up to 24:00. */
  readonly to: string;
  /** The name of the rate. */
  readonly rate: string;
}

export interface FixedCharge {
  readonly price: Decimal;
  readonly per: 'day' | 'month';
}

export const MAX_RATES = 12;
export const MAX_TIERS = 10;
export const MAX_SCHEDULE_ENTRIES = 100;
export const MAX_HOLIDAYS = 366;

const HOURS_OF_A_DAY = 24;
const FULL_HOUR = /^(?:[01]\d|2[0-4]):00$/;

/** Checks a version by itself; names in it are trimmed. */
export function readTariffVersion(version: TariffVersion): TariffVersion {
  const { fixedCharge, taxPercent, productionCredit } = version;
  const rates = readRates(version.rates);
  const holidays = readHolidays(version.holidays ?? []);
  const schedule = version.schedule && readSchedule(version.schedule, rates);
  if (!schedule && rates.length > 1) {
    throw invalid('schedule', 'Several rates need a schedule that says when each applies.');
  }
  const hasHolidays = schedule?.some(({ days }) => days.includes('holiday')) ?? false;
  if (holidays.length > 0 && !hasHolidays) {
    throw invalid('holidays', 'The schedule has no rate for holidays: give one, or no holidays.');
  }
  return {
    validFrom: readLocalDay('validFrom', version.validFrom),
    rates,
    ...(schedule && { schedule }),
    ...(holidays.length > 0 && { holidays }),
    ...(fixedCharge && { fixedCharge: readFixedCharge(fixedCharge) }),
    ...(taxPercent !== undefined && { taxPercent: readTax(taxPercent) }),
    ...(productionCredit !== undefined && {
      productionCredit: readPrice('productionCredit', productionCredit),
    }),
  };
}

/** @throws RuleViolation where it is no day of the calendar from 2000 to 2100 */
export function readLocalDay(field: string, day: string): string {
  if (isLocalDay(day)) return day;
  throw invalid(
    field,
    `"${day.slice(0, 50)}" is no day from 2000 to 2100; one looks like 2026-12-01.`,
  );
}

function isLocalDay(text: string): boolean {
  if (!/^(?:20\d\d|2100)-\d\d-\d\d$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

function readRates(rates: readonly Rate[]): readonly Rate[] {
  expectSize('rates', rates, { min: 1, max: MAX_RATES });
  const names = new Set<string>();
  return rates.map(({ name: text, tiers }, index) => {
    const field = `rates/${index}`;
    const name = readRateName(`${field}/name`, text);
    if (names.has(name)) throw invalid(`${field}/name`, `Another rate is named "${name}" already.`);
    names.add(name);
    return { name, tiers: readTiers(`${field}/tiers`, tiers) };
  });
}

function readRateName(field: string, text: string): string {
  try {
    return readLine('name', text, 50);
  } catch (error) {
    if (!(error instanceof RuleViolation)) throw error;
    throw new RuleViolation(error.rule, error.message, field);
  }
}

function readTiers(field: string, tiers: readonly Tier[]): readonly Tier[] {
  expectSize(field, tiers, { min: 1, max: MAX_TIERS });
  let reached = 0;
  return tiers.map(({ upTo, price: text }, index) => {
    const price = readPrice(`${field}/${index}/price`, text);
    const isLast = index === tiers.length - 1;
    if (upTo === undefined) {
      if (isLast) return { price };
      throw invalid(`${field}/${index}/upTo`, 'Only the last tier has no end.');
    }
    if (isLast) throw invalid(`${field}/${index}/upTo`, 'The last tier must have no end.');
    if ((microwattHours(upTo) ?? 0) <= reached) {
      throw invalid(
        `${field}/${index}/upTo`,
        index === 0
          ? 'A tier must end above 0 kWh, and at 9,007,199 kWh at most.'
          : 'A tier must end above the one before it, and at 9,007,199 kWh at most.',
      );
    }
    reached = microwattHours(upTo)!;
    return { upTo, price };
  });
}

function readSchedule(
  schedule: readonly ScheduleEntry[],
  rates: readonly Rate[],
): readonly ScheduleEntry[] {
  expectSize('schedule', schedule, { min: 1, max: MAX_SCHEDULE_ENTRIES });
  const entries = schedule.map((entry, index): ScheduleEntry => {
    const field = `schedule/${index}`;
    const rate = entry.rate.trim();
    if (!rates.some(({ name }) => name === rate)) {
      throw invalid(`${field}/rate`, `There is no rate "${rate.slice(0, 50)}".`);
    }
    for (const end of ['from', 'to'] as const) {
      if (FULL_HOUR.test(entry[end])) continue;
      throw invalid(
        `${field}/${end}`,
        'Rates change at full hours from 00:00 to 24:00, because energy is counted by the hour.',
      );
    }
    if (hourOf(entry.from) >= hourOf(entry.to)) {
      throw invalid(
        `${field}/to`,
        'It must be after `from`; hours across midnight are two entries.',
      );
    }
    expectSize(`${field}/days`, entry.days, { min: 1, max: DAY_KINDS.length });
    return { ...entry, rate, days: DAY_KINDS.filter((day) => entry.days.includes(day)) };
  });
  expectTiling(entries);
  return entries;
}

/** Every hour of every weekday has one rate; so has every hour of a holiday, if any has. */
function expectTiling(schedule: readonly ScheduleEntry[]): void {
  for (const day of DAY_KINDS) {
    const hours = new Map<number, number>();
    for (const [index, { days, from, to }] of schedule.entries()) {
      if (!days.includes(day)) continue;
      for (let hour = hourOf(from); hour < hourOf(to); hour++) {
        const other = hours.get(hour);
        if (other !== undefined) {
          throw invalid(
            `schedule/${index}`,
            `It overlaps entry ${other} on ${day} from ${clock(hour)} to ${clock(hour + 1)}.`,
          );
        }
        hours.set(hour, index);
      }
    }
    if (day === 'holiday' && hours.size === 0) return;
    for (let hour = 0; hour < HOURS_OF_A_DAY; hour++) {
      if (!hours.has(hour)) {
        throw invalid(
          'schedule',
          `It has no rate on ${day} from ${clock(hour)} to ${clock(hour + 1)}.`,
        );
      }
    }
  }
}

function readHolidays(holidays: readonly string[]): readonly string[] {
  expectSize('holidays', holidays, { min: 0, max: MAX_HOLIDAYS });
  const days = holidays.map((day, index) => readLocalDay(`holidays/${index}`, day));
  return [...new Set(days)].sort();
}

function readFixedCharge({ price, per }: FixedCharge): FixedCharge {
  return { price: readPrice('fixedCharge/price', price), per };
}

function readPrice(field: string, price: Decimal): Decimal {
  if (PRICE.test(price)) return price;
  throw invalid(
    field,
    `"${price.slice(0, 50)}" is no price; one has up to 9 digits and 8 decimals, such as 0.2874.`,
  );
}

function readTax(percent: Decimal): Decimal {
  if (PERCENTAGE.test(percent)) return percent;
  throw invalid(
    'taxPercent',
    `"${percent.slice(0, 50)}" is no percentage; one has up to 3 digits and 4 decimals, such as 21.`,
  );
}

function expectSize(
  field: string,
  list: readonly unknown[],
  { min, max }: { readonly min: number; readonly max: number },
): void {
  if (list.length >= min && list.length <= max) return;
  throw invalid(field, `It must have ${min} to ${max} entries, not ${list.length}.`);
}

/** @param time a full hour such as 07:00 */
export function hourOf(time: string): number {
  return Number(time.slice(0, 2));
}

function clock(hour: number): string {
  return `${String(hour).padStart(2, '0')}:00`;
}

function invalid(field: string, message: string): RuleViolation {
  return new RuleViolation('invalid-tariff', message, field);
}
