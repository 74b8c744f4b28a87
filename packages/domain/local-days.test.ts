import { repetitions } from '@energy/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calendarDay, dayText } from './calendar-day.ts';
import { localHours } from './time-zone.ts';

const FIRST = calendarDay('2000-01-01');
const LAST = calendarDay('2040-01-01');

/** The day's start, its number of hours, and the day of each hour agree with the hours of the day. */
function expectDay(timeZone: string, day: number): void {
  const zone = localHours(timeZone);
  const hours = zone.ofDay(Temporal.PlainDate.from(dayText(day)));
  const name = `${timeZone} ${dayText(day)}`;
  expect(zone.hoursOfDay(day), name).toBe(hours.length);
  if (hours.length === 0) expect(zone.startOfDay(day), name).toBe(zone.startOfDay(day + 1));
  else expect(zone.startOfDay(day), name).toBe(hours[0]!.start);
  for (const { start } of hours) expect(zone.dayOfHour(start), name).toBe(day);
}

describe('the days of a time zone', () => {
  it('are those of their hours, on any day in any zone', () => {
    const zones = fc.constantFrom(...Intl.supportedValuesOf('timeZone'));
    const days = fc.integer({ min: FIRST, max: LAST });
    fc.assert(fc.property(zones, days, expectDay), {
      numRuns: repetitions({ quick: 250, thorough: 1_000 }),
    });
  });

  it('are so around every change of the clocks', () => {
    for (const timeZone of Intl.supportedValuesOf('timeZone')) {
      let at = Temporal.Instant.from('2006-01-01T00:00Z').toZonedDateTimeISO(timeZone);
      for (;;) {
        const change = at.getTimeZoneTransition('next');
        if (!change || change.year >= 2013) break;
        const day = calendarDay(change.toPlainDate().toString());
        for (const near of [day - 1, day, day + 1]) expectDay(timeZone, near);
        at = change;
      }
    }
  });

  it('begin at the first of two midnights, as in St. John’s until 2011', () => {
    const zone = localHours('America/St_Johns');
    // At 00:01 on 7 November 2010 the clocks went back to 23:01 on the 6th.
    const day = calendarDay('2010-11-07');
    expect(zone.startOfDay(day)).toBe(Date.parse('2010-11-07T02:30:00Z'));
    expect(zone.dayOfHour(Date.parse('2010-11-07T02:31:00Z'))).toBe(day);
    expectDay('America/St_Johns', day);
    expectDay('America/St_Johns', day - 1);
  });

  it('are none where the calendar of a zone skips one', () => {
    expectDay('Pacific/Apia', calendarDay('2011-12-30'));
    expect(localHours('Pacific/Apia').hoursOfDay(calendarDay('2011-12-30'))).toBe(0);
  });
});
