import { isLocalDay, type LocalDay, plusDays } from '../calendar/local-day.ts';

export type PeriodKind = 'day' | 'week' | 'month' | 'year';

/** The kinds of periods, from the shortest to the longest. */
export const PERIOD_KINDS: readonly PeriodKind[] = ['day', 'week', 'month', 'year'];

/** A day, ISO week, month or year of the calendar. */
export interface Period {
  readonly kind: PeriodKind;
  /** As the API and addresses name it: 2026-11-22, 2026-W47, 2026-11 or 2026. */
  readonly name: string;
  readonly from: LocalDay;
  /** The last day. */
  readonly to: LocalDay;
}

/** A period of several days. */
export type LongPeriod = Period & { readonly kind: 'week' | 'month' | 'year' };

/** Returns the period of a kind that contains a day. */
export function periodAt(kind: PeriodKind, day: LocalDay): Period {
  return { kind, ...PERIODS[kind](day) };
}

/** Parses the name of a period; undefined if there is no such period between 2000 and 2100. */
export function parsePeriod(name: string): Period | undefined {
  const week = /^(\d{4})-W(\d\d)$/.exec(name);
  const day = week ? thursdayOf(week[1]!, Number(week[2])) : `${name}-01-01`.slice(0, 10);
  if (!isLocalDay(day)) return undefined;
  return PERIOD_KINDS.map((kind) => periodAt(kind, day)).find((period) => period.name === name);
}

/** Returns the period of the same kind some periods later, or earlier if negative. */
export function shiftPeriod({ kind, from }: Period, periods: number): Period {
  if (kind === 'day') return periodAt(kind, plusDays(from, periods));
  if (kind === 'week') return periodAt(kind, plusDays(from, 7 * periods));
  const date = new Date(from);
  date.setUTCMonth(date.getUTCMonth() + periods * (kind === 'year' ? 12 : 1));
  return periodAt(kind, toDay(date));
}

/**
 * Returns the period of another kind to switch to: a longer one contains the period; of the shorter ones it is the one
 * of today if the period contains today, or else the first.
 */
export function switchPeriod(period: Period, kind: PeriodKind, today: LocalDay): Period {
  const isCurrent = period.from <= today && today <= period.to;
  return periodAt(kind, isCurrent ? today : period.from);
}

/** What a period is divided into: by day, and a year by month. */
export function divisionOf(kind: PeriodKind): 'hour' | 'day' | 'month' {
  return kind === 'day' ? 'hour' : kind === 'year' ? 'month' : 'day';
}

type Place = Omit<Period, 'kind'>;

const PERIODS: Readonly<Record<PeriodKind, (day: LocalDay) => Place>> = {
  day: (day) => ({ name: day, from: day, to: day }),
  week(day) {
    const from = plusDays(day, -weekdayOf(day));
    const thursday = plusDays(from, 3);
    const year = thursday.slice(0, 4);
    const week = Math.floor(daysFrom(`${year}-01-01`, thursday) / 7) + 1;
    return { name: `${year}-W${String(week).padStart(2, '0')}`, from, to: plusDays(from, 6) };
  },
  month(day) {
    const name = day.slice(0, 7);
    const end = new Date(`${name}-01`);
    end.setUTCMonth(end.getUTCMonth() + 1, 0);
    return { name, from: `${name}-01`, to: toDay(end) };
  },
  year(day) {
    const name = day.slice(0, 4);
    return { name, from: `${name}-01-01`, to: `${name}-12-31` };
  },
};

/** 0 for Monday. */
function weekdayOf(day: LocalDay): number {
  return (new Date(day).getUTCDay() + 6) % 7;
}

/** The week with the first Thursday of a year is its first (ISO 8601). */
function thursdayOf(year: string, week: number): LocalDay {
  const fourth = `${year}-01-04`;
  return plusDays(fourth, 3 - weekdayOf(fourth) + 7 * (week - 1));
}

function daysFrom(day: LocalDay, other: LocalDay): number {
  return (Date.parse(other) - Date.parse(day)) / 86_400_000;
}

function toDay(date: Date): LocalDay {
  return date.toISOString().slice(0, 10);
}
