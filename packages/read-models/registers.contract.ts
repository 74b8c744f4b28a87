import { randomUUID } from 'node:crypto';
import {
  calendarDay,
  type EstimatedInterval,
  localHours,
  type RegisterMeter,
} from '@energy/domain';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { hourAlerts } from './alerts.ts';
import type { DescribedMeter } from './described-meter.ts';
import type { HourReading, Recorded } from './hourly-consumption.ts';
import type { ReadModels } from './read-models.ts';
import type { HourEdit, Verdict } from './reading-edits.ts';
import { reviewAll } from './testing/review.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const KWH = 1_000_000_000;
const START = Date.UTC(2026, 10, 22, 9);
const TEN_MINUTES: RegisterMeter = { interval: 10 * MINUTE_MS };
const FIVE_DIGITS: RegisterMeter = { ...TEN_MINUTES, turn: 1e5 * KWH };

/** A register at an instant, and the energy since the start as the meter has really measured it; both in µWh. */
interface Story {
  readonly at: number;
  readonly value: number;
  /** `undefined` across a reset. */
  readonly energy: number | undefined;
}

/** Contract of recording registers on every engine. */
export function describeRegisters(underTest: {
  open(): ReadModels;
  /** Makes the total of every hour too large by 1 µWh. */
  spoilTotals(): Promise<void>;
}): void {
  describe('registers', () => {
    let models: ReadModels;
    let deviceId: string;
    let timeZone: string;

    beforeEach(() => {
      models = underTest.open();
      deviceId = randomUUID();
      timeZone = 'Europe/Brussels';
    });

    function reading(
      { at, value }: Pick<Story, 'at' | 'value'>,
      meter: RegisterMeter = TEN_MINUTES,
      isEstimated = false,
    ): HourReading {
      const hour = localHours(timeZone).startOf(at);
      return { deviceId, hour, at, energy: value, timeZone, register: meter, isEstimated };
    }
    let revision = 0;
    const described = (register: RegisterMeter | undefined): DescribedMeter => ({
      deviceId,
      timeZone,
      revision: revision++,
      register,
      isEndStamped: false,
      maxIntervalEnergy: Number.POSITIVE_INFINITY,
      edits: [],
    });
    /** Registers in kWh, by minutes after the start. */
    const registers = (kWh: Record<number, number>, meter?: RegisterMeter) =>
      Object.entries(kWh).map(([minute, value]) =>
        reading({ at: START + Number(minute) * MINUTE_MS, value: Math.round(value * KWH) }, meter),
      );
    const record = (readings: readonly HourReading[], limit = 1_000 * KWH): Promise<Recorded> =>
      models.consumption.record(readings, {
        ruleOf: () => ({ limit, ownerId: undefined }),
        now: START,
        numbersAbove: 0,
      });
    const starts = (from: number, until: number) => {
      const zone = localHours(timeZone);
      const found: number[] = [];
      for (let start = zone.startOf(from); start < until; start = zone.endOf(start)) {
        found.push(start);
      }
      return found;
    };
    const hours = (count = 12) =>
      models.consumption.hours(deviceId, starts(START - 6 * HOUR_MS, START + count * HOUR_MS));
    const marks = async (count = 12) => {
      const span = starts(START - 6 * HOUR_MS, START + count * HOUR_MS);
      const found = await models.consumption.marks(deviceId, span);
      const from = calendarDay('2026-11-20');
      const days = { from, to: from + 10 };
      const ofDays = await models.dailyConsumption.markedHours({ deviceId, timeZone }, days);
      expect(ofDays.filter(({ hour }) => span.includes(hour))).toEqual(found);
      return found;
    };
    const energy = async (count?: number) =>
      (await hours(count)).reduce((sum, { total }) => sum + total, 0n);

    it.each([
      [
        'zeros for a moment',
        [13423.5, 13423.6, 0, 13423.7, 13423.8, 0.0, 0.0, 13424.1],
        TEN_MINUTES,
        600_000_000n,
        { suspect: 3, isPartlyUnknown: false },
      ],
      [
        'a digit too many',
        [35548.8, 355549.2, 35550.3, 35550.6],
        TEN_MINUTES,
        1_800_000_000n,
        { suspect: 1, isPartlyUnknown: false },
      ],
      [
        'a new meter',
        [13423.5, 13423.6, 13423.8, 0.0, 0.2, 0.5, 0.5, 0.9],
        TEN_MINUTES,
        1_200_000_000n,
        { suspect: 0, isPartlyUnknown: true },
      ],
      [
        'a roll-over of five digits',
        [99999.7, 99999.9, 0.2, 0.4],
        FIVE_DIGITS,
        700_000_000n,
        { suspect: 0, isPartlyUnknown: false },
      ],
      [
        'a fall without known digits',
        [99999.7, 99999.9, 0.2, 0.4],
        TEN_MINUTES,
        400_000_000n,
        { suspect: 0, isPartlyUnknown: true },
      ],
    ] as const)(
      'count what a register with %s measured',
      async (_, kWh, meter, total, expected) => {
        await record(registers(Object.fromEntries(kWh.map((value, i) => [i * 10, value])), meter));
        expect(await energy()).toBe(total);
        const found = await marks();
        expect({
          suspect: found.reduce((sum, { suspect }) => sum + suspect, 0),
          isPartlyUnknown: found.some((each) => each.isPartlyUnknown === true),
        }).toEqual(expected);
      },
    );

    it('divide the energy between two registers at the hour, rounded down', async () => {
      await record([
        reading({ at: START - 5 * MINUTE_MS, value: 100 }),
        reading({ at: START + 5 * MINUTE_MS, value: 107 }),
      ]);
      expect(await hours()).toEqual([
        { hour: START - HOUR_MS, total: 3n, readings: 1 },
        { hour: START, total: 4n, readings: 1 },
      ]);
      expect(await marks()).toEqual([]);
    });

    it('say that an hour without a timely register at its bounds is estimated', async () => {
      await record(registers({ 0: 1, 180: 4 }));
      expect((await hours()).map(({ total }) => total)).toEqual([
        BigInt(KWH),
        BigInt(KWH),
        BigInt(KWH),
      ]);
      const estimated = (await marks()).map(({ hour, isEstimated }) => [hour, isEstimated]);
      expect(estimated).toEqual([0, 1, 2].map((hour) => [START + hour * HOUR_MS, true]));
    });

    it('change only the hours between the neighbours of a late or corrected register', async () => {
      await record(registers({ 0: 1, 60: 2, 120: 3, 360: 7, 420: 8 }));
      const changed = async (readings: readonly HourReading[]) =>
        (await record(readings)).changed.map(({ hour }) => (hour - START) / HOUR_MS).sort();
      expect(await changed(registers({ 240: 5.5 }))).toEqual([2, 3, 4, 5]);
      expect(await changed(registers({ 240: 4.5 }))).toEqual([2, 3, 4, 5]);
      expect(await changed(registers({ 240: 4.5 }))).toEqual([]);
      expect(await energy()).toBe(BigInt(7 * KWH));
    });

    it('know nothing of an hour with a single register', async () => {
      expect((await record(registers({ 10: 5 }))).recorded).toBe(1);
      expect(await hours()).toEqual([]);
      expect(await energy()).toBe(0n);
    });

    it('raise no alert of a suspect register, and one of an hour that it later counts in', async () => {
      const meter = { ...TEN_MINUTES, maxHourlyEnergy: 10 * KWH };
      const { raised } = await record(
        registers({ 0: 1, 10: 4_294_967.296, 20: 2 }, meter),
        KWH / 2,
      );
      expect(raised.map(({ total }) => total)).toEqual([BigInt(KWH)]);
      expect(await energy()).toBe(BigInt(KWH));
      expect((await marks())[0]).toMatchObject({ suspect: 1 });
    });

    it('say in an alert that interpolation alone put its hour over the limit', async () => {
      const { raised } = await record(registers({ 0: 1, 120: 5 }), KWH);
      expect(raised).toHaveLength(2);
      const alerts = async () =>
        hourAlerts(await models.alerts.list({ limit: 9, deviceId }))
          .map(({ hour, total, isEstimated }) => [hour, total, isEstimated ?? false])
          .sort();
      expect(await alerts()).toEqual([
        [START, BigInt(2 * KWH), true],
        [START + HOUR_MS, BigInt(2 * KWH), true],
      ]);
      await record(registers({ 60: 4 }), KWH);
      expect(await alerts()).toEqual([
        [START, BigInt(3 * KWH), false],
        [START + HOUR_MS, BigInt(KWH), false],
      ]);
    });

    it('derive all hours again from another description of the meter', async () => {
      await record(registers({ 0: 99999.7, 60: 99999.9, 120: 0.2, 180: 0.4, 240: 0.5 }));
      expect(await energy()).toBe(500_000_000n);
      await record(registers({ 300: 0.5 }, FIVE_DIGITS));
      expect(await energy()).toBe(800_000_000n);
      expect((await marks()).some(({ isPartlyUnknown }) => isPartlyUnknown)).toBe(false);
    });

    it('join both meters of a replacement in the middle of an hour', async () => {
      const at = START + 25 * MINUTE_MS;
      const replacements = [{ at, final: 501 * KWH, first: 3 * KWH }];
      const meter = { ...TEN_MINUTES, replacements };
      await record(registers({ 0: 500, 10: 500.5 }));
      await record(registers({ 40: 3.5, 60: 4 }, meter));
      expect((await hours()).map(({ hour, total }) => [hour, total])).toEqual([
        [START, BigInt(2 * KWH)],
      ]);
      expect(await marks()).toEqual([]);
    });

    it('are derived again when the meter is described otherwise', async () => {
      const describe = (meter: RegisterMeter) => models.consumption.describe([described(meter)]);
      expect(await describe(FIVE_DIGITS)).toMatchObject({ changed: [] });
      await record(registers({ 0: 99999.7, 30: 99999.9, 60: 0.2, 90: 0.4 }));
      expect(await energy()).toBe(400_000_000n);
      const changed = (await describe(FIVE_DIGITS)).changed.map(({ hour }) => hour);
      expect(changed).toEqual([START]);
      expect(await energy()).toBe(700_000_000n);
      expect(await describe(FIVE_DIGITS)).toMatchObject({ changed: [] });
    });

    it('find the last counted one before an instant', async () => {
      const before = (minute: number) =>
        models.consumption.registerBefore(deviceId, START + minute * MINUTE_MS);
      expect(await before(0)).toBeUndefined();
      await record(registers({ 10: 5, 20: 6, 30: 0, 40: 6.5, 30000: 7 }));
      expect(await Promise.all([9, 10, 25, 35, 29_999, 40_000].map(before))).toEqual(
        [undefined, 5, 6, 6, 6.5, 7].map((kWh) => kWh && kWh * KWH),
      );
    });

    describe('that were decided about', () => {
      const TEN_KW = { ...TEN_MINUTES, maxHourlyEnergy: 10 * KWH };
      let revision: number;
      beforeEach(() => {
        revision = 0;
      });

      /** @param kWh what is recorded, and what counts in its place */
      function verdict(
        minute: number,
        [recorded, counted]: [number, number | undefined],
      ): HourEdit {
        const at = START + minute * MINUTE_MS;
        const hour = localHours(timeZone).startOf(at);
        const energy = Math.round(recorded * KWH);
        const decision = { energy, counted: counted && Math.round(counted * KWH) };
        const verdicts = new Map<number, Verdict>([[at - hour, decision]]);
        return { deviceId, hour, revision: revision++, verdicts };
      }
      /** Estimates of hours after the start, in kWh, divided evenly. */
      function estimate(kWh: readonly number[]): HourEdit[] {
        const event = revision++;
        return kWh.map((value, index) => {
          const interval = {
            length: HOUR_MS / 6,
            energy: Math.round((value * KWH) / 6),
            isEndStamped: false,
          };
          const estimates = new Map(
            Array.from({ length: 6 }, (_, tenth) => [(tenth * HOUR_MS) / 6, interval] as const),
          );
          return { deviceId, hour: START + index * HOUR_MS, revision: event, estimates };
        });
      }
      const edit = (edits: readonly HourEdit[], limit = 1_000_000 * KWH) =>
        models.consumption.edit(edits, {
          alerting: { ruleOf: () => ({ limit, ownerId: undefined }), now: START, numbersAbove: 0 },
        });
      const inKWh = async () => (await hours()).map(({ total }) => Number(total) / KWH);
      const recorded = async () => {
        const [group] = await models.consumption.scan.groups([deviceId]);
        const firstHours = starts(START, START + 3 * HOUR_MS);
        return {
          recorded: (await models.consumption.scan.recorded(group!, firstHours))[0]!,
          readings: (await models.consumption.scan.readings(group!, firstHours))[0]!,
        };
      };

      it('count when they are accepted, with the alert of their hour', async () => {
        await record(registers({ 0: 1, 10: 4_294_967.296, 20: 4_294_967.5 }, TEN_KW));
        expect(await inKWh()).toEqual([]);
        const { changed, raised } = await edit([verdict(10, [4_294_967.296, 4_294_967.296])]);
        expect(raised).toMatchObject([{ deviceId, hour: START }]);
        expect(changed).toMatchObject([{ readings: 3, total: 4_294_966_500_000_000n }]);
        expect(await marks()).toEqual([]);
        expect((await edit([verdict(10, [4_294_967.296, undefined])])).raised).toEqual([]);
        expect(await inKWh()).toEqual([]);
        expect(await marks()).toMatchObject([{ suspect: 1 }]);
      });

      it('count no longer when they are rejected, and otherwise when they are replaced', async () => {
        await record(registers({ 0: 1, 60: 3, 120: 4, 180: 6 }));
        expect(await inKWh()).toEqual([2, 1, 2]);
        await edit([verdict(60, [3, undefined])]);
        expect(await inKWh()).toEqual([1.5, 1.5, 2]);
        const [{ isRejected } = {}] = (await recorded()).recorded.filter(
          ({ at }) => at === START + HOUR_MS,
        );
        expect(isRejected).toBe(true);
        expect((await recorded()).readings).toHaveLength(2);
        await edit([verdict(60, [3, 1.25])]);
        expect(await inKWh()).toEqual([0.25, 2.75, 2]);
        expect((await recorded()).readings[1]).toMatchObject({
          energy: 1.25 * KWH,
          quality: 'estimated',
        });
        expect(await models.consumption.registerBefore(deviceId, START + HOUR_MS)).toBe(1.25 * KWH);
      });

      it('are judged again when they are corrected, and as decided when the value returns', async () => {
        await record(registers({ 0: 1, 60: 3, 120: 4 }));
        await edit([verdict(60, [3, undefined])]);
        await record(registers({ 60: 2 }));
        expect(await inKWh()).toEqual([1, 2]);
        await record(registers({ 60: 3 }));
        expect(await inKWh()).toEqual([1.5, 1.5]);
      });

      it('confirm a fall, and are not dropped by one', async () => {
        await record(registers({ 0: 100, 10: 3, 60: 3 }));
        await edit([verdict(10, [3, 3])]);
        await record(registers({ 70: 4 }));
        expect(await energy()).toBe(BigInt(KWH));
        expect((await marks())[0]).toMatchObject({ suspect: 0, isPartlyUnknown: true });
        await record(registers({ 80: 400, 90: 5 }));
        expect(await energy()).toBe(BigInt(2 * KWH));
        await edit([verdict(80, [400, 400])]);
        await record(registers({ 100: 6 }));
        expect(await energy()).toBe(BigInt(398 * KWH));
      });

      it('divide a gap as it was estimated, until a measured register lies in it', async () => {
        await record(registers({ 0: 10, 180: 16 }));
        expect(await inKWh()).toEqual([2, 2, 2]);
        const { changed } = await edit(estimate([0.6, 1.2, 0.6]));
        expect(changed.map(({ hour }) => (hour - START) / HOUR_MS)).toEqual([0, 1, 2]);
        expect(await inKWh()).toEqual([1.5, 3, 1.5]);
        expect((await marks()).every(({ isEstimated }) => isEstimated)).toBe(true);
        const [group] = await models.consumption.scan.groups([deviceId]);
        const [quality] = await models.consumption.scan.quality(group!, [START]);
        expect(quality).toMatchObject([{ readings: 7 }]);
        await record(registers({ 60: 10.5 }));
        expect((await inKWh()).map((kWh) => kWh.toFixed(3))).toEqual(['0.500', '3.667', '1.833']);
        await record(registers({ 50: 10.4, 70: 11, 110: 12, 120: 12.5, 130: 13, 170: 15 }));
        expect(await inKWh()).toEqual([0.5, 2, 3.5]);
      });

      it('count the estimate itself across a reset', async () => {
        await record(registers({ 0: 100, 10: 101, 70: 0, 120: 1, 180: 2 }));
        expect((await marks()).some(({ isPartlyUnknown }) => isPartlyUnknown)).toBe(true);
        await edit(estimate([6, 6]));
        expect(await energy()).toBe(BigInt(1 * KWH + 6 * KWH + 2 * KWH));
        expect((await marks()).some(({ isPartlyUnknown }) => isPartlyUnknown)).toBe(false);
      });

      it('are verified and rebuilt with their decisions, each of which counts once', async () => {
        await record(registers({ 0: 1, 60: 3, 120: 4, 480: 8, 490: 0, 500: 8.5 }));
        const edits = [
          verdict(60, [3, undefined]),
          ...estimate([0.6, 1.8, 1.2, 0.6]),
          verdict(60, [3, 3]),
        ];
        await edit(edits);
        const state = async () => [await hours(), await marks(), await recorded()];
        const expected = await state();
        expect((await edit(edits)).changed).toEqual([]);
        expect((await models.consumption.edit(edits, { replacesEarlier: true })).changed).toEqual(
          [],
        );
        await underTest.spoilTotals();
        expect((await reviewAll(models.consumption.review)).wrong.length).toBeGreaterThan(0);
        await reviewAll(models.consumption.review, 'rebuildNext');
        expect((await reviewAll(models.consumption.review)).wrong).toEqual([]);
        expect(await state()).toEqual(expected);
        const forgotten = edits.filter(({ verdicts }) => !verdicts);
        await models.consumption.edit(forgotten, { replacesEarlier: true });
        expect(await models.consumption.edit(edits, { replacesEarlier: true })).toBeDefined();
        expect(await state()).toEqual(expected);
      });
    });

    it('know nothing of the time between registers that are more than 400 days apart', async () => {
      const day = 24 * 60;
      const old = registers({ [-8_000 * day]: 1, [10 - 8_000 * day]: 1.25 });
      const now = registers({ 0: 1_000, 10: 1_000.5 });
      await record(old);
      await record(now);
      expect(await hours()).toMatchObject([{ hour: START, total: 500_000_000n }]);
      await record(registers({ [-390 * day]: 900 }));
      const total = async () => {
        const from = START - 390 * day * MINUTE_MS;
        const ofOld = starts(START - 8_001 * day * MINUTE_MS, START - 7_999 * day * MINUTE_MS);
        const all = [...ofOld, ...starts(from - HOUR_MS, START + HOUR_MS)];
        return (await models.consumption.hours(deviceId, all)).reduce(
          (sum, each) => sum + each.total,
          0n,
        );
      };
      expect(await total()).toBe(100_750_000_000n);
      expect((await marks()).every(({ isPartlyUnknown }) => !isPartlyUnknown)).toBe(true);
      expect((await reviewAll(models.consumption.review)).wrong).toEqual([]);
      // Another description of the meter derives all of it again.
      await record(registers({ 20: 1_001 }, FIVE_DIGITS));
      expect(await total()).toBe(101_250_000_000n);
    });

    it('add up in days as in hours', async () => {
      const day = calendarDay('2026-11-22');
      const days = () =>
        models.dailyConsumption.days({ deviceId, timeZone }, { from: day - 1, to: day + 1 });
      await record(registers({ 0: 1, 2000: 5 }));
      for (const step of [() => {}, () => build()]) {
        await step();
        await record(registers({ 1000: 2.5, [-700]: 0.5 }));
        const found = await days();
        expect(found.reduce((sum, { total }) => sum + total, 0n)).toBe(BigInt(4.5 * KWH));
        expect(found.map((each) => each.hours)).toEqual([2, 24, 20]);
        await record(registers({ 1000: 2.75 }));
      }
      expect((await models.dailyConsumption.review.next(undefined)).wrong).toEqual([]);
    });

    it('are verified and derived again from their record', async () => {
      const review = () => reviewAll(models.consumption.review);
      await record(registers({ 0: 1, 15: 1.25, 70: 2, 80: 0, 90: 2.5, 400: 4, 1000: 0, 1010: 1 }));
      expect((await review()).wrong).toEqual([]);
      const state = async () => [await hours(24), await marks(24)];
      const expected = await state();
      await underTest.spoilTotals();
      const { wrong } = await review();
      expect(wrong.length).toBeGreaterThan(0);
      expect(wrong.map(({ hour }) => hour)).toEqual(starts(START, START + 17 * HOUR_MS));
      await reviewAll(models.consumption.review, 'rebuildNext');
      expect((await review()).wrong).toEqual([]);
      expect(await state()).toEqual(expected);
    });

    it('have the hours of what a meter measured, in any order and batches, with repetitions', async () => {
      const zones = fc.constantFrom(
        'UTC',
        'Europe/Brussels',
        'Asia/Kathmandu',
        'Australia/Lord_Howe',
      );
      await fc.assert(
        fc.asyncProperty(
          stories(),
          zones,
          fc.infiniteStream(fc.nat()),
          async (original, zone, dice) => {
            deviceId = randomUUID();
            timeZone = zone;
            const { story, recorded, edits, estimates } = decideAbout(original, dice);
            await recordShuffled(
              recorded.map((each) => reading(each, FIVE_DIGITS)),
              { dice, edits, meter: FIVE_DIGITS },
            );
            const from = story[0]!.at;
            const until = story.at(-1)!.at;
            const found = await models.consumption.hours(deviceId, starts(from, until));
            const expected = starts(from, until).flatMap((hour) => {
              const period = { start: hour, end: localHours(zone).endOf(hour) };
              const total = definition(story, period, estimates);
              return total === undefined ? [] : [[hour, total]];
            });
            expect(found.map(({ hour, total }) => [hour, total])).toEqual(expected);
          },
        ),
        { numRuns: 40 },
      );
      expect((await reviewAll(models.consumption.review)).wrong).toEqual([]);
    });

    it('have the same hours whatever they say, in any order and batches', async () => {
      const values = fc.oneof(fc.nat(30), fc.constantFrom(0, 100, 9_000_000_000_000_000));
      const instants = fc.oneof(fc.nat(80), fc.nat(8 * 60), fc.nat(40 * 60));
      const given = fc.array(fc.tuple(instants, values, fc.boolean()), {
        minLength: 1,
        maxLength: 60,
      });
      const meters = fc.constantFrom<RegisterMeter>(
        TEN_MINUTES,
        { ...TEN_MINUTES, turn: 100 },
        { ...TEN_MINUTES, maxHourlyEnergy: 12 },
        {
          ...TEN_MINUTES,
          replacements: [
            { at: START + 40 * MINUTE_MS, final: 20, first: 2 },
            { at: START + 3 * HOUR_MS, final: 5, first: 0 },
          ],
        },
      );
      const decisions = fc.array(fc.tuple(fc.nat(), fc.option(fc.nat(30)), fc.boolean()), {
        maxLength: 6,
      });
      const dice = fc.infiniteStream(fc.nat());
      await fc.assert(
        fc.asyncProperty(given, meters, decisions, dice, async (all, meter, decided, rolls) => {
          const unique = [...new Map(all.map((each) => [each[0], each])).values()];
          // Decisions about recorded values, each for a reading or the interval after it.
          const editsOf = (): HourEdit[] =>
            decided.map(([index, counted, isEstimate], revision) => {
              const [minute, energy] = unique[index % unique.length]!;
              const at = START + minute * MINUTE_MS;
              const hour = localHours(timeZone).startOf(at);
              const interval = {
                length: 10 * MINUTE_MS,
                energy: counted ?? 7,
                isEndStamped: false,
              };
              const verdict = { energy, counted: counted ?? (index % 2 ? energy : undefined) };
              return {
                deviceId,
                hour,
                revision,
                ...(isEstimate
                  ? {
                      estimates: new Map([[Math.floor((at - hour) / 600_000) * 600_000, interval]]),
                    }
                  : { verdicts: new Map([[at - hour, verdict]]) }),
              };
            });
          const readingsOf = () =>
            unique.map(([minute, value, isEstimated]) =>
              reading({ at: START + minute * MINUTE_MS, value }, meter, isEstimated),
            );
          const span = starts(START - HOUR_MS, START + 41 * HOUR_MS);
          deviceId = randomUUID();
          await record(readingsOf().sort((one, other) => one.at - other.at));
          await models.consumption.edit(editsOf());
          const expected = {
            hours: await models.consumption.hours(deviceId, span),
            marks: await models.consumption.marks(deviceId, span),
          };
          deviceId = randomUUID();
          const wrong = readingsOf().map((each) => ({ ...each, energy: each.energy + 1 }));
          await recordShuffled(
            wrong.filter((_, index) => index % 3 === 0),
            { dice: rolls, edits: [], meter },
          );
          await recordShuffled(readingsOf(), { dice: rolls, edits: editsOf(), meter });
          expect({
            hours: await models.consumption.hours(deviceId, span),
            marks: await models.consumption.marks(deviceId, span),
          }).toEqual(expected);
        }),
        { numRuns: 40 },
      );
      expect((await reviewAll(models.consumption.review)).wrong).toEqual([]);
    });

    function build(): Promise<void> {
      const now = START + 90 * 24 * HOUR_MS;
      const signal = new AbortController().signal;
      return models.dailyConsumption.build({ now, onProgress: () => {}, signal });
    }

    /** Rejects and replaces some readings of a story, and estimates some of its gaps. */
    function decideAbout(original: readonly Story[], dice: Iterator<number>) {
      const roll = (sides: number) => dice.next().value! % sides;
      const story: Story[] = [original[0]!];
      const recorded: Story[] = [original[0]!];
      const edits: HourEdit[] = [];
      const zone = localHours(timeZone);
      const decide = ({ at }: Story, verdict: Verdict) => {
        const hour = zone.startOf(at);
        const verdicts = new Map([[at - hour, verdict]]);
        edits.push({ deviceId, hour, revision: edits.length, verdicts });
      };
      let skipped = 0;
      for (const [index, each] of original.entries()) {
        if (index === 0) continue;
        const next = original[index + 1];
        const rises = [each, next].every(
          (other, offset) =>
            other?.energy !== undefined && other.value > original[index - 1 + offset]!.value,
        );
        const energy = each.energy === undefined ? undefined : each.energy + skipped;
        const kind = rises ? roll(6) : 2;
        if (kind === 0) {
          decide(each, { energy: each.value, counted: undefined });
          recorded.push(each);
          skipped = energy!;
          continue;
        }
        const isWrong = kind === 1;
        const wrong = { ...each, value: each.value + 77_000_000_000 };
        if (isWrong) decide(each, { energy: wrong.value, counted: each.value });
        recorded.push(isWrong ? wrong : each);
        story.push({ ...each, energy });
        skipped = 0;
      }
      const estimates: EstimatedInterval[] = [];
      for (const hour of starts(original[0]!.at, original.at(-1)!.at)) {
        if (roll(3) !== 0) continue;
        const interval = {
          length: 10 * MINUTE_MS,
          energy: roll(1_000_000_007),
          isEndStamped: false,
        };
        const offsets = [0, 1, 2, 4].map((tenth) => tenth * interval.length);
        const ofHour = offsets.filter(
          (offset) => hour + offset + interval.length <= zone.endOf(hour),
        );
        const revision = edits.length;
        const intervals = new Map(ofHour.map((offset) => [offset, interval]));
        edits.push({ deviceId, hour, revision, estimates: intervals });
        for (const offset of ofHour) {
          const from = hour + offset;
          estimates.push({ from, to: from + interval.length, energy: interval.energy });
        }
      }
      return { story, recorded, edits, estimates };
    }

    /**
     * Records readings in a random order and random batches, some of them twice, with decisions in between, and with other
     * descriptions of the meter.
     */
    async function recordShuffled(
      readings: readonly HourReading[],
      {
        dice,
        edits,
        meter,
      }: {
        readonly dice: Iterator<number>;
        readonly edits: readonly HourEdit[];
        readonly meter: RegisterMeter;
      },
    ): Promise<void> {
      const roll = (sides: number) => dice.next().value! % sides;
      const repeated = readings.filter(() => roll(10) === 0);
      const shuffled = [...readings, ...repeated]
        .map((each) => ({ each, place: roll(1_000_000) }))
        .sort((one, other) => one.place - other.place)
        .map(({ each }) => each);
      const left = [...edits];
      const descriptions = [
        described(meter),
        described(undefined),
        described(TEN_MINUTES),
        { ...described(undefined), isEndStamped: true },
      ];
      let current = descriptions[0]!;
      const change = async (next: DescribedMeter) => {
        if (next === current) return;
        current = next;
        await models.consumption.describe([{ ...next, revision: revision++, edits }]);
      };
      while (shuffled.length > 0) {
        if (roll(3) === 0) await change(descriptions[roll(descriptions.length)]!);
        const some = shuffled.splice(0, 1 + roll(readings.length));
        await record(some.map((each) => placed(each, current)));
        const decided = shuffled.length === 0 ? left.length : roll(left.length + 1);
        await models.consumption.edit(left.splice(0, decided));
      }
      await change(descriptions[0]!);
      await models.consumption.edit(edits.slice(0, 3));
    }

    /** A reading in the hour that it belongs to by a description. */
    function placed(each: HourReading, { register, isEndStamped }: DescribedMeter): HourReading {
      const within = isEndStamped && !register ? each.at - 1 : each.at;
      return { ...each, hour: localHours(timeZone).startOf(within), register };
    }
  });
}

