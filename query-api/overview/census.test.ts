import type { Device, LastReading, User } from '@energy/read-models';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_LISTED_METERS, MAX_SILENT_IDS, silentSince, takeCensus } from './census.ts';

const deviceOf = (number: number, decommissionedAt?: string) =>
  ({
    id: `device-${String(number).padStart(6, '0')}`,
    decommissionedAt,
    meter: {},
  }) as unknown as Device;

/** Read models of numbered devices and their newest readings. */
function modelsOf(devices: readonly Device[], readings: readonly LastReading[]) {
  const byId = (one: string, other: string) => (one < other ? -1 : 1);
  return {
    devices: { all: () => from(devices.toSorted((a, b) => byId(a.id, b.id))) },
    lastReadings: { all: () => from(readings.toSorted((a, b) => byId(a.deviceId, b.deviceId))) },
    users: { all: () => from([{ role: 'client' }, { role: 'administrator' }] as User[]) },
  } as unknown as Parameters<typeof takeCensus>[0];
}

async function* from<T>(rows: readonly T[]): AsyncIterable<T> {
  yield* rows;
}

describe('a census', () => {
  it('counts silent meters like a scan of all of them', async () => {
    const readingTimes = fc.dictionary(fc.nat(60), fc.nat(1_000));
    const registered = fc.uniqueArray(fc.nat(60));
    await fc.assert(
      fc.asyncProperty(
        registered,
        readingTimes,
        fc.nat(1_000),
        async (numbers, readings, instant) => {
          const devices = numbers.map((number) => deviceOf(number));
          const last = new Map(
            Object.entries(readings).map(([number, at]) => [deviceOf(Number(number)).id, at]),
          );
          const census = await takeCensus(
            modelsOf(
              devices,
              Array.from(last, ([deviceId, at]) => ({ deviceId, at })),
            ),
          );
          const ats = devices.map(({ id }) => last.get(id));
          expect(census.devicesInUse).toBe(devices.length);
          expect(census.neverHeard).toBe(ats.filter((at) => at === undefined).length);
          const silent = ats.filter((at) => at !== undefined && at < instant);
          expect(silentSince(census, instant)).toBe(silent.length);
          const quietest = census.quietest.map(({ lastReadingAt }) => lastReadingAt);
          expect(quietest).toEqual(quietest.toSorted((one, other) => one - other));
        },
      ),
    );
  });

  it('lists those that are silent for the longest, of however many', async () => {
    const devices = Array.from({ length: 5_000 }, (_, number) => deviceOf(number));
    const readings = devices.map(({ id }, number) => ({
      deviceId: id,
      at: (number * 7_919) % 5_000,
    }));
    const { quietest, lastReadingTimes } = await takeCensus(modelsOf(devices, readings));
    expect(quietest.map(({ lastReadingAt }) => lastReadingAt)).toEqual(
      Array.from({ length: MAX_LISTED_METERS }, (_, at) => at),
    );
    expect(lastReadingTimes).toHaveLength(5_000);
  });

  it('finds the devices in use without a reading in the last hour, up to a maximum', async () => {
    const now = 10_000_000;
    const devices = [deviceOf(1), deviceOf(2), deviceOf(3), deviceOf(4, '2026-11-22T12:00:00Z')];
    const readings = [
      { deviceId: deviceOf(1).id, at: now - 3_600_000 },
      { deviceId: deviceOf(2).id, at: now - 3_600_001 },
    ];
    const { silentIds } = await takeCensus(modelsOf(devices, readings), () => now);
    expect([...silentIds]).toEqual([deviceOf(2).id, deviceOf(3).id]);
    const many = Array.from({ length: MAX_SILENT_IDS + 1 }, (_, number) => deviceOf(number));
    const census = await takeCensus(modelsOf(many, []), () => now);
    expect(census.silentIds.size).toBe(MAX_SILENT_IDS);
    expect(census.neverHeard).toBe(MAX_SILENT_IDS + 1);
  });

  it('names the devices that measure production', async () => {
    const solar = { ...deviceOf(2), meter: { flow: 'production' } } as Device;
    const { producers } = await takeCensus(modelsOf([deviceOf(1), solar], []));
    expect([...producers]).toEqual([solar.id]);
  });

  it('leaves out what is no longer in use', async () => {
    const devices = [deviceOf(1), deviceOf(2, '2026-11-22T12:00:00Z')];
    const readings = devices.map(({ id }) => ({ deviceId: id, at: 1 }));
    const census = await takeCensus(modelsOf(devices, readings));
    expect(census).toMatchObject({ devicesInUse: 1, decommissioned: 1 });
    expect(census.quietest.map(({ device }) => device.id)).toEqual([deviceOf(1).id]);
  });
});
