import { describe, expect, it } from 'vitest';
import { formatsFor } from '../format/formats.ts';
import { withClock } from './clock.ts';

const hourIn = (locale: string) => formatsFor(locale).hour('2026-11-22T14:00:00Z', 'UTC');

describe('the clock', () => {
  it('has 12 or 24 hours as chosen, whatever the region', () => {
    expect(hourIn(withClock('en-GB', 'auto'))).toBe('14:00');
    expect(hourIn(withClock('en-GB', '12'))).toMatch(/^2\s?pm$/i);
    expect(hourIn(withClock('en-US', '24'))).toBe('14:00');
    expect(hourIn(withClock('de', '24'))).toMatch(/^14:00/);
  });

  it('shows midnight as 00:00 and 12 AM', () => {
    const midnight = (locale: string) => formatsFor(locale).hour('2026-11-22T00:00:00Z', 'UTC');
    expect(midnight(withClock('en-US', '24'))).toBe('00:00');
    expect(midnight(withClock('en-GB', '12'))).toMatch(/^12\s?am$/i);
  });

  it('ignores a stored choice of another version', () => {
    expect(withClock('en-GB', 'metric' as never)).toBe('en-GB');
  });
});
