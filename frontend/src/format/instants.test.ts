import { describe, expect, it } from 'vitest';
import { instantsFor } from './instants.ts';

const english = instantsFor('en-GB', 'Europe/Brussels');
const german = instantsFor('de', 'Europe/Brussels');
const today = '2026-11-23';

describe('an instant', () => {
  it('has the time of the reader’s clock', () => {
    const at = Date.UTC(2026, 10, 23, 13, 5);
    expect(english.time(at)).toBe('14:05');
    expect(instantsFor('en-US', 'America/New_York').time(at)).toMatch(/^8:05\sAM$/);
  });

  it.each([
    [today, 'Today', 'Heute'],
    ['2026-11-22', 'Yesterday', 'Gestern'],
    ['2026-11-19', 'Thursday', 'Donnerstag'],
    ['2026-11-10', 'Tue,? 10 Nov', 'Di., 10. Nov.'],
    ['2025-11-10', '10 Nov 2025', '10. Nov. 2025'],
    ['2026-11-25', 'Wed,? 25 Nov', 'Mi., 25. Nov.'],
  ])('on %s is %s or %s: shorter for recent days', (day, inEnglish, inGerman) => {
    expect(english.day(day, today)).toMatch(new RegExp(`^${inEnglish}$`));
    expect(german.day(day, today)).toBe(inGerman);
  });

  it.each([
    [-5_000, '1 min'],
    [59_000, '1 min'],
    [59 * 60_000, '59 mins?'],
    [60 * 60_000, '1 hr'],
    [47 * 3_600_000, '1 day'],
    [72 * 3_600_000, '3 days'],
  ])('%i ms ago has the duration %s, in its largest unit', (milliseconds, expected) => {
    expect(english.duration(milliseconds)).toMatch(new RegExp(`^${expected}$`));
  });
});
