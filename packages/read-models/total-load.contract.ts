import { randomUUID } from 'node:crypto';
import { localHours } from '@energy/domain';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { HourReading } from './hourly-consumption.ts';
import type { ReadModels } from './read-models.ts';

const HOUR_MS = 3_600_000;
/** An hour before Lord Howe Island sets its clocks back by half an hour. */
const FIRST = Date.parse('2026-04-04T14:00:00Z');
const HOURS = 4;
const ZONES = ['Europe/Brussels', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'UTC'];

/** Contract of the load of all devices on every engine. */
export function describeTotalLoad(open: () => ReadModels): void {
  describe('the load of all devices', () => {
    let models: ReadModels;
    let deviceIds: string[];

    beforeEach(() => {
      models = open();
      // Above the exact numbers of a double together, and in more than one row of SQLite.
      deviceIds = Array.from({ length: 40 }, () => randomUUID());
    });

    const aReading = fc.record({
      device: fc.nat(39),
      minute: fc.nat(HOURS * 60 - 1),
      energy: fc.nat(Number.MAX_SAFE_INTEGER),
    });

    it('is the sum of the hours that start in a range, with the devices that consumed most', async () => {
      expect(
        await models.totalLoad.ofRange(
          { from: FIRST, until: FIRST + HOUR_MS },
          { top: 3, without: new Set() },
        ),
      ).toEqual({
        total: 0n,
        firstStart: undefined,
        top: [],
      });
      const recorded = new Map<string, HourReading>();
      await fc.assert(
        fc.asyncProperty(
          fc.array(aReading, { minLength: 1, maxLength: 80 }),
          fc.nat(5),
          fc.uniqueArray(fc.nat(39), { maxLength: 8 }),
          async (drawn, top, excluded) => {
            const without = new Set(excluded.map((device) => deviceIds[device]!));
            const readings = drawn.map(({ device, minute, energy }) => {
              const at = FIRST + minute * 60_000;
              const timeZone = ZONES[device % ZONES.length]!;
              const hour = localHours(timeZone).startOf(at);
              return { deviceId: deviceIds[device]!, hour, at, energy, timeZone };
            });
            await models.consumption.record(readings);
            for (const reading of readings) {
              recorded.set(`${reading.deviceId} ${reading.at}`, reading);
            }
            for (let hour = 0; hour < HOURS; hour++) {
              const range = { from: FIRST + hour * HOUR_MS, until: FIRST + (hour + 1) * HOUR_MS };
              const load = await models.totalLoad.ofRange(range, { top, without });
              const counted = [...recorded.values()].filter(
                ({ deviceId }) => !without.has(deviceId),
              );
              expectLoad(load, counted, range, top);
            }
          },
        ),
        { numRuns: 15 },
      );
    });
  });
}

function expectLoad(
  load: Awaited<ReturnType<ReadModels['totalLoad']['ofRange']>>,
  readings: readonly HourReading[],
  { from, until }: { readonly from: number; readonly until: number },
  top: number,
): void {
  const within = readings.filter(({ hour }) => hour >= from && hour < until);
  const hours = Map.groupBy(within, ({ deviceId, hour }) => `${deviceId} ${hour}`);
  const highest = new Map<string, bigint>();
  for (const [{ deviceId }, total] of [...hours.values()].map(
    (own) => [own[0]!, sumOf(own)] as const,
  )) {
    const before = highest.get(deviceId) ?? 0n;
    highest.set(deviceId, total > before ? total : before);
  }
  const totals = [...highest.values()].sort((one, other) => (one > other ? -1 : 1));
  expect(load.total).toBe(sumOf(within));
  expect(load.firstStart).toBe(
    within.length > 0 ? Math.min(...within.map(({ hour }) => hour)) : undefined,
  );
  expect(load.top.map(({ total }) => total)).toEqual(totals.slice(0, top));
  for (const { deviceId, total } of load.top) expect(highest.get(deviceId)).toBe(total);
  expect(new Set(load.top.map(({ deviceId }) => deviceId)).size).toBe(load.top.length);
}

function sumOf(readings: readonly HourReading[]): bigint {
  return readings.reduce((sum, { energy }) => sum + BigInt(energy), 0n);
}
