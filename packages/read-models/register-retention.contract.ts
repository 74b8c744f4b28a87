import { randomUUID } from 'node:crypto';
import { calendarDay, type RegisterMeter } from '@energy/domain';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { HourReading } from './hourly-consumption.ts';
import type { ReadModels } from './read-models.ts';
import { reviewAll } from './testing/review.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const CUT = Date.UTC(2026, 10, 1);
const NEXT_CUT = Date.UTC(2026, 11, 1);
const KWH = 1_000_000_000;
const METER: RegisterMeter = { interval: 10 * MINUTE_MS };
const never = new AbortController().signal;

/** Contract of dropping old registers on every engine. */
export function describeRegisterRetention(open: () => ReadModels): void {
  describe('registers that are dropped', () => {
    let models: ReadModels;
    let deviceId: string;
    beforeEach(() => {
      models = open();
      deviceId = randomUUID();
    });

    /** @param minute after the cut */
    const register = (minute: number, kWh: number, meter = METER): HourReading => {
      const at = CUT + minute * MINUTE_MS;
      const hour = Math.floor(at / HOUR_MS) * HOUR_MS;
      return { deviceId, hour, at, energy: kWh * KWH, timeZone: 'UTC', register: meter };
    };
    /** Every ten minutes, a kWh each. */
    const rising = (from: number, until: number) =>
      Array.from({ length: (until - from) / 10 }, (_, index) =>
        register(from + index * 10, 1_000 + (from + index * 10) / 10),
      );
    const record = (readings: readonly HourReading[]) => models.consumption.record(readings);
    const drop = (before = CUT) =>
      open().consumption.dropReadings({ before, onProgress: () => {}, signal: never });
    const starts = (from: number, until: number) =>
      Array.from({ length: until - from }, (_, index) => CUT + (from + index) * HOUR_MS);
    const state = async (hours: readonly number[]) => [
      await models.consumption.hours(deviceId, hours),
      await models.consumption.marks(deviceId, hours),
    ];
    const recorded = async (hours: readonly number[]) => {
      const [group] = await models.consumption.scan.groups([deviceId]);
      const [found] = await models.consumption.scan.recorded(group!, hours);
      return found!.map(({ at }) => (at - CUT) / MINUTE_MS);
    };
    const review = (step?: 'next' | 'rebuildNext') => reviewAll(models.consumption.review, step);

    it('leave the energy and the marks of their hours, and stay where later ones are judged by them', async () => {
      const span = starts(-12, 6);
      // A gap of two hours, suspect registers on both sides of the last counted ones, and a reset.
      await record([
        ...rising(-720, -600),
        register(-599, 5),
        ...rising(-480, 0),
        register(-1, 1),
        ...rising(0, 360),
      ]);
      const expected = await state(span);
      const days = async () => {
        const range = { from: calendarDay('2026-10-31'), to: calendarDay('2026-11-01') };
        return models.dailyConsumption.days({ deviceId, timeZone: 'UTC' }, range);
      };
      const expectedDays = await days();
      await drop();
      expect(await state(span)).toEqual([
        expected[0],
        expected[1]!.map((marks) => ({
          ...marks,
          ...(marks.hour < CUT - HOUR_MS && { suspect: 0 }),
        })),
      ]);
      expect(await days()).toEqual(expectedDays);
      expect(await recorded(starts(-12, -1))).toEqual([]);
      expect(await recorded(starts(-1, 0))).toEqual([-60, -50, -40, -30, -20, -10, -1]);
      expect(await models.consumption.registerBefore(deviceId, CUT - 1)).toBe(999 * KWH);
      expect(await review()).toMatchObject({ dropped: 12, wrong: [] });
      expect((await review('rebuildNext')).wrong).toEqual([]);
      expect((await state(span))[0]).toEqual(expected[0]);
    });

    it('stay where there are few', async () => {
      const sparse = [-40 * 1_440, -30 * 1_440, -20 * 1_440, -10 * 1_440];
      await record([...sparse.map((minute, index) => register(minute, index)), register(60, 10)]);
      await drop();
      expect(await recorded(sparse.map((minute) => CUT + minute * MINUTE_MS))).toEqual(sparse);
      await record([register(30, 9)]);
      expect((await review()).wrong).toEqual([]);
    });

    it('take no register before the start of the record, and a late one after it changes only its neighbours', async () => {
      await record([...rising(-300, 0), ...rising(60, 360)]);
      await drop();
      const frozen = await state(starts(-5, 0));
      const late = register(-15, 998.9);
      expect(await record([late])).toMatchObject({ recorded: 0, dropped: [late] });
      await record(rising(0, 60));
      expect(await state(starts(-5, 0))).toEqual(frozen);
      const [hours, marks] = await state(starts(0, 5));
      expect(hours!.map(({ total }: { total?: bigint }) => total)).toEqual(
        Array(5).fill(BigInt(6 * KWH)),
      );
      expect(marks).toEqual([]);
      expect((await review()).wrong).toEqual([]);
    });

    it('are not needed when the meter is described otherwise', async () => {
      await record([
        ...rising(-300, 0),
        ...rising(0, 120),
        register(121, 9_000),
        ...rising(130, 360),
      ]);
      await drop();
      const frozen = await state(starts(-5, 0));
      const described = {
        deviceId,
        timeZone: 'UTC',
        revision: 1,
        register: { ...METER, maxHourlyEnergy: 5 * KWH },
        isEndStamped: false,
        maxIntervalEnergy: Number.POSITIVE_INFINITY,
        edits: [],
      };
      await models.consumption.describe([described]);
      expect(await state(starts(-5, 0))).toEqual(frozen);
      expect((await review()).wrong).toEqual([]);
      await models.consumption.describe([{ ...described, revision: 2, register: METER }]);
      const [hours] = await state(starts(0, 2));
      expect(hours!.map(({ total }: { total?: bigint }) => total)).toEqual(
        Array(2).fill(BigInt(6 * KWH)),
      );
      expect((await review()).wrong).toEqual([]);
    });

    it('are dropped further, month by month', async () => {
      const month = (NEXT_CUT - CUT) / MINUTE_MS;
      await record([...rising(-300, 300), ...rising(month - 120, month + 120)]);
      const span = [...starts(-5, 5), ...starts(month / 60 - 2, month / 60 + 2)];
      const [expected] = await state(span);
      await drop();
      await drop(NEXT_CUT);
      expect((await state(span))[0]).toEqual(expected);
      expect(await recorded(starts(0, 5))).toEqual([]);
      expect((await recorded(starts(month / 60 - 2, month / 60))).length).toBe(6);
      expect((await review()).wrong).toEqual([]);
      await record([register(month + 125, 1_000 + month / 10 + 12)]);
      expect((await review()).wrong).toEqual([]);
    });

    it('change no hour after the start of the record, whatever comes late', async () => {
      const instants = (from: number) => fc.integer({ min: from, max: from + 600 });
      const values = fc.oneof(fc.integer({ min: 0, max: 100 }), fc.constant(9_000));
      const some = (from: number) =>
        fc.uniqueArray(fc.tuple(instants(from), values), {
          selector: ([minute]) => minute,
          maxLength: 30,
        });
      const dice = fc.infiniteStream(fc.nat());
      let cut = CUT;
      await fc.assert(
        fc.asyncProperty(some(-601), some(200), dice, async (before, after, rolls) => {
          // Each run has a month of its own: the record never begins earlier again.
          const from = cut;
          const shift = (from - CUT) / MINUTE_MS;
          cut += 40 * 86_400_000;
          const readings = (all: readonly (readonly [number, number])[]) =>
            all.map(([minute, kWh]) => register(shift + minute, kWh));
          const course = [0, 10, 20, 30, 40, 50].map((minute) => [minute, 500 + minute] as const);
          const late = after.filter(() => rolls.next().value % 2 === 0);
          const inTime = after.filter((each) => !late.includes(each));
          const span = Array.from({ length: 15 }, (_, hour) => from + hour * HOUR_MS);
          deviceId = randomUUID();
          await record(readings([...before, ...course, ...after]));
          const expected = await state(span);
          deviceId = randomUUID();
          await record(readings([...before, ...course, ...inTime]));
          await drop(from);
          for (const each of readings(late)) await record([each]);
          expect(await state(span)).toEqual(expected);
          expect((await review()).wrong).toEqual([]);
        }),
        { numRuns: 10 },
      );
    });
  });
}
