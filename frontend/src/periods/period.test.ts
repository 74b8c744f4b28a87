import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PERIOD_KINDS, parsePeriod, periodAt, shiftPeriod, switchPeriod } from './period.ts';

const aDay = fc
  .integer({ min: 10_966, max: 47_480 })
  .map((days) => new Date(days * 86_400_000).toISOString().slice(0, 10));
const aKind = fc.constantFrom(...PERIOD_KINDS);

describe('a period', () => {
  it('is a day, an ISO week, a month or a year', () => {
    expect(PERIOD_KINDS.map((kind) => periodAt(kind, '2027-01-02'))).toEqual([
      { kind: 'day', name: '2027-01-02', from: '2027-01-02', to: '2027-01-02' },
      { kind: 'week', name: '2026-W53', from: '2026-12-28', to: '2027-01-03' },
      { kind: 'month', name: '2027-01', from: '2027-01-01', to: '2027-01-31' },
      { kind: 'year', name: '2027', from: '2027-01-01', to: '2027-12-31' },
    ]);
    expect(periodAt('month', '2028-02-29').to).toBe('2028-02-29');
  });

  it('contains its day, and is found again by its name', () => {
    fc.assert(
      fc.property(aKind, aDay, (kind, day) => {
        const period = periodAt(kind, day);
        expect(period.from <= day && day <= period.to).toBe(true);
        expect(parsePeriod(period.name)).toEqual(period);
      }),
    );
  });

  it('touches the next, which leads back to it', () => {
    fc.assert(
      fc.property(aKind, aDay, (kind, day) => {
        const period = periodAt(kind, day);
        const next = shiftPeriod(period, 1);
        expect(Date.parse(next.from) - Date.parse(period.to)).toBe(86_400_000);
        expect(shiftPeriod(next, -1)).toEqual(period);
        expect(shiftPeriod(shiftPeriod(period, -4), 4)).toEqual(period);
      }),
    );
  });

  it.each([
    '2026-13',
    '2026-00',
    '2026-W00',
    '2026-W54',
    '2025-W53',
    '1999',
    '2101-01',
    '2026-1',
    '26',
    'W12',
    '',
  ])('is not named %j', (name) => {
    expect(parsePeriod(name)).toBeUndefined();
  });

  it('switches to the longer one around it, and to the shorter one of today or at its start', () => {
    const month = periodAt('month', '2026-11-22');
    expect(switchPeriod(month, 'year', '2026-11-29').name).toBe('2026');
    expect(switchPeriod(month, 'day', '2026-11-29').name).toBe('2026-11-29');
    expect(switchPeriod(month, 'day', '2026-12-02').name).toBe('2026-11-01');
    expect(switchPeriod(month, 'week', '2026-12-02').name).toBe('2026-W44');
  });
});
