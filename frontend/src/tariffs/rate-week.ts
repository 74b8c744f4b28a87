import type { Tariff } from '../api/client.ts';

export type TariffVersion = Tariff['versions'][number];
type ScheduleEntry = NonNullable<TariffVersion['schedule']>[number];
export type DayKind = ScheduleEntry['days'][number];

export const DAY_KINDS: readonly DayKind[] = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
  'holiday',
];
export const HOURS_OF_DAY = 24;

/** The place of the rate of each hour of a kind of day. */
export type DayRates = readonly number[];

/** The rates of the hours of a week. Holidays without a row have those of their weekday. */
export type RateWeek = Readonly<Partial<Record<DayKind, DayRates>>>;

/** A week that has the same rate in every hour. */
export function flatWeek(rate = 0): RateWeek {
  return Object.fromEntries(
    DAY_KINDS.filter((day) => day !== 'holiday').map((day) => [day, flatDay(rate)]),
  );
}

export function flatDay(rate: number): DayRates {
  return new Array<number>(HOURS_OF_DAY).fill(rate);
}

/** The week of a version's schedule. */
export function toWeek({ rates, schedule }: Pick<TariffVersion, 'rates' | 'schedule'>): RateWeek {
  if (!schedule) return flatWeek();
  const week: Partial<Record<DayKind, number[]>> = {};
  for (const { days, from, to, rate } of schedule) {
    const place = rates.findIndex(({ name }) => name === rate);
    for (const day of days) {
      week[day] ??= [...flatDay(0)];
      week[day].fill(place, hourOf(from), hourOf(to));
    }
  }
  return week;
}

/** The schedule of a week: days that are alike share their entries. */
export function toSchedule(week: RateWeek, names: readonly string[]): ScheduleEntry[] {
  const days = DAY_KINDS.filter((day) => week[day]);
  const alike = Map.groupBy(days, (day) => week[day]!.join(' '));
  return [...alike.values()].flatMap((group) =>
    runsOf(week[group[0]!]!).map(({ rate, from, to }) => ({
      days: [...group],
      from: clock(from),
      to: clock(to),
      rate: names[rate]!,
    })),
  );
}

/** The week after an hour of a day, or all of its hours, got a rate. */
export function paint(
  week: RateWeek,
  { day, hour }: { readonly day: DayKind; readonly hour?: number },
  rate: number,
): RateWeek {
  const hours = hour === undefined ? flatDay(rate) : week[day]!.with(hour, rate);
  return { ...week, [day]: hours };
}

/** The week after a rate was removed: its hours get the first one. */
export function withoutRate(week: RateWeek, removed: number): RateWeek {
  const follow = (rate: number) => (rate === removed ? 0 : rate > removed ? rate - 1 : rate);
  return Object.fromEntries(
    Object.entries(week).map(([day, hours]) => [day, hours.map(follow)]),
  ) as RateWeek;
}

function runsOf(hours: DayRates): { rate: number; from: number; to: number }[] {
  const runs: { rate: number; from: number; to: number }[] = [];
  for (const [hour, rate] of hours.entries()) {
    const run = runs.at(-1);
    if (run?.rate === rate) run.to = hour + 1;
    else runs.push({ rate, from: hour, to: hour + 1 });
  }
  return runs;
}

const hourOf = (time: string) => Number(time.slice(0, 2));
const clock = (hour: number) => `${String(hour).padStart(2, '0')}:00`;
