import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  type Alert,
  type Alerting,
  type AlertRule,
  hourAlerts,
  type ListedAlert,
} from './alerts.ts';
import type { HourReading } from './hourly-consumption.ts';
import type { ReadModels } from './read-models.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Contract of alerts on every engine. @param open returns another handle on the same read models */
export function describeAlerts(open: () => ReadModels): void {
  describe('alerts', () => {
    const hour = Date.UTC(2026, 10, 22, 10);
    let models: ReadModels;
    let fridge: string;
    let ada: string;

    beforeEach(() => {
      models = open();
      fridge = randomUUID();
      ada = randomUUID();
    });

    const at = (minute: number, energy: number, deviceId = fridge, start = hour): HourReading => ({
      deviceId,
      hour: start,
      at: start + minute * MINUTE,
      energy,
    });
    /** Records as things stand: every device of `ruleOf`'s has this rule, at half past the hour. */
    const record = (
      readings: readonly HourReading[],
      rule: Partial<AlertRule> = {},
      { now = hour + HOUR / 2, on = models } = {},
    ) => on.consumption.record(readings, always({ limit: 100, ownerId: ada, ...rule }, now));
    const listAll = (options = {}) => models.alerts.list({ limit: 99, ...options });
    const list = async (options = {}) => hourAlerts(await listAll(options));
    const numbers = (alerts: readonly ListedAlert[]) => alerts.map(({ number }) => number);

    it('are raised when an hour adds up to more than its limit, not when it comes up to it', async () => {
      const up = await record([at(0, 60), at(10, 40)]);
      expect(up).toMatchObject({ recorded: 2, raised: [] });
      const over = await record([at(20, 1)]);
      expect(over.raised).toEqual([
        {
          id: expect.stringMatching(
            /^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/,
          ),
          number: expect.any(Number),
          deviceId: fridge,
          ownerId: ada,
          hour,
          limit: 100,
          total: 101n,
          raisedAt: hour + HOUR / 2,
          late: false,
        },
      ]);
      expect(over.raised[0]!.number).toBeGreaterThan(0);
      expect(await list()).toEqual(over.raised);
    });

    it('are raised once for a device and hour, by any recorders at any time', async () => {
      const [alert] = (await record([at(0, 101)])).raised;
      const other = open();
      for (const readings of [[at(0, 101)], [at(10, 50)], [at(0, 1_000), at(20, 7)]]) {
        expect((await record(readings, {}, { on: other })).raised).toEqual([]);
      }
      expect(await list()).toEqual([{ ...alert, total: 1_057n }]);
      const later = { now: hour + 9 * DAY };
      expect((await record([at(30, 1)], { limit: 1, ownerId: 'bob' }, later)).raised).toEqual([]);
      expect(await list()).toEqual([{ ...alert, total: 1_058n }]);
    });

    it('have the total of their hour, also when a correction makes it less than the limit', async () => {
      const [alert] = (await record([at(0, 101)])).raised;
      await record([at(0, 30)]);
      expect(await list()).toEqual([{ ...alert, total: 30n }]);
      expect((await record([at(0, 300)])).raised).toEqual([]);
      expect(await list()).toEqual([{ ...alert, total: 300n }]);
    });

    it('say that the total of their hour is estimated, as long as it is', async () => {
      const [alert] = (await record([at(0, 60), { ...at(10, 50), isEstimated: true }])).raised;
      expect(await list()).toEqual([{ ...alert, isEstimated: true }]);
      expect(await models.alerts.after(0, { limit: 9 })).toEqual([{ ...alert, isEstimated: true }]);
      await record([at(10, 55)]);
      expect(await list()).toEqual([{ ...alert, total: 115n }]);
      expect(await models.alerts.unpublished(9)).toEqual([{ ...alert, total: 115n }]);
    });

    it('are exact beyond what a double can hold', async () => {
      const largest = Number.MAX_SAFE_INTEGER;
      const { raised } = await record([at(0, largest)], { limit: largest });
      expect(raised).toEqual([]);
      const over = await record([at(10, 1)], { limit: largest });
      expect(over.raised).toMatchObject([{ total: BigInt(largest) + 1n, limit: largest }]);
      await record([at(20, largest)]);
      expect(await list()).toMatchObject([{ total: 2n * BigInt(largest) + 1n, limit: largest }]);
    });

    it('follow the limit at the time of recording, and not by themselves', async () => {
      await record([at(0, 80)], { limit: 100 });
      expect((await record([at(0, 80)], { limit: 50 })).raised).toEqual([]);
      expect(await list()).toEqual([]);
      expect((await record([at(10, 1)], { limit: 50 })).raised).toHaveLength(1);
      await record([at(20, 1)], { limit: 1_000 });
      expect(await list()).toMatchObject([{ total: 82n, limit: 50 }]);
    });

    it('are of each device and each hour', async () => {
      const oven = randomUUID();
      const next = at(0, 200, fridge, hour + HOUR);
      const { raised } = await record([at(0, 101), at(0, 101, oven), next, at(0, 9, randomUUID())]);
      expect(new Set(raised.map(({ id }) => id)).size).toBe(3);
      expect(numbers(raised)).toEqual(numbers(raised).toSorted((a, b) => a - b));
      const keys = (await list()).map(({ deviceId, hour: start }) => `${deviceId} ${start}`);
      expect(keys.sort()).toEqual(
        [`${fridge} ${hour}`, `${fridge} ${hour + HOUR}`, `${oven} ${hour}`].sort(),
      );
    });

    it('are addressed to nobody where nobody owns the device', async () => {
      const { raised } = await record([at(0, 101)], { ownerId: undefined });
      expect(raised).toMatchObject([{ ownerId: undefined }]);
      expect(await list()).toEqual(raised);
      expect(await list({ ownerId: ada })).toEqual([]);
    });

    it('are not raised without a rule', async () => {
      await models.consumption.record([at(0, 101)]);
      await models.consumption.record([at(10, 101)], { ruleOf: () => undefined, now: hour });
      expect(await list()).toEqual([]);
    });

    it('are not raised by what was there already, or has no room', async () => {
      const largest = Number.MAX_SAFE_INTEGER;
      const second = (index: number) => ({ ...at(0, largest), at: hour + index * 1_000 });
      const many = Array.from({ length: 1_024 }, (_, index) => second(index));
      await models.consumption.record(many);
      const { outOfRange, repeated, raised } = await record([many[0]!, second(1_024)]);
      expect([outOfRange.length, repeated, raised]).toEqual([1, 1, []]);
    });

    it('say which hours a batch made a difference to', async () => {
      const oven = randomUUID();
      const first = await record([at(0, 10), at(10, 20), at(0, 7, oven)]);
      expect(first.changed).toHaveLength(2);
      expect(first.changed).toEqual(
        expect.arrayContaining([
          { deviceId: fridge, hour, total: 30n, readings: 2 },
          { deviceId: oven, hour, total: 7n, readings: 1 },
        ]),
      );
      const second = await record([at(0, 10), at(0, 8, oven)]);
      expect(second.changed).toEqual([{ deviceId: oven, hour, total: 8n, readings: 1 }]);
    });

    it('are late where their hour ended more than a day before', async () => {
      const end = hour + HOUR;
      const oven = randomUUID();
      const boiler = randomUUID();
      const { raised: one } = await record([at(0, 101)], {}, { now: end + DAY });
      const { raised: two } = await record([at(0, 101, oven)], {}, { now: end + DAY + 1 });
      const { raised: three } = await record([at(0, 101, boiler)], {}, { now: hour - DAY });
      expect([one, two, three].map(([alert]) => alert!.late)).toEqual([false, true, false]);
      expect(numbers(await list())).toEqual(numbers([...one, ...two, ...three]).toReversed());
      expect(numbers(await models.alerts.unpublished(9))).toEqual(numbers([...one, ...three]));
      expect(await models.alerts.countUnpublished()).toBe(2);
      expect(numbers(await models.alerts.after(0, { limit: 9 }))).toEqual(
        numbers([...one, ...three]),
      );
      expect(await models.alerts.countAfter(0, ada)).toBe(2);
      expect(await models.alerts.countAfter(0)).toBe(2);
    });

    it('are unpublished until they are marked as published, by any recorder', async () => {
      const devices = Array.from({ length: 5 }, () => randomUUID());
      const { raised } = await record(devices.map((device) => at(0, 101, device)));
      expect(await models.alerts.unpublished(9)).toEqual(raised);
      expect(numbers(await models.alerts.unpublished(2))).toEqual(numbers(raised).slice(0, 2));
      const [first, , third] = numbers(raised) as [number, number, number];
      await open().alerts.markPublished([first, third]);
      await models.alerts.markPublished([first, 999_999]);
      await models.alerts.markPublished([]);
      const left = raised.filter(({ number }) => number !== first && number !== third);
      expect(await open().alerts.unpublished(9)).toEqual(left);
      expect(await models.alerts.countUnpublished()).toBe(3);
      await record(devices.map((device) => at(10, 101, device)));
      expect(await models.alerts.countUnpublished()).toBe(3);
    });

    it('have numbers that only grow', async () => {
      expect(await models.alerts.last()).toBe(0);
      const seen: number[] = [];
      for (const on of [models, open(), models]) {
        const { raised } = await record([at(0, 101, randomUUID())], {}, { on });
        seen.push(...numbers(raised));
        expect(await models.alerts.last()).toBe(seen.at(-1));
      }
      expect(seen).toEqual(seen.toSorted((a, b) => a - b));
      expect(new Set(seen).size).toBe(3);
    });

    it('get numbers above what was marked as seen', async () => {
      const rule = always({ limit: 100, ownerId: ada }, hour);
      const raise = async (numbersAbove?: number) => {
        const alerting = { ...rule, ...(numbersAbove !== undefined && { numbersAbove }) };
        const readings = [at(0, 101, randomUUID()), at(0, 101, randomUUID())];
        return numbers((await models.consumption.record(readings, alerting)).raised);
      };
      expect(await raise(40)).toEqual([41, 42]);
      expect(await raise(7)).toEqual([43, 44]);
      expect(await raise()).toEqual([45, 46]);
    });

    it('are listed newest first, page by page, by owner, device and hour', async () => {
      const oven = randomUUID();
      const bob = randomUUID();
      const all: Alert[] = [];
      for (const [index, deviceId] of [fridge, oven, fridge, oven, fridge, fridge].entries()) {
        // Alerts of earlier hours come later here, so that the two orders differ.
        const reading = at(0, 101 + index, deviceId, hour - index * HOUR);
        const ownerId = index % 2 ? bob : ada;
        all.unshift(...(await record([reading], { ownerId })).raised);
      }
      const matching = (matches: (alert: Alert) => boolean) => all.filter(matches);
      expect(await list()).toEqual(all);
      expect(await list({ ownerId: bob })).toEqual(matching((a) => a.ownerId === bob));
      expect(await list({ deviceId: oven })).toEqual(matching((a) => a.deviceId === oven));
      expect(await list({ deviceId: fridge, ownerId: bob })).toEqual(
        matching((a) => a.deviceId === fridge && a.ownerId === bob),
      );
      const from = hour - 3 * HOUR;
      const to = hour - HOUR;
      const within = (a: Alert) => a.hour >= from && a.hour < to;
      expect(await list({ from, to })).toEqual(matching(within));
      expect(await list({ from })).toEqual(matching((a) => a.hour >= from));
      expect(await list({ to })).toEqual(matching((a) => a.hour < to));
      for (const filter of [{ ownerId: ada }, { deviceId: fridge }]) {
        const [[name, value]] = Object.entries(filter) as [['ownerId' | 'deviceId', string]];
        expect(await list({ ...filter, from, to })).toEqual(
          matching((a) => a[name] === value && within(a)),
        );
      }
      for (const filter of [{}, { from: 0 }, { ownerId: ada }, { deviceId: fridge }]) {
        const whole = await list(filter);
        const first = await list({ ...filter, limit: 2 });
        const second = await list({ ...filter, limit: 2, before: first.at(-1)!.number });
        expect([...first, ...second]).toEqual(whole.slice(0, 4));
      }
      expect(await list({ before: all.at(-1)!.number })).toEqual([]);
    });

    it('are counted by hour, those of the newest hours if there are too many', async () => {
      const fridges = Array.from({ length: 3 }, () => randomUUID());
      for (const [index, deviceId] of fridges.entries()) {
        const starts = Array.from({ length: index + 1 }, (_, before) => hour - before * HOUR);
        await record(starts.map((start) => at(0, 101, deviceId, start)));
      }
      const counts = async (from: number, max = 99) =>
        (await models.alerts.countByHour(from, max)).map((each) => [each.hour, each.count]);
      const all = [
        [hour - 2 * HOUR, 1],
        [hour - HOUR, 2],
        [hour, 3],
      ];
      expect(await counts(hour - 2 * HOUR)).toEqual(all);
      expect(await counts(hour - 2 * HOUR + 1)).toEqual(all.slice(1));
      expect(await counts(hour - 2 * HOUR, 4)).toEqual([
        [hour - HOUR, 1],
        [hour, 3],
      ]);
      expect(await counts(hour + HOUR)).toEqual([]);
    });

    it('are found after a number, oldest first, all or those of one person', async () => {
      const bob = randomUUID();
      const all: Alert[] = [];
      for (let index = 0; index < 5; index++) {
        const ownerId = [ada, bob, undefined][index % 3];
        all.push(...(await record([at(0, 101, randomUUID())], { ownerId })).raised);
      }
      const after = (number: number, options = {}) =>
        models.alerts.after(number, { limit: 9, ...options });
      expect(await after(0)).toEqual(all);
      expect(await after(all[1]!.number)).toEqual(all.slice(2));
      expect(await after(all[1]!.number, { limit: 2 })).toEqual(all.slice(2, 4));
      expect(await after(0, { ownerId: ada })).toEqual([all[0], all[3]]);
      expect(await after(all[0]!.number, { ownerId: ada })).toEqual([all[3]]);
      expect(await after(all.at(-1)!.number)).toEqual([]);
      expect(await models.alerts.countAfter(0, ada)).toBe(2);
      expect(await models.alerts.countAfter(all[0]!.number, ada)).toBe(1);
      expect(await models.alerts.countAfter(0, randomUUID())).toBe(0);
      expect(await models.alerts.countAfter(all[0]!.number)).toBe(4);
    });

    describe('of budgets', () => {
      const november = {
        amount: '100',
        currency: 'EUR',
        month: '2026-11',
        threshold: 80,
        forecast: '84.20',
      } as const;
      const raise = (changes: object = {}, { on = models, raisedAt = hour + 7 } = {}) =>
        on.alerts.raiseBudgetAlert({
          ownerId: ada,
          budget: { ...november, ...changes },
          raisedAt,
        });

      it('are raised once for a client, month and threshold, also by several processes at once', async () => {
        const handles = [models, open(), open()];
        const raised = await Promise.all(
          Array.from({ length: 9 }, (_, index) =>
            raise(
              { amount: String(100 + index), forecast: '90.00' },
              { on: handles[index % 3]!, raisedAt: hour + index * HOUR },
            ),
          ),
        );
        expect(raised.filter((alert) => alert !== undefined)).toHaveLength(1);
        expect(await raise({ threshold: 100 })).toMatchObject({ budget: { threshold: 100 } });
        expect(await raise({ month: '2026-12' })).toMatchObject({ budget: { month: '2026-12' } });
        expect(await raise()).toBeUndefined();
        expect(await raise({ threshold: 100 })).toBeUndefined();
        expect(await listAll()).toHaveLength(3);
      });

      it('are numbered, listed and published among those of hours', async () => {
        const [first] = (await record([at(0, 101)])).raised;
        const budget = await raise();
        const [last] = (await record([at(0, 101, randomUUID())])).raised;
        expect(budget).toEqual({
          id: expect.any(String),
          number: expect.any(Number),
          ownerId: ada,
          raisedAt: hour + 7,
          late: false,
          budget: november,
        });
        const all = [first, budget, last];
        expect(await models.alerts.after(0, { limit: 9 })).toEqual(all);
        expect(await models.alerts.after(0, { limit: 9, ownerId: ada })).toEqual(all);
        expect(await models.alerts.unpublished(9)).toEqual(all);
        expect(await listAll({ ownerId: ada })).toEqual(all.toReversed());
        expect(await listAll({ from: hour, to: hour + HOUR })).toEqual(all.toReversed());
        expect(await listAll({ to: hour })).toEqual([]);
        expect(await listAll({ deviceId: fridge })).toEqual([first]);
        expect(await listAll({ ownerId: randomUUID() })).toEqual([]);
        expect(await models.alerts.countAfter(first!.number, ada)).toBe(2);
        expect(await models.alerts.last()).toBe(last!.number);
        await models.alerts.markPublished(numbers(all as ListedAlert[]));
        expect(await models.alerts.unpublished(9)).toEqual([]);
      });

      it('get numbers above what was marked as seen', async () => {
        const alert = await models.alerts.raiseBudgetAlert({
          ownerId: ada,
          budget: november,
          raisedAt: hour,
          numbersAbove: 70,
        });
        expect(alert!.number).toBe(71);
      });
    });

    it('are one for each device and hour when several processes record at once', async () => {
      const handles = [models, open(), open()];
      const devices = Array.from({ length: 4 }, () => randomUUID());
      const recorded = await Promise.all(
        Array.from({ length: 60 }, (_, index) =>
          record(
            [at(Math.floor(index / 4), 30, devices[index % 4]!)],
            {},
            {
              on: handles[index % 3]!,
            },
          ),
        ),
      );
      const raised = recorded.flatMap((each) => each.raised);
      expect(raised.map(({ deviceId }) => deviceId).sort()).toEqual(devices.toSorted());
      expect(await list()).toMatchObject(devices.map(() => ({ total: 450n })));
    });

    it('equal their definition for any readings, corrections, limits and batches', async () => {
      const batch = fc.record({
        limit: fc.integer({ min: 1, max: 20 }),
        owner: fc.constantFrom(undefined, 'ada', 'bob'),
        readings: fc.array(
          fc.record({ device: fc.nat(1), minute: fc.nat(119), energy: fc.nat(9) }),
          { maxLength: 12 },
        ),
      });
      let from = hour;
      await fc.assert(
        fc.asyncProperty(fc.array(batch, { minLength: 1, maxLength: 12 }), async (batches) => {
          from += 10 * HOUR;
          const devices = [randomUUID(), randomUUID()];
          const expected = new Map<string, Partial<Alert>>();
          const readings = new Map<string, Map<number, number>>();
          for (const [index, { limit, owner: ownerId, readings: sent }] of batches.entries()) {
            const now = from + index;
            const own = sent.map(({ device, minute, energy }) => {
              const start = from + Math.floor(minute / 60) * HOUR;
              return { ...at(0, energy, devices[device]!, start), at: from + minute * MINUTE };
            });
            await models.consumption.record(own, always({ limit, ownerId }, now));
            const touched = new Set<string>();
            for (const { deviceId, hour: start, at: time, energy } of own) {
              const key = `${deviceId} ${start}`;
              const values = readings.get(key) ?? new Map();
              if (values.get(time) !== energy) touched.add(key);
              readings.set(key, values.set(time, energy));
            }
            for (const [key, values] of readings) {
              const total = BigInt([...values.values()].reduce((sum, each) => sum + each, 0));
              const [deviceId, start] = key.split(' ') as [string, string];
              const alert = expected.get(key);
              if (alert) expected.set(key, { ...alert, total });
              else if (touched.has(key) && total > limit) {
                const raised = { deviceId, hour: Number(start), total, limit, ownerId };
                expected.set(key, { ...raised, raisedAt: now });
              }
            }
          }
          const alerts = await list({ from, to: from + 2 * HOUR });
          expect(alerts).toHaveLength(expected.size);
          for (const alert of alerts) {
            expect(alert).toMatchObject(expected.get(`${alert.deviceId} ${alert.hour}`)!);
          }
        }),
        { numRuns: 50 },
      );
    });
  });
}

/** The same rule for every device. */
function always(rule: AlertRule, now: number): Alerting {
  return { ruleOf: () => rule, now };
}
