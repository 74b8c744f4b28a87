import { randomUUID } from 'node:crypto';
import { calendarDay, localHours } from '@energy/domain';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { DayKey, WrongDay } from './day-review.ts';
import type { Device } from './devices.ts';
import type { HourReading } from './hourly-consumption.ts';
import type { ReadModels } from './read-models.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const FIRST = Date.UTC(2026, 9, 20);
const ZONES = ['Europe/Brussels', 'Asia/Kathmandu', 'America/St_Johns', 'Australia/Lord_Howe'];
const RANGE = { from: calendarDay('2026-10-18'), to: calendarDay('2026-11-05') };
/** Later than every reading. */
const NOW = FIRST + 90 * DAY_MS;
const never = new AbortController().signal;

interface UnderTest {
  open(): ReadModels;
  /** Adds 1 µWh to every stored day, and loses the first one; `undefined` for an engine that stores none. */
  spoilDays: (() => Promise<void>) | undefined;
}

/** Contract of the totals of days on every engine. */
export function describeDailyConsumption(underTest: UnderTest): void {
  describe('daily consumption', () => {
    let models: ReadModels;
    let devices: Device[];

    beforeEach(async () => {
      models = underTest.open();
      devices = ZONES.map((timeZone) => aDevice(timeZone));
      await models.devices.store(devices);
    });

    const build = (target = models) =>
      target.dailyConsumption.build({ now: NOW, onProgress: () => {}, signal: never });
    const daysOf = ({ id: deviceId, timeZone }: Device, target = models) =>
      target.dailyConsumption.days({ deviceId, timeZone }, RANGE);
    const reading = ({ id, timeZone }: Device, at: number, energy: number): HourReading => {
      const hour = localHours(timeZone).startOf(at);
      return { deviceId: id, hour, at, energy, timeZone };
    };
    const expectDays = async (readings: readonly HourReading[], target = models) => {
      for (const device of devices) {
        expect(await daysOf(device, target)).toEqual(definition(readings, device));
      }
    };
    /** A reading every three hours of every device in ten days, with a change of clocks. */
    const tenDays = () =>
      devices.flatMap((device, number) =>
        Array.from({ length: 80 }, (_, index) =>
          reading(device, FIRST + index * 3 * HOUR_MS, index * 1_000 + number),
        ),
      );

    async function wrongDays(target = models): Promise<WrongDay[]> {
      const wrong: WrongDay[] = [];
      let after: DayKey | undefined;
      do {
        const reviewed = await target.dailyConsumption.review.next(after);
        wrong.push(...reviewed.wrong);
        after = reviewed.end?.key;
      } while (after !== undefined);
      return wrong;
    }

    async function rebuild(): Promise<number> {
      let wrong = 0;
      for (;;) {
        const reviewed = await models.dailyConsumption.review.rebuildNext();
        wrong += reviewed.wrong.length;
        if (reviewed.end === undefined) return wrong;
      }
    }

    it('is the sum of the hours of a day of the device', async () => {
      const brussels = devices[0]!;
      await models.consumption.record([
        reading(brussels, Date.parse('2026-10-24T21:59:59Z'), 1),
        reading(brussels, Date.parse('2026-10-24T22:00:00Z'), 10),
        reading(brussels, Date.parse('2026-10-25T22:30:00Z'), 100),
        reading(brussels, Date.parse('2026-10-25T22:59:59Z'), 100),
        reading(brussels, Date.parse('2026-10-25T23:00:00Z'), 1_000),
      ]);
      const expected = [
        { day: calendarDay('2026-10-24'), total: 1n, readings: 1, hours: 1 },
        { day: calendarDay('2026-10-25'), total: 210n, readings: 3, hours: 2 },
        { day: calendarDay('2026-10-26'), total: 1_000n, readings: 1, hours: 1 },
      ];
      expect(await daysOf(brussels)).toEqual(expected);
      await build();
      expect(await daysOf(brussels)).toEqual(expected);
      expect(await daysOf(devices[1]!)).toEqual([]);
    });

    it('has the days of a range alone', async () => {
      await models.consumption.record(tenDays());
      await build();
      const { id: deviceId, timeZone } = devices[2]!;
      const range = { from: calendarDay('2026-10-22'), to: calendarDay('2026-10-24') };
      const days = await models.dailyConsumption.days({ deviceId, timeZone }, range);
      expect(days).toEqual(
        definition(tenDays(), devices[2]!).filter(
          ({ day }) => day >= range.from && day <= range.to,
        ),
      );
      expect(days).toHaveLength(3);
    });

    it('equals the sum of its hours whatever is recorded, corrected and built in between', async () => {
      const step = fc.oneof(
        { weight: 5, arbitrary: fc.array(aReading(), { minLength: 1, maxLength: 40 }) },
        { weight: 1, arbitrary: fc.constant('build' as const) },
      );
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
          devices = ZONES.map((timeZone) => aDevice(timeZone));
          await models.devices.store(devices);
          const recorded: HourReading[] = [];
          for (const each of steps) {
            if (each === 'build') await build();
            else {
              const batch = each.map(({ device, quarter, energy }) =>
                reading(devices[device]!, FIRST + (quarter * HOUR_MS) / 4, energy),
              );
              await models.consumption.record(batch);
              recorded.push(...batch);
            }
            await expectDays(recorded);
          }
          expect(await wrongDays()).toEqual([]);
        }),
        { numRuns: 15 },
      );
    });

    it('is found for devices that were recorded without their zone', async () => {
      const readings = tenDays().map(({ timeZone: _, ...rest }) => rest);
      await models.consumption.record(readings);
      await expectDays(readings);
      await build();
      await expectDays(readings);
      const late = [reading(devices[0]!, FIRST + HOUR_MS, 5)];
      await models.consumption.record(late);
      await expectDays([...readings, ...late]);
      expect(await wrongDays()).toEqual([]);
    });

    it('follows the zone of a device that has another one now', async () => {
      const readings = tenDays();
      await models.consumption.record(readings);
      await build();
      const moved = { ...devices[0]!, timeZone: 'Asia/Tokyo', revision: 1 };
      await models.devices.store([moved]);
      devices[0] = moved;
      const other = underTest.open();
      await expectDays(readings, other);
      await build(other);
      await expectDays(readings, other);
      await expectDays(readings);
      const late = [reading(moved, FIRST + 20 * HOUR_MS, 7), reading(moved, FIRST, 70)];
      await models.consumption.record(late);
      await expectDays([...readings, ...late]);
      expect(await wrongDays()).toEqual([]);
    });

    it('is right at every moment of a build, and when several build and record at once', async () => {
      const readings = tenDays();
      await models.consumption.record(readings);
      const other = underTest.open();
      const checks: Promise<void>[] = [];
      await Promise.all([
        models.dailyConsumption.build({
          now: NOW,
          onProgress: () => checks.push(expectDays(readings)),
          signal: never,
        }),
        build(other),
      ]);
      await Promise.all(checks);
      const late = devices.flatMap((device) =>
        Array.from({ length: 200 }, (_, index) =>
          reading(device, FIRST + index * HOUR_MS + 60_000, index),
        ),
      );
      await Promise.all([
        ...Array.from({ length: 40 }, (_, part) =>
          (part % 2 ? models : other).consumption.record(late.slice(part * 20, part * 20 + 20)),
        ),
        build(),
        build(other),
      ]);
      await expectDays([...readings, ...late], other);
      await expectDays([...readings, ...late]);
      expect(await wrongDays()).toEqual([]);
    });

    it('stops building when it is aborted, and continues', async () => {
      const readings = tenDays();
      await models.consumption.record(readings);
      const aborted = new AbortController();
      await models.dailyConsumption.build({
        now: NOW,
        onProgress: () => aborted.abort(),
        signal: aborted.signal,
      });
      await expectDays(readings);
      await build();
      await expectDays(readings);
    });

    describe('of all devices', () => {
      it('is the sum of the devices, with those that consumed most', async () => {
        const readings = tenDays();
        const totalsOf = async (top: number) => models.dailyConsumption.totalsOfAll(RANGE, top);
        expect(await totalsOf(3)).toEqual({ days: [], top: [], devices: 0 });
        await models.consumption.record(readings);
        const own = devices.map((device) => ({
          deviceId: device.id,
          days: definition(readings, device).map((each) => ({
            ...each,
            hoursOfDay: localHours(device.timeZone).hoursOfDay(each.day),
          })),
        }));
        const totals = own.map(({ deviceId, days }) => ({
          deviceId,
          total: days.reduce((sum, { total }) => sum + total, 0n),
        }));
        for (const step of [() => {}, build]) {
          await step();
          const { days, top, devices: count } = await totalsOf(2);
          expect(count).toBe(4);
          expect(top).toEqual([totals[3], totals[2]]);
          const sums = new Map(days.map(({ day, ...sum }) => [day, sum]));
          for (const day of new Set(own.flatMap(({ days: each }) => each.map((d) => d.day)))) {
            const parts = own.flatMap(({ days: each }) => each.filter((d) => d.day === day));
            expect(sums.get(day)).toEqual({
              total: parts.reduce((sum, { total }) => sum + total, 0n),
              readings: parts.reduce((sum, each) => sum + each.readings, 0),
              hours: parts.reduce((sum, { hours }) => sum + hours, 0),
              devices: parts.length,
              hoursOfDays: parts.reduce((sum, { hoursOfDay }) => sum + hoursOfDay, 0),
            });
            sums.delete(day);
          }
          expect(sums.size).toBe(0);
        }
      });
    });

    it('of all devices leaves out or selects some, stored or not', async () => {
      const readings = tenDays();
      await models.consumption.record(readings);
      const ids = new Set([devices[3]!.id, 'unknown']);
      for (const step of [() => {}, build]) {
        await step();
        const all = await models.dailyConsumption.totalsOfAll(RANGE, 9);
        const totalsOf = (isExcluded: boolean) =>
          models.dailyConsumption.totalsOfAll(RANGE, 9, { ids, isExcluded });
        expect((await totalsOf(true)).top).toEqual(all.top.slice(1));
        const only = await totalsOf(false);
        expect(only).toMatchObject({ devices: 1, top: all.top.slice(0, 1) });
        expect(only.days.map(({ devices: count }) => count)).toEqual(only.days.map(() => 1));
      }
    });

    it('says which stored days are wrong, and sets them right in place', async (context) => {
      const { spoilDays } = underTest;
      if (!spoilDays) return context.skip();
      const readings = tenDays();
      await models.consumption.record(readings);
      await build();
      expect(await wrongDays()).toEqual([]);
      const { review } = models.dailyConsumption;
      const count = await review.count();
      const days = devices.flatMap((device) => definition(readings, device));
      // The last two hours of each device are still running.
      expect(count).toBeGreaterThan(days.length - 2 * devices.length);
      await spoilDays();
      const wrong = await wrongDays();
      expect(wrong).toHaveLength(count);
      const lost = wrong.filter(({ stored }) => stored.hours === 0);
      expect(lost.length).toBeGreaterThan(0);
      for (const { stored, computed } of wrong) {
        if (stored.hours > 0) expect(stored.total).toBe(computed.total + 1n);
        else expect(stored).toEqual({ total: 0n, readings: 0, hours: 0 });
      }
      expect(await rebuild()).toBe(count);
      expect(await review.rebuiltTo()).toBeUndefined();
      expect(await wrongDays()).toEqual([]);
      await expectDays(readings);
      expect(await review.count()).toBe(count);
    });

    const aReading = () =>
      fc.record({
        device: fc.nat(ZONES.length - 1),
        quarter: fc.nat(4 * 24 * 10),
        energy: fc.oneof(fc.nat(5), fc.maxSafeNat()),
      });
  });
}

function aDevice(timeZone: string): Device {
  return {
    id: randomUUID(),
    registeredAt: '2026-10-01T10:00:00.000Z',
    description: 'Fridge',
    address: 'Rue de la Loi 16, Brussels',
    maxHourlyConsumption: 0.5,
    timeZone,
    ownerId: undefined,
    ownerships: [],
    tariffs: [],
    decommissionedAt: undefined,
    meter: {},
    revision: 0,
  };
}

/** The days of a device by definition: the last value of each time counts, on the local day of its hour. */
function definition(readings: readonly HourReading[], { id, timeZone }: Device) {
  const values = new Map<number, HourReading>();
  for (const each of readings) if (each.deviceId === id) values.set(each.at, each);
  const days = Map.groupBy(values.values(), ({ hour }) => {
    const local = Temporal.Instant.fromEpochMilliseconds(hour).toZonedDateTimeISO(timeZone);
    return calendarDay(local.toPlainDate().toString());
  });
  return [...days]
    .sort(([one], [other]) => one - other)
    .map(([day, own]) => ({
      day,
      total: own.reduce((sum, { energy }) => sum + BigInt(energy), 0n),
      readings: own.length,
      hours: new Set(own.map(({ hour }) => hour)).size,
    }));
}
