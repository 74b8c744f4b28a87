import { describe, expect, it } from 'vitest';
import { limitReachedAt } from './pace.ts';

const MINUTE_MS = 60_000;
const hour = { start: 0, end: 60 * MINUTE_MS, limit: 2 };
const minutesAt = (energy: number, now: number) => {
  const at = limitReachedAt({ ...hour, energy }, now * MINUTE_MS);
  return at === undefined ? undefined : at / MINUTE_MS;
};

describe('the pace of the current hour', () => {
  it('names the minute at which it reaches the limit', () => {
    expect(minutesAt(1, 26)).toBe(52);
    expect(minutesAt(2, 30)).toBe(30);
  });

  it('names none if the hour ends before, or is over the limit already', () => {
    expect(minutesAt(1, 30)).toBeUndefined();
    expect(minutesAt(2.1, 30)).toBeUndefined();
    expect(minutesAt(0, 30)).toBeUndefined();
  });

  it('waits for a sixth of the hour', () => {
    expect(minutesAt(1, 9)).toBeUndefined();
    expect(minutesAt(1, 10)).toBe(20);
  });
});
