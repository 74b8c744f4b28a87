import { describe, expect, it } from 'vitest';
import { filterOfAddress, periodOf } from './alert-filter.ts';

const device = '5c2494a3-1140-4c7a-991a-a1a2561c6bc2';

describe('what is looked for among the alerts', () => {
  it('is what the address says', () => {
    const query = { device, from: '2026-11-20', to: '2026-11-22' };
    expect(filterOfAddress(query)).toEqual(query);
    expect(filterOfAddress({ device: device.toUpperCase() })).toEqual({ device });
  });

  it('leaves out what makes no sense', () => {
    const query = { device: 'mine', from: 'yesterday', to: '2026-02-30', other: '1' };
    expect(filterOfAddress(query)).toEqual({});
  });

  it('has whole days, the last one included, by the local clock', () => {
    const { from, to } = periodOf({ from: '2026-11-20', to: '2026-11-22' });
    expect(new Date(from!)).toEqual(new Date(2026, 10, 20));
    expect(new Date(to!)).toEqual(new Date(2026, 10, 23));
    expect(periodOf({})).toEqual({});
  });
});
