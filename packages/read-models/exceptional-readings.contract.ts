import { randomUUID } from 'node:crypto';
import { calendarDay } from '@energy/domain';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { HourReading, Recorded } from './hourly-consumption.ts';
import type { ReadModels } from './read-models.ts';

const HOUR = Date.UTC(2026, 10, 22, 9);
const MINUTE_MS = 60_000;
const DAY = calendarDay('2026-11-22');
const never = new AbortController().signal;

/** Contract of estimated and suspect readings on every engine. */
export function describeExceptionalReadings(underTest: { open(): ReadModels }): void {
  describe('estimated and suspect readings', () => {
    let models: ReadModels;
    let deviceId: string;

    beforeEach(() => {
      models = underTest.open();
      deviceId = randomUUID();
    });

    const reading = (minute: number, energy: number, flags: Partial<HourReading> = {}) => ({
      deviceId,
      hour: HOUR,
      at: HOUR + minute * MINUTE_MS,
      energy,
      timeZone: 'UTC',
      ...flags,
    });
    const record = (readings: readonly HourReading[]): Promise<Recorded> =>
      models.consumption.record(readings, {
        ruleOf: () => ({ limit: 1_000, ownerId: undefined }),
        now: HOUR,
        numbersAbove: 0,
      });
    const hours = () => models.consumption.hours(deviceId, [HOUR]);
    const marks = async () => {
      const found = await models.consumption.marks(deviceId, [HOUR]);
      const days = { from: DAY, to: DAY };
      expect(
        await models.dailyConsumption.markedHours({ deviceId, timeZone: 'UTC' }, days),
      ).toEqual(found);
      return found;
    };
    const days = () =>
      models.dailyConsumption.days({ deviceId, timeZone: 'UTC' }, { from: DAY, to: DAY });

    it('are stored, and suspect ones are not counted and raise no alert', async () => {
      const { recorded, raised } = await record([
        reading(0, 100),
        reading(10, 4_294_967_296, { isSuspect: true }),
        reading(20, 50, { isEstimated: true }),
      ]);
      expect({ recorded, raised }).toEqual({ recorded: 3, raised: [] });
      expect(await hours()).toEqual([{ hour: HOUR, total: 150n, readings: 2 }]);
      expect(await marks()).toEqual([{ hour: HOUR, isEstimated: true, suspect: 1 }]);
    });

    it('leave the energy of an hour unknown that has no other readings', async () => {
      await record([reading(0, 5_000, { isSuspect: true })]);
      expect(await hours()).toEqual([]);
      expect(await days()).toEqual([]);
      expect(await marks()).toEqual([{ hour: HOUR, isEstimated: false, suspect: 1 }]);
      for (const step of [() => {}, () => build()]) {
        await step();
        await record([reading(0, 7)]);
        expect(await marks()).toEqual([]);
        expect(await days()).toEqual([{ day: DAY, total: 7n, readings: 1, hours: 1 }]);
        await record([reading(0, 5_000, { isSuspect: true })]);
        expect(await days()).toEqual([]);
      }
    });

    it('are replaced by a measured reading, and never replace one', async () => {
      const estimate = reading(0, 50, { isEstimated: true });
      await record([estimate]);
      expect(await record([estimate])).toMatchObject({ repeated: 1 });
      expect(await record([reading(0, 60, { isEstimated: true })])).toMatchObject({ corrected: 1 });
      expect(await record([reading(0, 60)])).toMatchObject({ corrected: 1, changed: [{}] });
      expect(await record([estimate])).toMatchObject({ repeated: 1, changed: [] });
      expect(await hours()).toEqual([{ hour: HOUR, total: 60n, readings: 1 }]);
      expect(await marks()).toEqual([]);
    });

    it('are found by the days of their device, and no others', async () => {
      const before = reading(-10, 5, { hour: HOUR - 60 * MINUTE_MS, isEstimated: true });
      const dayAfter = reading(0, 5, { hour: HOUR + 86_400_000, at: HOUR + 86_400_000 });
      const others = { isEstimated: true, deviceId: randomUUID() };
      await record([
        reading(0, 9, { isSuspect: true }),
        before,
        { ...dayAfter, isEstimated: true },
        reading(10, 5, others),
      ]);
      const device = { deviceId, timeZone: 'UTC' };
      const find = (from: number, to: number) =>
        models.dailyConsumption.markedHours(device, { from, to });
      const ofDay = [
        { hour: before.hour, isEstimated: true, suspect: 0 },
        { hour: HOUR, isEstimated: false, suspect: 1 },
      ];
      expect(await find(DAY, DAY)).toEqual(ofDay);
      expect(await find(DAY - 400, DAY + 400)).toHaveLength(3);
      expect(await find(DAY - 2, DAY - 1)).toEqual([]);
    });

    it('are verified and rebuilt from their record', async () => {
      await record([reading(0, 9, { isSuspect: true }), reading(10, 5, { isEstimated: true })]);
      expect((await models.consumption.review.next(undefined)).wrong).toEqual([]);
      await models.consumption.review.rebuildNext();
      expect(await hours()).toEqual([{ hour: HOUR, total: 5n, readings: 1 }]);
      expect(await marks()).toEqual([{ hour: HOUR, isEstimated: true, suspect: 1 }]);
    });

    it('give the same in any order among those of other times, in any batches', async () => {
      const minute = fc.nat(5).map((tenth) => tenth * 10);
      const readings = fc.array(fc.tuple(minute, fc.nat(900), fc.boolean(), fc.boolean()));
      await fc.assert(
        fc.asyncProperty(readings, fc.integer({ min: 1, max: 5 }), async (given, size) => {
          deviceId = randomUUID();
          const all = given.map(([at, energy, isSuspect, isEstimated]) =>
            reading(at, energy, { isSuspect, isEstimated }),
          );
          for (let from = 0; from < all.length; from += size) {
            await record(all.slice(from, from + size));
          }
          const expected = definition(all);
          expect(await hours()).toEqual(expected.readings > 0 ? [{ hour: HOUR, ...expected }] : []);
          await marks();
        }),
        { numRuns: 30 },
      );
    });

    function build(): Promise<void> {
      const now = HOUR + 90 * 24 * 60 * MINUTE_MS;
      return models.dailyConsumption.build({ now, onProgress: () => {}, signal: never });
    }
  });
}

/** The last reading of each time counts; a measured one before any estimate. */
function definition(readings: readonly HourReading[]) {
  const last = new Map<number, HourReading>();
  for (const reading of readings) {
    const before = last.get(reading.at);
    if (!(reading.isEstimated && before && !before.isEstimated)) last.set(reading.at, reading);
  }
  const counted = [...last.values()].filter(({ isSuspect }) => !isSuspect);
  const total = counted.reduce((sum, { energy }) => sum + BigInt(energy), 0n);
  return { total, readings: counted.length };
}
