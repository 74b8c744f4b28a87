import { randomUUID } from 'node:crypto';
import type { DeviceEvent, DeviceRegistration } from '@energy/domain';
import type { StoredEvent } from '@energy/event-store';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type HourReading, MOST_READINGS_OF_AN_HOUR } from './hourly-consumption.ts';
import type { ReadModels } from './read-models.ts';

/** Read models for one test. Every call of `open` gives another handle, as another process has. */
export interface ReadModelsUnderTest {
  open(): ReadModels;
  remove(): Promise<void>;
}

/** What every adapter of the read models promises. */
export function describeReadModels(name: string, make: () => Promise<ReadModelsUnderTest>): void {
  describe(`read models on ${name}`, () => {
    let underTest: ReadModelsUnderTest;
    let handles: ReadModels[];
    let models: ReadModels;

    beforeEach(async () => {
      underTest = await make();
      handles = [];
      models = open();
    });

    afterEach(async () => {
      await Promise.all(handles.map((handle) => handle.close()));
      await underTest.remove();
    });

    function open(): ReadModels {
      const handle = underTest.open();
      handles.push(handle);
      return handle;
    }

    describe('devices', () => {
      const history: DeviceEvent[] = [
        { type: 'DeviceRegistered', data: fridge },
        { type: 'DeviceDescriptionChanged', data: { description: 'Freezer' } },
        { type: 'DeviceAddressChanged', data: { address: 'Cellar' } },
        { type: 'DeviceLimitChanged', data: { maxHourlyConsumption: 0.75 } },
        { type: 'DeviceDecommissioned', data: {} },
      ];

      it('are what their events add up to', async () => {
        const id = randomUUID();
        const events = stored(id, history);
        await models.devices.apply(events.slice(0, 1), '01');
        const registered = { id, ...fridge, decommissionedAt: undefined, revision: 0 };
        expect(await models.devices.find(id)).toEqual(registered);
        await models.devices.apply(events.slice(1), '05');
        expect(await models.devices.find(id)).toEqual({
          id,
          description: 'Freezer',
          address: 'Cellar',
          maxHourlyConsumption: 0.75,
          timeZone: 'Europe/Brussels',
          decommissionedAt: '2026-11-22T10:00:04.000Z',
          revision: 4,
        });
      });

      it('are the same when events are applied again, or by two processes', async () => {
        const id = randomUUID();
        const events = stored(id, history);
        const other = open();
        await models.devices.apply(events.slice(0, 4), '04');
        await other.devices.apply(events.slice(0, 2), '02');
        await models.devices.apply(events.slice(4), '05');
        await other.devices.apply(events.slice(2, 4), '04');
        expect(await other.devices.find(id)).toMatchObject({ description: 'Freezer', revision: 4 });
        expect(await models.devices.position()).toBe('05');
      });

      it('remember how far they have come, whether or not anything matched', async () => {
        expect(await models.devices.position()).toBeUndefined();
        await models.devices.apply([], '0007');
        expect(await open().devices.position()).toBe('0007');
      });

      it('are listed by id, page by page, without the decommissioned', async () => {
        const ids = Array.from({ length: 5 }, () => randomUUID()).sort();
        for (const id of ids) await models.devices.apply(stored(id, history.slice(0, 1)), '01');
        await models.devices.apply(stored(ids[1]!, history).slice(1), '09');
        const first = await models.devices.list({ limit: 2 });
        expect(first.devices.map(({ id }) => id)).toEqual([ids[0], ids[2]]);
        const second = await models.devices.list({ limit: 2, after: first.next });
        expect(second.devices.map(({ id }) => id)).toEqual([ids[3], ids[4]]);
        expect(second.next).toBeUndefined();
        const all: string[] = [];
        for await (const { id } of models.devices.all()) all.push(id);
        expect(all).toEqual(ids);
      });
    });

    describe('hourly consumption', () => {
      const deviceId = randomUUID();
      const hour = Date.UTC(2026, 10, 22, 10);
      const at = (minute: number, energy: number, device = deviceId): HourReading => ({
        deviceId: device,
        hour,
        at: hour + minute * 60_000,
        energy,
      });
      const total = async (device = deviceId) =>
        (await models.consumption.hours(device, [hour]))[0];

      it('is the sum of the readings of the hour', async () => {
        const counts = await models.consumption.record([at(0, 100), at(10, 200), at(50, 300)]);
        expect(counts).toEqual({ recorded: 3, corrected: 0, repeated: 0, outOfRange: [] });
        expect(await total()).toEqual({ hour, total: 600n, readings: 3 });
      });

      it('has an hour for each device, and none where nothing was measured', async () => {
        const other = randomUUID();
        const later = { ...at(0, 7), hour: hour + 3_600_000, at: hour + 3_600_000 };
        await models.consumption.record([at(0, 1), later, at(0, 5, other)]);
        const starts = [hour - 3_600_000, hour, hour + 3_600_000];
        expect(await models.consumption.hours(deviceId, starts)).toEqual([
          { hour, total: 1n, readings: 1 },
          { hour: hour + 3_600_000, total: 7n, readings: 1 },
        ]);
        expect(await total(other)).toEqual({ hour, total: 5n, readings: 1 });
        expect(await total(randomUUID())).toBeUndefined();
      });

      it('tells a reading of nothing from no reading', async () => {
        await models.consumption.record([at(0, 0)]);
        expect(await total()).toEqual({ hour, total: 0n, readings: 1 });
      });

      it('does not change when a reading comes again', async () => {
        await models.consumption.record([at(0, 100), at(0, 100)]);
        const again = await open().consumption.record([at(0, 100)]);
        expect(again).toMatchObject({ recorded: 0, repeated: 1 });
        expect(await total()).toEqual({ hour, total: 100n, readings: 1 });
      });

      it('follows a correction, up or down, within a batch and later', async () => {
        const first = await models.consumption.record([at(0, 100), at(10, 50), at(0, 80)]);
        expect(first).toMatchObject({ recorded: 2, corrected: 1 });
        expect(await total()).toEqual({ hour, total: 130n, readings: 2 });
        await models.consumption.record([at(0, 500)]);
        expect(await total()).toEqual({ hour, total: 550n, readings: 2 });
      });

      it('is exact beyond what a double can hold', async () => {
        const largest = Number.MAX_SAFE_INTEGER;
        await models.consumption.record([at(0, largest), at(10, largest), at(20, largest - 1)]);
        await models.consumption.record([at(30, 1), at(40, 3)]);
        expect(await total()).toEqual({
          hour,
          total: BigInt(largest) * 3n + 3n,
          readings: 5,
        });
        await models.consumption.record([at(0, 0), at(10, 1), at(20, 1)]);
        expect(await total()).toEqual({ hour, total: 6n, readings: 5 });
      });

      it('has no room for a total beyond 64 bits, and says which readings it left out', async () => {
        const many = Array.from({ length: 1_030 }, (_, second) => ({
          ...at(0, Number.MAX_SAFE_INTEGER),
          at: hour + second * 1_000,
        }));
        const { recorded, outOfRange } = await models.consumption.record(many);
        expect(recorded).toBe(1_024);
        expect(outOfRange).toEqual(many.slice(1_024));
        expect(await total()).toMatchObject({ readings: 1_024 });
        expect(await models.consumption.record([at(55, 1_023)])).toMatchObject({ recorded: 1 });
      });

      it('has no room for more readings than any meter sends', async () => {
        const many = Array.from({ length: MOST_READINGS_OF_AN_HOUR + 1 }, (_, millisecond) => ({
          ...at(0, 1),
          at: hour + millisecond,
        }));
        const { outOfRange } = await models.consumption.record(many);
        expect(outOfRange).toEqual(many.slice(-1));
        expect(await models.consumption.record([at(0, 2)])).toMatchObject({ corrected: 1 });
      });

      it('is right when two processes record at once', async () => {
        const other = open();
        await Promise.all(
          Array.from({ length: 100 }, (_, second) =>
            (second % 2 ? models : other).consumption.record([
              { ...at(0, second), at: hour + second * 1_000 },
            ]),
          ),
        );
        expect(await total()).toEqual({ hour, total: 4_950n, readings: 100 });
      });

      it('equals its definition for any readings, repeated, corrected and cut into batches', async () => {
        const readings = fc.array(
          fc.record({
            device: fc.nat(2),
            minute: fc.nat(179),
            energy: fc.oneof(fc.nat(5), fc.maxSafeNat()),
          }),
          { minLength: 1, maxLength: 200 },
        );
        const devices = [randomUUID(), randomUUID(), randomUUID()];
        let from = hour;
        await fc.assert(
          fc.asyncProperty(readings, fc.integer({ min: 1, max: 70 }), async (list, batchSize) => {
            from += 10 * 3_600_000;
            const sent = list.map(({ device, minute, energy }): HourReading => {
              const start = from + Math.floor(minute / 60) * 3_600_000;
              return {
                deviceId: devices[device]!,
                hour: start,
                at: from + minute * 60_000,
                energy,
              };
            });
            for (let start = 0; start < sent.length; start += batchSize) {
              await models.consumption.record(sent.slice(start, start + batchSize));
            }
            const starts = [from, from + 3_600_000, from + 7_200_000];
            for (const id of devices) {
              expect(await models.consumption.hours(id, starts)).toEqual(
                definition(sent, id, starts),
              );
            }
          }),
          { numRuns: 50 },
        );
      });
    });
  });
}

