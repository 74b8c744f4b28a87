import type { Device, HourRange, LoadOfRange } from '@energy/read-models';
import { describe, expect, it } from 'vitest';
import { LoadHistory } from './load.ts';

const HOUR_MS = 3_600_000;
const WEEK_MS = 168 * HOUR_MS;
const NOW = Date.parse('2026-11-22T18:40:00Z');
const PRODUCERS = new Set(['solar']);
const NEWEST = Date.parse('2026-11-22T18:00:00Z');

/** The load of hours by their start; records which ranges are read. */
function history(loads: ReadonlyMap<number, Partial<LoadOfRange>>) {
  const clock = { now: NOW };
  const ranges: HourRange[] = [];
  const excluded: ReadonlySet<string>[] = [];
  const load = new LoadHistory({
    readModels: {
      totalLoad: {
        ofRange: async (range, { without }) => {
          ranges.push(range);
          excluded.push(without);
          const found = loads.get(range.from);
          return { total: 0n, firstStart: found && range.from, top: [], ...found };
        },
      },
      devices: {
        findAll: async (ids: readonly string[]) => ids.map((id) => ({ id }) as Device),
      } as never,
    },
    producers: async () => PRODUCERS,
    now: () => clock.now,
  });
  return { load, ranges, excluded, clock };
}

describe('the load of the last day', () => {
  it('has 24 hours with those of a week before, and none where nothing was measured', async () => {
    const { load } = history(
      new Map([
        [NEWEST, { total: 10n }],
        [NEWEST - WEEK_MS, { total: 7n }],
        [NEWEST - 23 * HOUR_MS, { total: 0n }],
      ]),
    );
    const { hours } = await load.refresh();
    expect(hours).toHaveLength(24);
    expect(hours[0]).toEqual({ start: NEWEST - 23 * HOUR_MS, energy: 0n, weekBefore: undefined });
    expect(hours[1]).toEqual({
      start: NEWEST - 22 * HOUR_MS,
      energy: undefined,
      weekBefore: undefined,
    });
    expect(hours[23]).toEqual({ start: NEWEST, energy: 10n, weekBefore: 7n });
  });

  it('starts its hours at the half hour where all devices do', async () => {
    const half = HOUR_MS / 2;
    const { load } = history(
      new Map([
        [NEWEST, { firstStart: NEWEST + half }],
        [NEWEST - HOUR_MS - WEEK_MS, { firstStart: NEWEST - HOUR_MS - WEEK_MS + half }],
      ]),
    );
    const { hours } = await load.refresh();
    expect(hours.slice(-2).map(({ start }) => start)).toEqual([
      NEWEST - HOUR_MS + half,
      NEWEST + half,
    ]);
  });

  it('reads all hours once, then the two newest and one other in turn', async () => {
    const { load, ranges, excluded } = history(new Map());
    await load.refresh();
    expect(ranges).toHaveLength(48);
    expect(new Set(excluded)).toEqual(new Set([PRODUCERS]));
    const others = new Set<number>();
    for (let refresh = 1; refresh <= 46; refresh++) {
      ranges.length = 0;
      await load.refresh();
      const starts = ranges.map(({ from }) => from);
      expect(starts).toHaveLength(3);
      expect(starts.slice(0, 2)).toEqual([NEWEST, NEWEST - HOUR_MS]);
      others.add(starts[2]!);
    }
    expect(others.size).toBe(46);
  });

  it('moves on with the hours', async () => {
    const loads = new Map([[NEWEST, { total: 10n }]]);
    const { load, ranges, clock } = history(loads);
    await load.refresh();
    clock.now += HOUR_MS;
    ranges.length = 0;
    loads.set(NEWEST + HOUR_MS, { total: 20n });
    const { hours } = await load.refresh();
    expect(hours.slice(-2).map(({ energy }) => energy)).toEqual([10n, 20n]);
    // Both new hours, the one before, and an older one in turn.
    expect(ranges).toHaveLength(4);
  });

  it('has the largest consumers of the running hour, or of the one before while that is young', async () => {
    const { load, clock } = history(
      new Map([
        [NEWEST, { top: [{ deviceId: 'young', total: 1n }] }],
        [NEWEST - HOUR_MS, { top: [{ deviceId: 'old', total: 9n }] }],
      ]),
    );
    const largest = async () => (await load.refresh()).largest;
    expect(await largest()).toEqual({
      start: NEWEST,
      consumers: [{ device: { id: 'young' }, energy: 1n }],
    });
    clock.now = NEWEST + 14 * 60_000;
    expect(await largest()).toMatchObject({
      start: NEWEST - HOUR_MS,
      consumers: [{ device: { id: 'old' } }],
    });
  });
});
