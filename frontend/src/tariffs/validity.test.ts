import { describe, expect, it } from 'vitest';
import { lastDayOf, versionOn } from './validity.ts';

const versionFrom = (validFrom: string) => ({ validFrom, rates: [] });

describe('a tariff version', () => {
  const first = versionFrom('2026-01-01');
  const second = versionFrom('2026-03-01');

  it('is valid from its first day until the day before the next one', () => {
    const versions = [first, second];
    expect(versionOn(versions, '2025-12-31')).toBeUndefined();
    expect(versionOn(versions, '2026-02-28')).toBe(first);
    expect(versionOn(versions, '2026-03-01')).toBe(second);
    expect(lastDayOf(versions, first)).toBe('2026-02-28');
    expect(lastDayOf(versions, second)).toBeUndefined();
  });
});
