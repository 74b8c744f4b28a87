import { beforeEach, describe, expect, it } from 'vitest';
import type { HourReading } from './hourly-consumption.ts';
import type { ReadModels } from './read-models.ts';

const HOUR_MS = 3_600_000;
const FIRST = Date.UTC(2026, 10, 22);
/** More than are stored together. */
const DEVICES = Array.from(
  { length: 40 },
  (_, number) => `device ${String(number).padStart(2, '0')}`,
);

/** Contract of reading the hours of many devices on every engine. */
export function describeHourScan(open: () => ReadModels): void {
  describe('hours that are scanned', () => {
    let models: ReadModels;
    beforeEach(() => {
      models = open();
    });

    const reading = (
      deviceId: string,
      hour: number,
      minute: number,
      energy: number,
    ): HourReading => ({
      deviceId,
      hour: FIRST + hour * HOUR_MS,
      at: FIRST + hour * HOUR_MS + minute * 60_000,
      energy,
    });
    const starts = [0, 1, 2].map((hour) => FIRST + hour * HOUR_MS);
    const record = (readings: readonly HourReading[]) => models.consumption.record(readings);
    const fill = () =>
      record(
        DEVICES.flatMap((id, number) =>
          [0, 2].flatMap((hour) => [
            reading(id, hour, 0, number),
            reading(id, hour, 30, 2 ** 52),
            reading(id, hour, 59, 1_000),
          ]),
        ),
      );

    it('are those of each device, in the order of time, wherever the device is stored', async () => {
      await fill();
      const { scan } = models.consumption;
      const groups = await scan.groups(DEVICES.toReversed());
      expect(groups.flat().toSorted()).toEqual(DEVICES);
      for (const group of groups) {
        const hours = await scan.hours(group, starts);
        const readings = await scan.readings(group, starts);
        for (const [index, id] of group.entries()) {
          const totals = await models.consumption.hours(id, starts);
          expect(
            hours[index]!.map(({ isEstimated: _, ...hour }) => ({
              ...hour,
              total: BigInt(hour.total),
            })),
          ).toEqual(totals);
          const number = DEVICES.indexOf(id);
          expect(readings[index]).toEqual(
            [0, 2].flatMap((hour) =>
              [
                reading(id, hour, 0, number),
                reading(id, hour, 30, 2 ** 52),
                reading(id, hour, 59, 1_000),
              ].map(({ deviceId: _, ...rest }) => ({ ...rest, quality: 'measured' })),
            ),
          );
        }
      }
    });

    it('say what was estimated, and which readings are suspect', async () => {
      const [id] = DEVICES as [string];
      await record([
        reading(id, 0, 0, 10),
        { ...reading(id, 0, 10, 20), isEstimated: true },
        { ...reading(id, 0, 5, 4_000), isSuspect: true },
        { ...reading(id, 1, 0, 5_000), isSuspect: true },
      ]);
      const { scan } = models.consumption;
      const [group] = await scan.groups([id]);
      expect(await scan.hours(group!, starts)).toEqual([
        [{ hour: FIRST, total: 30, readings: 2, isEstimated: true }].map((hour) => ({
          ...hour,
          total: expect.toSatisfy((total) => Number(total) === hour.total),
        })),
      ]);
      const [readings] = await scan.readings(group!, starts);
      expect(readings!.map(({ energy, quality }) => [energy, quality])).toEqual([
        [10, 'measured'],
        [4_000, 'suspect'],
        [20, 'estimated'],
        [5_000, 'suspect'],
      ]);
    });

    it('say how complete they are, also where no reading is counted', async () => {
      const [id, other] = DEVICES as [string, string];
      await record([
        reading(id, 0, 0, 10),
        { ...reading(id, 0, 10, 20), isEstimated: true },
        { ...reading(id, 0, 5, 4_000), isSuspect: true },
        { ...reading(id, 1, 0, 5_000), isSuspect: true },
        reading(other, 2, 0, 1),
      ]);
      const { scan } = models.consumption;
      const qualities = new Map<string, unknown>();
      for (const group of await scan.groups([id, other])) {
        const found = await scan.quality(group, starts);
        for (const [index, device] of group.entries()) qualities.set(device, found[index]);
      }
      expect(qualities.get(id)).toMatchObject([
        { hour: starts[0], readings: 2, suspect: 1, isEstimated: true, isDerived: false },
        { hour: starts[1], readings: 0, suspect: 1, isEstimated: false },
      ]);
      expect(qualities.get(other)).toMatchObject([{ hour: starts[2], readings: 1, suspect: 0 }]);
    });

    it('are in an order that further devices and readings do not change', async () => {
      await fill();
      const { scan } = models.consumption;
      const before = (await scan.groups(DEVICES)).flat();
      await record([reading('device aa', 1, 0, 1), reading(DEVICES[3]!, 1, 0, 1)]);
      const after = (await scan.groups(['device aa', ...DEVICES])).flat();
      expect(after.filter((id) => id !== 'device aa')).toEqual(before);
    });

    it('are none of a device or an hour without readings', async () => {
      await fill();
      const { scan } = models.consumption;
      const groups = await scan.groups(['unknown', DEVICES[0]!]);
      const [group] = groups.filter((ids) => ids.includes(DEVICES[0]!));
      const hours = await scan.hours(group!, [FIRST + HOUR_MS]);
      expect(hours.flat()).toEqual([]);
      expect(await scan.hours(group!, [])).toEqual(group!.map(() => []));
    });

    it('have another state after a reading, a correction, and the drop of readings, and not after a duplicate', async () => {
      await fill();
      const state = () => models.consumption.scan.stateOf(FIRST, FIRST + 24 * HOUR_MS);
      const states = [await state()];
      await record([reading(DEVICES[0]!, 0, 59, 1_000)]);
      expect(await state()).toBe(states[0]);
      await record([reading(DEVICES[0]!, 0, 59, 2_000)]);
      states.push(await state());
      await record([reading(DEVICES[39]!, 1, 0, 0)]);
      states.push(await state());
      await record([reading(DEVICES[0]!, 24 * 40, 0, 5)]);
      expect(await state()).toBe(states[2]);
      const options = { before: Date.UTC(2026, 11, 1), onProgress: () => {} };
      await models.consumption.dropReadings({ ...options, signal: new AbortController().signal });
      states.push(await state());
      expect(new Set(states).size).toBe(4);
    });
  });
}