/** The hours' totals by definition: the last value for each time, added up. */
function definition(readings: readonly HourReading[], deviceId: string, starts: number[]) {
  return starts.flatMap((hour) => {
    const own = readings.filter((r) => r.deviceId === deviceId && r.hour === hour);
    const values = [...new Map(own.map((r) => [r.at, BigInt(r.energy)])).values()];
    const total = values.reduce((sum, energy) => sum + energy, 0n);
    return values.length > 0 ? [{ hour, total, readings: values.length }] : [];
  });
}

const fridge: DeviceRegistration = {
  description: 'Fridge',
  address: 'Rue de la Loi 16, Brussels',
  maxHourlyConsumption: 0.5,
  timeZone: 'Europe/Brussels',
};

function stored(id: string, events: readonly DeviceEvent[]): StoredEvent<DeviceEvent>[] {
  const metadata = {
    actor: 'system',
    correlationId: 'test',
    causationId: 'test',
    schemaVersion: 1,
  } as const;
  return events.map((event, revision) => ({
    ...event,
    id: randomUUID(),
    metadata,
    stream: `device-${id}`,
    revision,
    position: String(revision).padStart(16, '0'),
    recordedAt: new Date(Date.UTC(2026, 10, 22, 10, 0, revision)).toISOString(),
  }));
}