/** What meters of five digits measure: they roll over, are reset and silent. */
function stories(): fc.Arbitrary<readonly Story[]> {
  const step = fc.record({
    minutes: fc.oneof(fc.constant(10), fc.integer({ min: 1, max: 300 })),
    energy: fc.integer({ min: 1, max: 2 * KWH }),
    isReset: fc.integer({ min: 1, max: 12 }).map((dice) => dice === 12),
  });
  const first = fc.constantFrom(70_000 * KWH, 99_999 * KWH + 123);
  return fc.tuple(first, fc.array(step, { minLength: 2, maxLength: 60 })).map(([value, steps]) => {
    const story: Story[] = [{ at: START, value, energy: undefined }];
    for (const { minutes, energy, isReset } of steps) {
      const before = story.at(-1)!;
      const at = before.at + minutes * MINUTE_MS;
      // A reset looks like a roll-over where the register is nearly full.
      const resets = isReset && before.value < 80_000 * KWH && before.value > 50_000 * KWH;
      if (resets) story.push({ at, value: 5, energy: undefined });
      else story.push({ at, value: (before.value + energy) % FIVE_DIGITS.turn!, energy });
    }
    const last = story.at(-1)!;
    story.push({ at: last.at + 1, value: last.value + 1, energy: 1 });
    return story;
  });
}

