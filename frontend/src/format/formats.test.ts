import { describe, expect, it } from 'vitest';
import { formatsFor } from './formats.ts';

/** Replaces every kind of space, since the locale data's version decides on it. */
const plain = (text: string) => text.replaceAll(/\s/g, ' ');

const english = formatsFor('en-US');
const british = formatsFor('en-GB');
const german = formatsFor('de-DE');

describe('an energy', () => {
  it.each([
    [0, '0.00 kWh', '0,00 kWh'],
    [0.0284, '0.028 kWh', '0,028 kWh'],
    [0.284, '0.28 kWh', '0,28 kWh'],
    [14.4, '14.40 kWh', '14,40 kWh'],
    [123.44, '123.4 kWh', '123,4 kWh'],
    [4321.5, '4,322 kWh', '4.322 kWh'],
  ])('of %d kWh is %s or %s', (energy, inEnglish, inGerman) => {
    expect(plain(english.energy(energy))).toBe(inEnglish);
    expect(plain(german.energy(energy))).toBe(inGerman);
  });

  it('on an axis has no trailing zeros', () => {
    const ticks = (step: number) => [0, step, 2 * step].map((at) => english.tick(at, step));
    expect(ticks(0.5)).toEqual(['0.0', '0.5', '1.0']);
    expect(ticks(1_000)).toEqual(['0', '1,000', '2,000']);
    expect(ticks(0.25)).toEqual(['0.00', '0.25', '0.50']);
    expect(ticks(2e-7)).toEqual(['0', '0.0000002', '0.0000004']);
  });

  it('is compared in percent', () => {
    expect(plain(english.change(0.124))).toBe('+12%');
    expect(plain(german.change(0.124))).toBe('+12 %');
    expect(english.change(0.004)).toBe('+0.4%');
    expect(plain(german.change(-0.004))).toBe('-0,4 %');
    expect(english.change(0.0004)).toBe('0%');
  });
});

describe('an hour', () => {
  const start = '2026-11-22T12:00:00.000Z';

  it('starts by the device’s clock, in the locale’s format', () => {
    expect(british.hour(start, 'Europe/Brussels')).toBe('13:00');
    expect(plain(english.hour(start, 'America/New_York'))).toBe('7 AM');
    expect(german.hour(start, 'Asia/Kolkata')).toBe('17:30');
    expect(plain(british.hourSpan(start, 'Europe/Brussels'))).toMatch(/^13:00\s?–\s?14:00$/);
  });

  it('before midnight has no dates', () => {
    const last = '2026-11-22T23:00:00.000Z';
    expect(british.hourSpan(last, 'UTC')).toBe('23:00–00:00');
    expect(plain(english.hourSpan(last, 'UTC'))).toBe('11 PM–12 AM');
    expect(german.hourSpan(last, 'UTC')).toBe('23:00–00:00');
  });

  it('that the clock shows twice has its offset', () => {
    const [first, second] = ['2026-10-25T00:00:00Z', '2026-10-25T01:00:00Z'].map((each) =>
      plain(british.hourWithOffset(each, 'Europe/Brussels')),
    );
    expect(first).toContain('02:00');
    expect(second).toContain('02:00');
    expect(first).not.toBe(second);
    const [firstSpan, secondSpan] = ['2026-10-25T00:00:00Z', '2026-10-25T01:00:00Z'].map((each) =>
      plain(british.hourSpan(each, 'Europe/Brussels')),
    );
    expect(firstSpan).toBe('02:00 GMT+2–02:00 GMT+1');
    expect(secondSpan).toMatch(/^02:00\s?–\s?03:00$/);
  });
});

describe('an hour beside a clock change', () => {
  it.each([
    ['2025-04-05T15:00Z', 'Australia/Lord_Howe', '01:30–02:00'],
    ['2025-04-05T14:00Z', 'Australia/Lord_Howe', '01:00 GMT+11–01:30 GMT+10:30'],
    ['2025-10-04T15:30Z', 'Australia/Lord_Howe', '02:30–03:00'],
    ['2025-10-04T14:30Z', 'Australia/Lord_Howe', '01:00 GMT+10:30–02:30 GMT+11'],
    ['2024-10-27T00:00Z', 'Antarctica/Troll', '02:00 GMT+2–01:00 GMT+0'],
    ['2024-10-27T01:00Z', 'Antarctica/Troll', '01:00–02:00'],
    ['2020-10-03T16:00Z', 'Antarctica/Casey', '00:00 GMT+8–03:01 GMT+11'],
    ['2020-10-03T16:01Z', 'Antarctica/Casey', '03:01–04:00'],
    ['2026-03-29T00:00Z', 'Europe/Brussels', '01:00 GMT+1–03:00 GMT+2'],
    ['2026-11-22T18:15Z', 'Asia/Kathmandu', '00:00–01:00'],
  ])('at %s in %s is %s', (start, timeZone, span) => {
    expect(british.hourSpan(start, timeZone).replaceAll(/\s?–\s?/g, '–')).toBe(span);
  });

  it('has minutes where it starts or ends between full hours, also on a 12-hour clock', () => {
    expect(plain(english.hour('2025-04-05T15:00Z', 'Australia/Lord_Howe'))).toBe('1:30 AM');
    expect(plain(english.hour('2025-04-05T16:30Z', 'Australia/Lord_Howe'))).toBe('3 AM');
    expect(plain(english.hourSpan('2025-04-05T15:00Z', 'Australia/Lord_Howe'))).toMatch(
      /^1:30 ?– ?2:00 AM$/,
    );
  });
});

it('formats a duration in hours, with ½ for half hours', () => {
  const hour = 3_600_000;
  expect([23, 23.5, 24.5, 25, 20.75].map((hours) => british.hours(hours * hour))).toEqual([
    '23',
    '23½',
    '24½',
    '25',
    '20.75',
  ]);
});

describe('a day', () => {
  it('is formatted for the locale, whatever the time zone', () => {
    expect(british.longDay('2026-11-22')).toBe('Sunday, 22 November 2026');
    expect(german.longDay('2026-11-22')).toBe('Sonntag, 22. November 2026');
    expect(english.shortDay('2026-11-22')).toBe('Sun, Nov 22');
    expect(german.weekday('2026-11-22')).toBe('So');
  });
});

it('joins lists for the locale', () => {
  expect(british.list(['1', '2', '3'])).toBe('1, 2 and 3');
  expect(german.list(['1', '2'])).toBe('1 und 2');
});

it('formats counts, rates and durations for the locale', () => {
  expect([english.count(12_345), german.count(12_345)]).toEqual(['12,345', '12.345']);
  expect([0, 0.26, 9.96, 1_234.5].map(british.rate)).toEqual(['0', '0.3', '10', '1,235']);
  const hour = 3_600_000;
  expect([400, 59_999, 1.9 * hour, 50 * hour].map(british.duration)).toEqual([
    '0 secs',
    '59 secs',
    '1 hr',
    '2 days',
  ]);
});
