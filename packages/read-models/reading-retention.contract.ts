import { calendarDay } from '@energy/domain';
import { beforeEach, describe, expect, it } from 'vitest';
import type { HourReading } from './hourly-consumption.ts';
import type { ReadModels } from './read-models.ts';
import { reviewAll } from './testing/review.ts';

const HOUR_MS = 3_600_000;
const FIRST = Date.UTC(2026, 9, 31, 20);
/** The fifth hour. */
const CUT = Date.UTC(2026, 10, 1);
const HOURS = 9;
const DEVICES = ['device a', 'device b', 'device c'];
const STARTS = Array.from({ length: HOURS }, (_, hour) => FIRST + hour * HOUR_MS);
const never = new AbortController().signal;

interface UnderTest {
  open(): ReadModels;
  spoilTotals(): Promise<void>;
}

/** Contract of dropping old readings on every engine. */
export function describeReadingRetention(underTest: UnderTest): void {
  describe('readings that are dropped', () => {
    let models: ReadModels;
    beforeEach(() => {
      models = underTest.open();
    });

    const at = (deviceId: string, hour: number, second: number, energy: number): HourReading => ({
      deviceId,
      hour: FIRST + hour * HOUR_MS,
      timeZone: 'UTC',
      at: FIRST + hour * HOUR_MS + second * 1_000,
      energy,
    });
    const all = STARTS.flatMap((_, hour) =>
      DEVICES.flatMap((id) => [at(id, hour, 1, 10), at(id, hour, 2, 20 + hour)]),
    );
    const drop = (before = CUT, target = models) =>
      target.consumption.dropReadings({ before, onProgress: () => {}, signal: never });
    const expectTotals = async () => {
      const expected = STARTS.map((hour, index) => ({
        hour,
        total: BigInt(30 + index),
        readings: 2,
      }));
      for (const id of DEVICES) {
        expect(await models.consumption.hours(id, STARTS)).toEqual(expected);
        const range = { from: calendarDay('2026-10-31'), to: calendarDay('2026-10-31') };
        expect(
          await models.dailyConsumption.days({ deviceId: id, timeZone: 'UTC' }, range),
        ).toMatchObject([{ total: 126n, readings: 8, hours: 4 }]);
      }
    };

    const review = (step?: 'next' | 'rebuildNext') => reviewAll(models.consumption.review, step);

    it('leave the totals of their hours and days', async () => {
      expect(await models.consumption.recordStart()).toBeUndefined();
      await models.consumption.record(all);
      await models.dailyConsumption.build({ now: CUT, onProgress: () => {}, signal: never });
      await drop();
      expect(await underTest.open().consumption.recordStart()).toBe(CUT);
      await expectTotals();
      expect(await review()).toEqual({ hours: 27, readings: 30, dropped: 12, wrong: [] });
      expect((await review('rebuildNext')).wrong).toEqual([]);
      await expectTotals();
    });

    it('take no correction, no repetition and no addition any more, while later hours do', async () => {
      const other = underTest.open();
      await models.consumption.record(all);
      await other.consumption.record([at('device a', 3, 3, 0)]);
      await drop(CUT, other);
      const late = [
        at('device a', 3, 1, 99),
        at('device b', 0, 1, 10),
        at('device d', 2, 1, 5),
        at('device c', 4, 1, 11),
      ];
      const recorded = await models.consumption.record(late);
      expect(recorded).toMatchObject({ recorded: 0, corrected: 1, repeated: 0 });
      expect(recorded.dropped).toEqual(late.slice(0, 3));
      expect((await models.consumption.hours('device a', [STARTS[3]!]))[0]).toMatchObject({
        total: 33n,
        readings: 3,
      });
      expect((await models.consumption.hours('device c', [CUT]))[0]).toMatchObject({ total: 35n });
    });

    it('are dropped with the total that they add up to', async () => {
      await models.consumption.record(all);
      await underTest.spoilTotals();
      await drop();
      const { wrong, dropped } = await review();
      expect([wrong.length, dropped]).toEqual([15, 12]);
      await review('rebuildNext');
      await expectTotals();
    });

    it('are dropped by the next process that continues, also after an interruption, and never return', async () => {
      await models.consumption.record(all);
      const aborted = new AbortController();
      await models.consumption.dropReadings({
        before: STARTS[2]!,
        onProgress: () => aborted.abort(),
        signal: aborted.signal,
      });
      await Promise.all([drop(), drop(CUT, underTest.open())]);
      expect(await review()).toMatchObject({ dropped: 12, readings: 30, wrong: [] });
      await drop(STARTS[1]!);
      expect(await models.consumption.recordStart()).toBe(CUT);
      await expectTotals();
    });

    it('change no hour that is recorded at the same time', async () => {
      const other = underTest.open();
      const recording = Promise.all(
        all.map((reading, index) =>
          (index % 2 ? models : other).consumption.record([reading]).then(({ dropped }) => dropped),
        ),
      );
      await drop(CUT, underTest.open());
      const dropped = (await recording).flat();
      await drop();
      const { wrong, readings } = await review();
      expect({ wrong, readings }).toEqual({ wrong: [], readings: 30 });
      const totals = await Promise.all(DEVICES.map((id) => models.consumption.hours(id, STARTS)));
      const recorded = all.filter((reading) => !dropped.includes(reading));
      const sum = totals.flat().reduce((energy, { total }) => energy + total, 0n);
      expect(sum).toBe(recorded.reduce((energy, each) => energy + BigInt(each.energy), 0n));
    });
  });
}
