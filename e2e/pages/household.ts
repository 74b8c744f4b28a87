import { householdReadings } from '@energy/testing';
import type { Account, ServedPlatform } from '@energy/testing/platform';

/** A time zone with clock changes in which the day does not end during the tests. */
export const TIME_ZONE = hourIn('Europe/Brussels') < 21 ? 'Europe/Brussels' : 'America/New_York';
export const LONG_DAY = {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
} as const;

export const now = Temporal.Now.zonedDateTimeISO(TIME_ZONE);
export const day = (days: number) => now.startOfDay().add({ days });
export const dateOf = (days: number) => day(days).toPlainDate().toString();
export const longDay = (days: number) => day(days).toLocaleString('en-GB', LONG_DAY);
export const shortDay = (days: number) =>
  day(days).toLocaleString('en-GB', { weekday: 'short', day: 'numeric', month: 'short' });
/** Day of the clock change; earlier than all other days of the tests. */
export const clockChange = day(-9).getTimeZoneTransition('previous')!.startOfDay();

/** Registers a device of a client, with the readings of eight days, of today, and of the day of a clock change. */
export async function registerHousehold(platform: ServedPlatform, owner: Account): Promise<string> {
  const household = await platform.device(owner, {
    description: 'Household',
    address: 'Rue de la Loi 16',
    maxHourlyConsumption: 2,
    timeZone: TIME_ZONE,
  });
  const stretch = (from: Temporal.ZonedDateTime, to: Temporal.ZonedDateTime) => ({
    from: from.epochMilliseconds,
    to: to.epochMilliseconds,
    timeZone: TIME_ZONE,
  });
  await platform.measured(household, [
    ...householdReadings(stretch(day(-8), day(-1))),
    ...householdReadings({
      ...stretch(day(-1), day(0)),
      factors: { 18: 1.6, 19: 1.4 },
      missing: [3, 4],
    }),
    // 30 minutes ahead, for an hour that starts during the tests.
    ...householdReadings(stretch(day(0), now.add({ minutes: 30 }))),
    ...householdReadings(stretch(clockChange, clockChange.add({ days: 1 }))),
  ]);
  return household;
}

/** The week, the month and the year of a day, as addresses name them. */
export function periodsOf(date: string) {
  const { yearOfWeek, weekOfYear } = Temporal.PlainDate.from(date);
  const week = `${yearOfWeek}-W${String(weekOfYear).padStart(2, '0')}`;
  return { week, month: date.slice(0, 7), year: date.slice(0, 4) };
}

/** The week, the month and the year of a day, each with the one before it. */
export function periodsWithPrevious(date: string) {
  const { week, month, year } = periodsOf(date);
  const day = Temporal.PlainDate.from(date);
  const earlier = (duration: Temporal.DurationLike) =>
    periodsOf(day.with({ day: 1 }).subtract(duration).toString());
  return [
    [week, periodsOf(day.subtract({ weeks: 1 }).toString()).week],
    [month, earlier({ months: 1 }).month],
    [year, earlier({ years: 1 }).year],
  ] as const;
}

function hourIn(timeZone: string): number {
  return Temporal.Now.zonedDateTimeISO(timeZone).hour;
}
