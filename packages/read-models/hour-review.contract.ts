import { beforeEach, describe, expect, it } from 'vitest';
import { hourKey, READINGS_AT_ONCE } from './hour-review.ts';
import type { HourReading } from './hourly-consumption.ts';
import type { ReadModels } from './read-models.ts';
import { reviewAll } from './testing/review.ts';

const HOUR_MS = 3_600_000;
const FIRST = Date.UTC(2026, 10, 22, 10);
const DEVICES = ['device a', 'device b', 'device c'];

interface UnderTest {
  open(): ReadModels;
  spoilTotals(): Promise<void>;
}

/** Contract of the review of hours on every engine. */
export function describeHourReview(underTest: UnderTest): void {
  describe('hours that are added up again', () => {
    let models: ReadModels;
    beforeEach(() => {
      models = underTest.open();
    });

    const at = (deviceId: string, hour: number, second: number, energy: number): HourReading => ({
      deviceId,
      hour: FIRST + hour * HOUR_MS,
      at: FIRST + hour * HOUR_MS + second * 1_000,
      energy,
    });
    /** Four hours of three devices: each adds up to 30 µWh, of three readings. */
    const fill = () =>
      models.consumption.record(
        [0, 1, 2, 3].flatMap((hour) =>
          DEVICES.flatMap((id) => [5, 10, 15].map((energy) => at(id, hour, energy, energy))),
        ),
      );
    const starts = [0, 1, 2, 3].map((hour) => FIRST + hour * HOUR_MS);
    const totals = async () => {
      const hours = await Promise.all(DEVICES.map((id) => models.consumption.hours(id, starts)));
      return hours.flat().map(({ total }) => total);
    };

    const wrongOnes = async () => (await reviewAll(models.consumption.review)).wrong;

    async function rebuild(): Promise<{ hours: number; wrong: number }> {
      const done = { hours: 0, wrong: 0 };
      for (;;) {
        const { hours, wrong, wrongCount, end } = await models.consumption.review.rebuildNext();
        expect(wrong).toHaveLength(wrongCount);
        done.hours += hours;
        done.wrong += wrongCount;
        if (end === undefined) return done;
      }
    }

    it('are right where nobody has spoilt them', async () => {
      expect(await wrongOnes()).toEqual([]);
      await fill();
      expect(await wrongOnes()).toEqual([]);
      expect(await rebuild()).toEqual({ hours: 12, wrong: 0 });
      expect(await models.consumption.review.count()).toBe(12);
      const extent = { first: starts[0], last: starts[3] };
      expect(await models.consumption.review.extent()).toEqual(extent);
    });

    it('say which are wrong, and are set right in place', async () => {
      await fill();
      await underTest.spoilTotals();
      const wrong = await wrongOnes();
      expect(wrong).toHaveLength(12);
      expect(wrong[4]).toEqual({
        deviceId: 'device b',
        hour: starts[1],
        stored: { total: 31n, readings: 3 },
        computed: { total: 30n, readings: 3 },
      });
      expect(await totals()).toEqual(Array(12).fill(31n));
      expect(await rebuild()).toEqual({ hours: 12, wrong: 12 });
      expect(await totals()).toEqual(Array(12).fill(30n));
      expect(await wrongOnes()).toEqual([]);
    });

    it('continue where the one before ended, unless they restart', async () => {
      await fill();
      const many = Array.from({ length: READINGS_AT_ONCE }, (_, number) =>
        at('device d', 1, number / 20, 1),
      );
      await models.consumption.record(many);
      await underTest.spoilTotals();
      const { end, hours } = await models.consumption.review.rebuildNext();
      expect(end).toBe(hourKey('device d', starts[1]!));
      expect(hours).toBe(7);
      const other = underTest.open().consumption.review;
      expect(await other.rebuiltTo()).toBe(end);
      expect(await other.rebuildNext()).toMatchObject({
        hours: 6,
        end: hourKey('device c', starts[3]!),
      });
      await other.beginAnew();
      expect(await models.consumption.review.rebuiltTo()).toBeUndefined();
      expect(await rebuild()).toEqual({ hours: 13, wrong: 0 });
      expect(await other.rebuiltTo()).toBeUndefined();
    });

    it('lose and double no reading that is recorded during the rebuild', async () => {
      await fill();
      const one = underTest.open().consumption;
      const other = underTest.open().consumption;
      let recording = true;
      const recorded = (async () => {
        for (let second = 0; second < 60; second++) {
          if (second % 20 === 10) await underTest.spoilTotals();
          const hour = second % 4;
          await (second % 2 ? one : other).record(
            DEVICES.map((id) => at(id, hour, 100 + second, second)),
          );
        }
        recording = false;
      })();
      while (recording) await rebuild();
      await recorded;
      await rebuild();
      expect(await wrongOnes()).toEqual([]);
      const added = [0, 1, 2, 3].map((hour) => {
        const seconds = Array.from({ length: 15 }, (_, index) => index * 4 + hour);
        return BigInt(30 + seconds.reduce((sum, second) => sum + second, 0));
      });
      expect(await totals()).toEqual(DEVICES.flatMap(() => added));
    });

    it('leave alerts as they are, and their figure follows', async () => {
      const alerting = { ruleOf: () => ({ limit: 10, ownerId: 'ada' }), now: FIRST };
      await models.consumption.record([at('device a', 0, 1, 20)], alerting);
      await models.alerts.markPublished([1]);
      await underTest.spoilTotals();
      await rebuild();
      expect(await models.alerts.list({ limit: 9 })).toMatchObject([{ number: 1, total: 20n }]);
      expect(await models.alerts.unpublished(9)).toEqual([]);
    });
  });
}
