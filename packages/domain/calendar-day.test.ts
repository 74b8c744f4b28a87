import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calendarDay, dayText, lastOfMonth } from './calendar-day.ts';

const anyDay = fc.integer({ min: calendarDay('0001-01-01'), max: calendarDay('9999-12-31') });
const plainDate = (day: number) =>
  Temporal.Instant.fromEpochMilliseconds(day * 86_400_000)
    .toZonedDateTimeISO('UTC')
    .toPlainDate();

describe('a day of the calendar', () => {
  it('has the text of the ISO calendar, whichever was asked for before', () => {
    fc.assert(
      fc.property(fc.array(anyDay, { minLength: 1 }), (days) => {
        for (const day of days) expect(dayText(day)).toBe(plainDate(day).toString());
      }),
    );
  });

  it('is read from its text', () => {
    fc.assert(
      fc.property(anyDay, (day) => {
        expect(calendarDay(dayText(day))).toBe(day);
      }),
    );
  });

  it('lies in a month that ends', () => {
    fc.assert(
      fc.property(anyDay, (day) => {
        const { year, month, daysInMonth } = plainDate(day);
        const last = Temporal.PlainDate.from({ year, month, day: daysInMonth });
        expect(dayText(lastOfMonth(day))).toBe(last.toString());
      }),
    );
  });
});
