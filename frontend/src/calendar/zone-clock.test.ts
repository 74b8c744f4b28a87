import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { localHours } from '../../../packages/domain/index.ts';
import { dayLength, endOfHour, offsetAt } from './zone-clock.ts';

const HOUR_MS = 3_600_000;
const hoursOf = (day: string, timeZone: string) =>
  localHours(timeZone)
    .ofDay(Temporal.PlainDate.from(day))
    .map(({ start }) => ({ start: new Date(start).toISOString() }));

describe('the offset from UTC', () => {
  it.each([
    ['2026-07-01T00:00Z', 'Europe/Brussels', 2],
    ['2026-01-01T00:00Z', 'America/St_Johns', -3.5],
    ['2026-01-01T00:00Z', 'Asia/Kathmandu', 5.75],
    ['2026-01-01T00:00Z', 'UTC', 0],
  ])('at %s in %s is %d hours', (instant, timeZone, hours) => {
    expect(offsetAt(Date.parse(instant), timeZone)).toBe(hours * HOUR_MS);
  });
});

describe('an hour', () => {
  it.each([
    ['2025-04-05T15:00Z', 'Australia/Lord_Howe', '2025-04-05T15:30Z'],
    ['2025-10-04T15:30Z', 'Australia/Lord_Howe', '2025-10-04T16:00Z'],
    ['2024-10-27T00:00Z', 'Antarctica/Troll', '2024-10-27T01:00Z'],
    ['2026-11-22T12:30Z', 'Asia/Kolkata', '2026-11-22T13:30Z'],
  ])('from %s in %s ends at %s', (start, timeZone, end) => {
    expect(endOfHour(Date.parse(start), timeZone)).toBe(Date.parse(end));
  });

  it('ends where the platform’s next hour starts, in every time zone', () => {
    const zones = [
      'Africa/Casablanca',
      'America/Caracas',
      'Antarctica/Casey',
      'Antarctica/Troll',
      'Asia/Pyongyang',
      'Australia/Lord_Howe',
      'Europe/Brussels',
      'Pacific/Apia',
      'Pacific/Chatham',
    ];
    const instants = fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2035, 0) });
    fc.assert(
      fc.property(fc.constantFrom(...zones), instants, (timeZone, at) => {
        const hours = localHours(timeZone);
        const ofDay = hours.ofDay(hours.dayOf(at));
        for (const [index, { start }] of ofDay.entries()) {
          const next = ofDay[index + 1];
          if (next) expect(endOfHour(start, timeZone)).toBe(next.start);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('a day', () => {
  it.each([
    ['2025-04-06', 'Australia/Lord_Howe', 24.5],
    ['2025-10-05', 'Australia/Lord_Howe', 23.5],
    ['2026-10-25', 'Europe/Brussels', 25],
    ['2026-03-29', 'Europe/Brussels', 23],
    ['2026-11-22', 'Europe/Brussels', 24],
    ['2011-12-30', 'Pacific/Apia', 0],
  ])('%s in %s lasts %d hours', (day, timeZone, hours) => {
    expect(dayLength(hoursOf(day, timeZone), timeZone)).toBe(hours * HOUR_MS);
  });
});
