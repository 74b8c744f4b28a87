import { describe, expect, it } from 'vitest';
import { toAddressFilter, toPeriod } from './alert-filter.ts';

const device = '5c2494a3-1140-4c7a-991a-a1a2561c6bc2';

describe('the filter of alerts', () => {
  it('is parsed from the address', () => {
    const query = { device, owner: device, from: '2026-11-20', to: '2026-11-22' };
    expect(toAddressFilter(query)).toEqual(query);
    expect(toAddressFilter({ device: device.toUpperCase() })).toEqual({ device });
  });

  it('ignores invalid values', () => {
    const query = { device: 'mine', owner: 'me', from: 'yesterday', to: '2026-02-30', other: '1' };
    expect(toAddressFilter(query)).toEqual({});
  });

  it('covers whole days of the local time zone, including the last', () => {
    const { from, to } = toPeriod({ from: '2026-11-20', to: '2026-11-22' });
    expect(new Date(from!)).toEqual(new Date(2026, 10, 20));
    expect(new Date(to!)).toEqual(new Date(2026, 10, 23));
    expect(toPeriod({})).toEqual({});
  });
});
