import { describe, expect, it } from 'vitest';
import { dayAt, daysBetween, daysOf, daysOfCalendar, monthOf } from './day-arithmetic.ts';
import { isLocalDay, plusDays } from './local-day.ts';

describe('a local day', () => {
  it.each(['2026-11-22', '2000-01-01', '2024-02-29', '2100-12-31'])('is %s', (text) => {
    expect(isLocalDay(text)).toBe(true);
  });

  it.each(['2026-02-30', '2023-02-29', '1999-12-31', '2101-01-01', '22.11.2026', 'today', ''])(
    'is not "%s"',
    (text) => {
      expect(isLocalDay(text)).toBe(false);
    },
  );

  it('depends on the time zone', () => {
    const instant = Date.parse('2026-11-22T23:30:00Z');
    expect(dayAt(instant, 'Europe/Brussels')).toBe('2026-11-23');
    expect(dayAt(instant, 'America/New_York')).toBe('2026-11-22');
    expect(dayAt(instant, 'Asia/Kolkata')).toBe('2026-11-23');
  });

  it('is followed by the next day across clock changes', () => {
    expect(plusDays('2026-10-24', 1)).toBe('2026-10-25');
    expect(plusDays('2026-10-25', 1)).toBe('2026-10-26');
    expect(plusDays('2026-03-01', -1)).toBe('2026-02-28');
    expect(plusDays('2026-12-31', 1)).toBe('2027-01-01');
  });

  it('is a number of days before another', () => {
    expect(daysBetween('2026-10-24', '2026-10-26')).toBe(2);
    expect(daysBetween('2026-03-30', '2026-03-28')).toBe(-2);
    expect(daysOf({ from: '2026-02-27', to: '2026-03-01' })).toEqual([
      '2026-02-27',
      '2026-02-28',
      '2026-03-01',
    ]);
  });

  it('belongs to a month', () => {
    expect(monthOf('2024-02-11')).toEqual({ from: '2024-02-01', to: '2024-02-29' });
  });

  it('is in a calendar of six weeks, which begin as they do where the language is spoken', () => {
    const december = { from: '2026-11-30', to: '2027-01-10' };
    expect(daysOfCalendar('2026-12-01', 'en-GB')).toEqual(december);
    expect(daysOfCalendar('2026-12-31', 'de')).toEqual(december);
    expect(daysOfCalendar('2026-12-01', 'en-US')).toEqual({ from: '2026-11-29', to: '2027-01-09' });
    expect(daysOfCalendar('2026-06-15', 'en-GB').from).toBe('2026-06-01');
  });
});