/** Interpolates, in a long gap as it was estimated, rounds down and subtracts. */
function definition(
  story: readonly Story[],
  { start, end }: { start: number; end: number },
  estimates: readonly EstimatedInterval[],
) {
  const upTo = (at: number) => {
    const begun = estimates.filter(({ from }) => from < at);
    const passed = begun.map(({ from, to }) => Math.min(at, to) - from);
    const length = passed.reduce((all, each) => all + each, 0);
    const energies = begun.map(
      ({ from, to, energy }, index) =>
        (BigInt(energy) * BigInt(passed[index]!)) / BigInt(to - from),
    );
    return { length: BigInt(length), energy: energies.reduce((all, each) => all + each, 0n) };
  };
  const between = (from: number, to: number) => ({
    length: upTo(to).length - upTo(from).length,
    energy: upTo(to).energy - upTo(from).energy,
  });
  let sum: bigint | undefined;
  for (const [index, { at, energy }] of story.entries()) {
    const from = story[index - 1]?.at ?? at;
    if (from >= end || at <= start || from === at) continue;
    const span = [Math.max(start, from), Math.min(end, at)] as const;
    if (energy === undefined) {
      const estimated = between(...span);
      if (estimated.length > 0n) sum = (sum ?? 0n) + estimated.energy;
      continue;
    }
    const all =
      at - from > 2 * TEN_MINUTES.interval ? between(from, at) : { length: 0n, energy: 0n };
    const register = (bound: number) => {
      const time = BigInt(bound - from);
      const length = BigInt(at - from);
      if (all.energy === 0n) return (BigInt(energy) * time) / length;
      const own = between(from, bound);
      const parts = (time - own.length) * all.energy + all.length * own.energy;
      return (BigInt(energy) * parts) / (length * all.energy);
    };
    sum = (sum ?? 0n) + register(span[1]) - register(span[0]);
  }
  return sum;
}
