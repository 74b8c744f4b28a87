import { randomUUID } from 'node:crypto';
import { calendarDay, localHours, type RegisterMeter } from '@energy/domain';
import { beforeEach, describe, expect, it } from 'vitest';
import { hourAlerts } from './alerts.ts';
import { DecisionsOutdated, type DescribedMeter, DescriptionsOutdated } from './described-meter.ts';
import type { DescribeOptions, HourReading } from './hourly-consumption.ts';
import type { ReadModels } from './read-models.ts';
import type { HourEdit } from './reading-edits.ts';
import { reviewAll } from './testing/review.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const KWH = 1_000_000_000;
const START = Date.UTC(2026, 10, 22, 9);
const REGISTER: RegisterMeter = { interval: 10 * MINUTE_MS };

/** Contract of counting recorded readings again when a meter is described otherwise, on every engine. */
export function describeMeterDescriptions(open: () => ReadModels): void {
  describe('the description of a meter', () => {
    let models: ReadModels;
    let deviceId: string;
    let timeZone: string;
    let current: Pick<DescribedMeter, 'register' | 'isEndStamped'>;
    let edits: HourEdit[];
    let revision: number;

    beforeEach(() => {
      models = open();
      deviceId = randomUUID();
      timeZone = 'Europe/Brussels';
      current = { register: undefined, isEndStamped: false };
      edits = [];
      revision = 0;
    });

    const meter = (): DescribedMeter => ({
      deviceId,
      timeZone,
      revision,
      maxIntervalEnergy: Number.POSITIVE_INFINITY,
      edits,
      ...current,
    });
    const change = (next: Partial<typeof current>, options?: Parameters<typeof describeIt>[0]) => {
      current = { ...current, ...next };
      revision += 1;
      return describeIt(options);
    };
    const describeIt = (
      options: Partial<DescribedMeter> = {},
      { isRepeated }: Pick<DescribeOptions, 'isRepeated'> = {},
    ) =>
      models.consumption.describe([{ ...meter(), ...options }], {
        isRepeated,
        alerting: {
          ruleOf: () => ({ limit: 10 * KWH, ownerId: undefined }),
          now: START + 48 * HOUR_MS,
          numbersAbove: 0,
        },
      });
    const hourOf = (at: number) =>
      localHours(timeZone).startOf(current.isEndStamped && !current.register ? at - 1 : at);
    /** Values in kWh, by minutes after the start. */
    const readings = (kWh: Record<number, number>): HourReading[] =>
      Object.entries(kWh).map(([minute, value]) => {
        const at = START + Number(minute) * MINUTE_MS;
        const energy = Math.round(value * KWH);
        const { register } = current;
        return { deviceId, hour: hourOf(at), at, energy, timeZone, register };
      });
    const record = (kWh: Record<number, number>) => models.consumption.record(readings(kWh));
    const span = (from = -3, to = 9) =>
      Array.from({ length: to - from }, (_, index) => START + (from + index) * HOUR_MS);
    /** kWh by hours after the start. */
    const hours = async () =>
      Object.fromEntries(
        (await models.consumption.hours(deviceId, span())).map(({ hour, total }) => [
          (hour - START) / HOUR_MS,
          Number(total) / KWH,
        ]),
      );
    const expectRight = async () => {
      expect((await reviewAll(models.consumption.review)).wrong).toEqual([]);
      const day = calendarDay('2026-11-22');
      const days = { from: day - 1, to: day + 1 };
      const found = await models.dailyConsumption.days({ deviceId, timeZone }, days);
      const sum = Object.values(await hours()).reduce((all, each) => all + each * KWH, 0);
      expect(found.reduce((all, { total }) => all + Number(total), 0)).toBe(sum);
    };

    it('moves readings at the bounds of hours when they are stamped otherwise', async () => {
      await record({ 0: 1, 10: 2, 50: 4, 60: 8, 120: 16 });
      expect(await hours()).toEqual({ 0: 7, 1: 8, 2: 16 });
      const { changed } = await change({ isEndStamped: true });
      expect(changed.map(({ hour }) => (hour - START) / HOUR_MS)).toEqual([-1, 0, 1, 2]);
      expect(await hours()).toEqual({ [-1]: 1, 0: 14, 1: 16 });
      await expectRight();
      expect(await record({ 60: 8, 120: 16.5 })).toMatchObject({ repeated: 1, corrected: 1 });
      await change({ isEndStamped: false });
      expect(await hours()).toEqual({ 0: 7, 1: 8, 2: 16.5 });
      await expectRight();
    });

    it.each([
      ['Europe/Brussels', '2026-03-29'],
      ['Europe/Brussels', '2026-10-25'],
      ['Australia/Lord_Howe', '2026-04-05'],
      ['Australia/Lord_Howe', '2026-10-04'],
      ['America/St_Johns', '2026-03-08'],
      ['America/St_Johns', '2026-11-01'],
    ])('fills every hour of a day in %s on %s, whatever it was', async (zone, date) => {
      timeZone = zone;
      const day = localHours(zone).ofDay(Temporal.PlainDate.from(date));
      const all: HourReading[] = [];
      for (let at = day[0]!.start; at <= day.at(-1)!.end; at += 10 * MINUTE_MS) {
        all.push({ deviceId, hour: hourOf(at), at, energy: 6_000_000, timeZone });
      }
      await models.consumption.record(all);
      await change({ isEndStamped: true });
      const starts = day.map(({ start }) => start);
      const found = await models.consumption.hours(deviceId, starts);
      expect(found.map(({ total }) => total)).toEqual(
        day.map(({ start, end }) => BigInt(((end - start) / (10 * MINUTE_MS)) * 6_000_000)),
      );
      await change({ isEndStamped: false });
      const last = await models.consumption.hours(deviceId, [day.at(-1)!.end]);
      expect(last).toMatchObject([{ total: 6_000_000n, readings: 1 }]);
      expect(await models.consumption.hours(deviceId, starts)).toEqual(found);
    });

    it('makes registers of values, and intervals of registers', async () => {
      await record({ 0: 100, 30: 100.5, 60: 101, 120: 103 });
      await change({ register: REGISTER });
      expect(await hours()).toEqual({ 0: 1, 1: 2 });
      await record({ 90: 101.25, 180: 103.5 });
      expect(await hours()).toEqual({ 0: 1, 1: 2, 2: 0.5 });
      await expectRight();
      await change({ register: undefined, isEndStamped: true });
      expect(await hours()).toEqual({ [-1]: 100, 0: 201.5, 1: 204.25, 2: 103.5 });
      await expectRight();
      await change({ register: REGISTER, isEndStamped: false });
      expect(await hours()).toEqual({ 0: 1, 1: 2, 2: 0.5 });
    });

    it('holds a register that no interval can have as suspect', async () => {
      current = { register: REGISTER, isEndStamped: false };
      await record({ 0: 1, 10: 2, 20: 30 });
      await change({ register: undefined }, { maxIntervalEnergy: 10 * KWH });
      expect(await hours()).toEqual({ 0: 3 });
      expect(await models.consumption.marks(deviceId, span())).toEqual([
        { hour: START, isEstimated: false, suspect: 1 },
      ]);
    });

    it('is applied once, and never replaced by an earlier one', async () => {
      await record({ 0: 1, 30: 2 });
      await change({ isEndStamped: true });
      const outdated = { revision: 0, isEndStamped: false };
      expect((await describeIt(outdated)).changed).toEqual([]);
      expect((await describeIt()).changed).toEqual([]);
      expect(await hours()).toEqual({ [-1]: 1, 0: 2 });
    });

    it('refuses readings that were placed by an earlier one', async () => {
      const outdated = async (describedThrough: number) => {
        const conditions = { describedThrough };
        const all = readings({ 0: 1, 30: 2 });
        const recorded = models.consumption.record(all, undefined, conditions);
        return recorded.then(
          () => undefined,
          (error) => {
            expect(error).toBeInstanceOf(DescriptionsOutdated);
            return (error as DescriptionsOutdated).change;
          },
        );
      };
      const before = (await outdated(-1))!;
      expect(await outdated(before)).toBeUndefined();
      await change({ isEndStamped: true });
      const after = (await outdated(before))!;
      expect(after).toBeGreaterThan(before);
      expect(await hours()).toEqual({ [-1]: 1, 0: 2 });
      expect(await outdated(after)).toBeUndefined();
    });

    it('raises one alert for each hour ever, late ones included', async () => {
      await record({ 0: 100, 60: 100.5, 120: 101 });
      expect((await change({ register: REGISTER })).raised).toEqual([]);
      const { raised } = await change({ register: undefined });
      expect(raised.map(({ hour, late }) => [(hour - START) / HOUR_MS, late])).toEqual(
        [0, 1, 2].map((hour) => [hour, true]),
      );
      expect((await change({ register: REGISTER })).raised).toEqual([]);
      const listed = hourAlerts(await models.alerts.list({ limit: 9, deviceId }));
      expect(listed.map(({ total }) => Number(total) / KWH).sort()).toEqual([0, 0.5, 0.5]);
    });

    describe('with decisions', () => {
      const verdict = (minute: number, [energy, counted]: [number, number | undefined]) => {
        const at = START + minute * MINUTE_MS;
        const hour = hourOf(at);
        const decision = { energy: energy * KWH, counted: counted && counted * KWH };
        const verdicts = new Map([[at - hour, decision]]);
        edits.push({ deviceId, hour, revision: edits.length, verdicts });
      };
      const estimate = (minute: number, kWh: number) => {
        const at = START + minute * MINUTE_MS;
        const length = 10 * MINUTE_MS;
        const hour = hourOf(at);
        const { isEndStamped } = current;
        const start = at - hour - (isEndStamped ? length : 0);
        const estimates = new Map([[start, { length, energy: kWh * KWH, isEndStamped }]]);
        edits.push({ deviceId, hour, revision: edits.length, estimates });
      };
      /** Those that the hours hold are those of the events. */
      const expectDecided = async () => {
        const { edited } = await models.consumption.review.next(undefined);
        const held = edited.filter((each) => each.deviceId === deviceId).map(({ hour }) => hour);
        const placed = await models.consumption.placed(edits);
        expect(held.sort()).toEqual([...new Set(placed.map(({ hour }) => hour))].sort());
        expect((await models.consumption.edit(edits)).changed).toEqual([]);
      };

      it('takes them along with their readings', async () => {
        await record({ 0: 1, 30: 2, 60: 4 });
        verdict(0, [1, undefined]);
        verdict(60, [4, 3]);
        await models.consumption.edit(edits);
        expect(await hours()).toEqual({ 0: 2, 1: 3 });
        await change({ isEndStamped: true });
        expect(await hours()).toEqual({ 0: 5 });
        await expectDecided();
        await change({ register: REGISTER });
        expect(await hours()).toEqual({ 0: 1 });
        await expectDecided();
        await change({ register: undefined, isEndStamped: false });
        expect(await hours()).toEqual({ 0: 2, 1: 3 });
        await expectDecided();
      });

      it('takes estimates to the hours of the readings that are missing', async () => {
        await record({ 10: 1, 70: 2 });
        estimate(0, 4);
        estimate(60, 8);
        await models.consumption.edit(edits);
        expect(await hours()).toEqual({ 0: 5, 1: 10 });
        await change({ isEndStamped: true });
        expect(await hours()).toEqual({ [-1]: 4, 0: 9, 1: 2 });
        await record({ 60: 16 });
        expect(await hours()).toEqual({ [-1]: 4, 0: 17, 1: 2 });
        await expectDecided();
        await change({ isEndStamped: false });
        expect(await hours()).toEqual({ 0: 5, 1: 18 });
        await expectRight();
      });

      it('applies those of its events, also where they come later', async () => {
        await record({ 0: 1, 30: 2 });
        verdict(0, [1, 3]);
        await change({ isEndStamped: true });
        expect(await hours()).toEqual({ [-1]: 3, 0: 2 });
        expect((await models.consumption.edit(edits)).changed).toEqual([]);
      });

      it('is refused where others were applied, and changes nothing', async () => {
        await record({ 0: 1, 30: 2 });
        verdict(0, [1, 3]);
        await models.consumption.edit(edits);
        const refused = change({ isEndStamped: true }, { edits: [] });
        await expect(refused).rejects.toBeInstanceOf(DecisionsOutdated);
        expect(await hours()).toEqual({ 0: 5 });
        await describeIt();
        expect(await hours()).toEqual({ [-1]: 3, 0: 2 });
      });
    });

    it('loses no reading that is recorded, repeated or corrected while it changes', async () => {
      const CHANGES = 12;
      const sent = Array.from(
        { length: 400 },
        (_, index) => [index * 10, 100 + index / 8] as const,
      );
      let through = -1;
      const describedAgain = async (since: number, reached: number) => {
        const ids = await models.consumption.describedSince(since);
        if (ids.includes(deviceId)) await describeIt({}, { isRepeated: true });
        through = reached;
      };
      /** Places readings again where a description changed, as a projector does. */
      const recordAsDescribed = async (kWh: Record<number, number>) => {
        for (;;) {
          try {
            const conditions = { describedThrough: through };
            return await models.consumption.record(readings(kWh), undefined, conditions);
          } catch (error) {
            if (!(error instanceof DescriptionsOutdated)) throw error;
            await describedAgain(through, error.change);
          }
        }
      };
      const recording = async () => {
        for (let index = 0; index < sent.length; index += 10) {
          const some = sent.slice(Math.max(0, index - 5), index + 10);
          const wrong = some.slice(0, 3).map(([minute, value]) => [minute, value + 0.5] as const);
          await recordAsDescribed(Object.fromEntries(wrong));
          await recordAsDescribed(Object.fromEntries(some));
        }
      };
      const describing = async () => {
        for (let index = 0; index < CHANGES; index++) {
          await change({
            isEndStamped: index % 2 === 0,
            register: index % 3 === 0 ? REGISTER : undefined,
          });
        }
      };
      await Promise.all([recording(), describing()]);

      const state = () => models.consumption.hours(deviceId, span(-2, 70));
      const found = await state();
      expect((await reviewAll(models.consumption.review)).wrong).toEqual([]);
      deviceId = randomUUID();
      await record(Object.fromEntries(sent));
      expect(found).toEqual(await state());
    });

    it('counts a long history as it would have been recorded', async () => {
      const at = START + 4_000 * MINUTE_MS;
      const replaced = {
        ...REGISTER,
        turn: 1_000 * KWH,
        replacements: [{ at, final: 900 * KWH, first: 0 }],
      };
      const value = (minute: number) => {
        const passed = minute * 0.0625;
        const register = minute < 4_000 ? passed : (minute - 4_000) * 0.125;
        if (minute % 997 === 0) return 0;
        if (minute % 1_499 === 0) return register * 10;
        return register % 1_000;
      };
      const all = Array.from({ length: 9_500 }, (_, minute) => [minute, value(minute)] as const);
      const state = async () => [
        await models.consumption.hours(deviceId, span(-2, 170)),
        await models.consumption.marks(deviceId, span(-2, 170)),
      ];
      current = { register: replaced, isEndStamped: false };
      await record(Object.fromEntries(all));
      const expected = await state();
      deviceId = randomUUID();
      current = { register: undefined, isEndStamped: true };
      await record(Object.fromEntries(all));
      await change({ register: replaced });
      expect(await state()).toEqual(expected);
      expect((await reviewAll(models.consumption.review)).wrong).toEqual([]);
    });
  });
}
