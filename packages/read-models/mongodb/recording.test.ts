import path from 'node:path';
import { EngineUnavailable } from '@energy/engines';
import {
  dropDatabase,
  HAS_FAIL_POINTS,
  hasFailPoints,
  MONGODB_URL,
  throughProxy,
  urlOfATest,
  withClient,
} from '@energy/engines/mongodb/testing';
import { SeverableProxy } from '@energy/engines/testing';
import { Collection } from 'mongodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Alerting } from '../alerts.ts';
import { hourAlerts } from '../alerts.ts';
import { decodeCells } from '../hour-cells.ts';
import type { HourReading, Recorded } from '../hourly-consumption.ts';
import { openReadModels } from '../open.ts';
import type { ReadModels } from '../read-models.ts';
import { hoursIn } from './stored-hour.ts';

const HOUR = Date.UTC(2026, 10, 22, 10);
const DEVICE = 'a device';

const reading = (second: number, energy = 1, deviceId = DEVICE): HourReading => ({
  deviceId,
  hour: HOUR,
  at: HOUR + second * 1_000,
  energy,
});
/** Raises an alert for whatever is more than so much. */
const above = (limit: number): Alerting => ({
  ruleOf: () => ({ limit, ownerId: 'ada' }),
  now: HOUR,
});

describe.skipIf(!MONGODB_URL)('recording in MongoDB', () => {
  let url: string;
  let appName: string;
  let proxy: SeverableProxy;
  let models: ReadModels;
  let others: ReadModels;

  beforeEach(async () => {
    url = urlOfATest();
    proxy = new SeverableProxy(url);
    await proxy.open();
    appName = path.basename(url);
    const timeOuts = { serverSelectionTimeoutMS: 1_000, socketTimeoutMS: 4_000 };
    // A server that only pretends to be no primary does not announce that it is one again; so it is asked.
    const monitoring = { serverMonitoringMode: 'poll', heartbeatFrequencyMS: 500 };
    models = openReadModels(throughProxy(proxy, { appName, ...timeOuts, ...monitoring }));
    others = openReadModels(url);
    await vi.waitFor(() => models.position(), { timeout: 20_000 });
  });

  afterEach(async () => {
    vi.restoreAllMocks();
    await Promise.all([models.close(), others.close()]);
    await proxy.goAway();
    await dropDatabase(url);
  });

  const totalOf = async (deviceId = DEVICE) =>
    (await others.consumption.hours(deviceId, [HOUR]))[0];

  /** Records as the projector does: again and again, until it is known to be recorded. */
  async function recordPersistently(
    batch: readonly HourReading[],
    alerting?: Alerting,
  ): Promise<{ recorded: Recorded; failures: number }> {
    for (let failures = 0; ; failures++) {
      try {
        return { recorded: await models.consumption.record(batch, alerting), failures };
      } catch (error) {
        expect(error).toBeInstanceOf(EngineUnavailable);
        expect(failures).toBeLessThan(200);
      }
    }
  }

  it('has the marks of hours that an earlier release stored', async () => {
    const suspect = { ...reading(0, 7), isSuspect: true };
    await models.consumption.record([suspect, reading(600, 1), reading(0, 7, 'another device')]);
    const [marked] = await models.consumption.marks(DEVICE, [HOUR]);
    expect(marked).toMatchObject({ hour: HOUR, suspect: 1 });

    await withClient(url, (db) =>
      hoursIn(db).updateMany({ marked: { $exists: true } }, { $set: { marked: true } }),
    );

    expect(await models.consumption.marks(DEVICE, [HOUR])).toEqual([marked]);
    expect(await models.consumption.marks('another device', [HOUR])).toEqual([]);
  });

  it('stores totals as 64-bit integers, and readings in binary', async () => {
    const largest = Number.MAX_SAFE_INTEGER;
    await models.consumption.record([reading(0, 1), reading(1, largest), reading(2, largest)]);
    const hours = await withClient(url, (db) =>
      db
        .collection('hourly_consumption_2', { promoteBuffers: true })
        .find({ total: { $type: 'long' }, cells: { $type: 'binData' } })
        .toArray(),
    );
    const total = BigInt(largest) * 2n + 1n;
    expect(hours).toMatchObject([{ _id: `6b02bd20 ${DEVICE}`, total, readings: 3 }]);
    expect(decodeCells(hours[0]!.cells)).toEqual(
      new Map([
        [0, 1],
        [1_000, largest],
        [2_000, largest],
      ]),
    );
  });

  it('loses and doubles nothing while the server goes away and comes back', async () => {
    let away = true;
    const outages = (async () => {
      for (let outage = 0; outage < 4; outage++) {
        await proxy.goAway();
        await new Promise((resolve) => setTimeout(resolve, 150));
        await proxy.open();
        await new Promise((resolve) => setTimeout(resolve, 150));
      }
      away = false;
    })();
    let sent = 0;
    let failures = 0;
    for (; away || sent < 40; sent++) {
      const batch = Array.from({ length: 20 }, (_, device) => reading(sent, 1, `device ${device}`));
      failures += (await recordPersistently(batch, above(5))).failures;
    }
    await outages;
    expect(failures).toBeGreaterThan(0);
    for (let device = 0; device < 20; device++) {
      expect(await totalOf(`device ${device}`)).toMatchObject({
        total: BigInt(sent),
        readings: sent,
      });
    }
    expect(await others.alerts.list({ limit: 99 })).toHaveLength(20);
  });

  it('finds what was stored although the server’s answer was lost', async () => {
    await models.consumption.record([reading(0, 10)]);
    const bulkWrite = vi.spyOn(Collection.prototype, 'bulkWrite');
    bulkWrite.mockImplementationOnce(function (this: Collection, ...args) {
      proxy.swallowReplies();
      bulkWrite.mockRestore();
      return this.bulkWrite(...args);
    });
    const { recorded } = await recordPersistently([reading(0, 10), reading(1, 20)]);
    expect(recorded.recorded + recorded.repeated).toBe(2);
    expect(await totalOf()).toEqual({ hour: HOUR, total: 30n, readings: 2 });
  });

  it('is right wherever a connection breaks', async () => {
    let failures = 0;
    for (let round = 0; round < 25; round++) {
      const batch = Array.from({ length: 30 }, (_, device) =>
        reading(round, 3, `device ${device}`),
      );
      proxy.severAfter(400 + round * 350);
      failures += (await recordPersistently(batch, above(40))).failures;
    }
    for (let device = 0; device < 30; device++) {
      expect(await totalOf(`device ${device}`)).toMatchObject({ total: 75n, readings: 25 });
    }
    const alerts = hourAlerts(await others.alerts.list({ limit: 99 }));
    expect(new Set(alerts.map(({ deviceId }) => deviceId)).size).toBe(30);
    expect(alerts).toHaveLength(30);
    // The driver itself repeats most of what breaks.
    expect(failures).toBeLessThan(25);
  });

  describe('that others get in the way of', () => {
    /** Has others record before the next write, once the hour was read. */
    function overtake(work: () => Promise<unknown>): void {
      const bulkWrite = vi.spyOn(Collection.prototype, 'bulkWrite');
      bulkWrite.mockImplementationOnce(async function (this: Collection, ...args) {
        bulkWrite.mockRestore();
        await work();
        return this.bulkWrite(...args);
      });
    }

    it('adds what it has to what they stored first', async () => {
      for (const second of [0, 1]) {
        overtake(() => others.consumption.record([reading(10 + second, 100)]));
        const batch = [reading(second, 1), reading(second, 1, 'another device')];
        expect(await models.consumption.record(batch)).toMatchObject({ recorded: 2, corrected: 0 });
      }
      expect(await totalOf()).toEqual({ hour: HOUR, total: 202n, readings: 4 });
      expect(await totalOf('another device')).toMatchObject({ total: 2n, readings: 2 });
    });

    it('counts what they stored first as repeated', async () => {
      overtake(() => others.consumption.record([reading(0, 7)]));
      const batch = [reading(0, 7), reading(1, 7)];
      expect(await models.consumption.record(batch)).toMatchObject({ recorded: 1, repeated: 1 });
      expect(await totalOf()).toMatchObject({ total: 14n, readings: 2 });
    });

    it('leaves out what has no room any more', async () => {
      const largest = Number.MAX_SAFE_INTEGER;
      const full = Array.from({ length: 1_024 }, (_, second) => reading(second, largest));
      overtake(() => others.consumption.record(full));
      const late = reading(2_000, largest);
      const { outOfRange, recorded } = await models.consumption.record([late]);
      expect({ outOfRange, recorded }).toEqual({ outOfRange: [late], recorded: 0 });
      expect(await totalOf()).toMatchObject({ total: BigInt(largest) * 1_024n, readings: 1_024 });
    });

    it('raises no second alert', async () => {
      overtake(() => others.consumption.record([reading(0, 100)], above(50)));
      const { raised, changed } = await models.consumption.record([reading(1, 100)], above(50));
      expect(raised).toEqual([]);
      expect(changed).toMatchObject([{ total: 200n }]);
      expect(await others.alerts.list({ limit: 9 })).toMatchObject([{ number: 1, total: 200n }]);
    });
  });

  describe('an alert', () => {
    const batch = [reading(0, 100)];
    const died = () => new EngineUnavailable('it has died');
    const { insertMany, bulkWrite } = Collection.prototype;
    /** Has the recorder die in the middle of its work. */
    const deaths = {
      'it is stored with its hour, and not listed': () => {
        vi.spyOn(Collection.prototype, 'insertMany').mockRejectedValueOnce(died());
      },
      'it is listed, and that was not said': () => {
        const dying = vi.spyOn(Collection.prototype, 'insertMany');
        dying.mockImplementationOnce(async function (this: Collection, ...args) {
          await insertMany.apply(this, args);
          throw died();
        });
      },
      'it is listed, and that is not noted in its hour': () => {
        const dying = vi.spyOn(Collection.prototype, 'bulkWrite');
        dying.mockImplementation(async function (this: Collection, ...args) {
          if ('updateOne' in args[0][0]!) throw died();
          return bulkWrite.apply(this, args);
        });
      },
    };

    it.each(Object.entries(deaths))(
      'is listed once although its recorder dies when %s',
      async (_, die) => {
        die();
        await expect(models.consumption.record(batch, above(50))).rejects.toThrow('it has died');
        vi.restoreAllMocks();
        for (let time = 0; time < 2; time++) {
          expect(await others.consumption.record(batch, above(50))).toMatchObject({ repeated: 1 });
          expect(await others.alerts.unpublished(9)).toMatchObject([{ number: 1, total: 100n }]);
          expect(await unlistedHours()).toBe(0);
        }
      },
    );

    it('that is not listed yet is listed by the next recorder of its hour', async () => {
      vi.spyOn(Collection.prototype, 'insertMany').mockRejectedValueOnce(died());
      await expect(models.consumption.record(batch, above(50))).rejects.toThrow('it has died');
      const rule = { limit: 1, ownerId: 'bob' };
      const next = await others.consumption.record([reading(1, 1)], { ruleOf: () => rule, now: 0 });
      const first = { ownerId: 'ada', limit: 50, total: 101n };
      expect(next).toMatchObject({ recorded: 1, raised: [first] });
      expect((await models.consumption.record(batch, above(50))).raised).toEqual([]);
      expect(await others.alerts.list({ limit: 9 })).toMatchObject([first]);
    });

    it('comes to be seen after those with smaller numbers, of several recorders at once', async () => {
      const seen: number[] = [];
      const recorders = [models, others].map(async ({ consumption }, recorder) => {
        for (let round = 0; round < 10; round++) {
          const devices = Array.from({ length: 5 }, (_, n) => `device ${recorder} ${round} ${n}`);
          await consumption.record(
            devices.map((device) => reading(0, 9, device)),
            above(5),
          );
        }
      });
      const all = Promise.all(recorders);
      while (seen.length < 100) {
        const news = await others.alerts.after(seen.length, { limit: 100 });
        seen.push(...news.map(({ number }) => number));
      }
      await all;
      expect(seen).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
    });

    const unlistedHours = () =>
      withClient(url, (db) =>
        db.collection('hourly_consumption_2').countDocuments({ unlisted: { $exists: true } }),
      );
  });

  describe.skipIf(!HAS_FAIL_POINTS)('on a server that fails', () => {
    /** Has the server fail so many times what these read models ask it for. */
    const fail = (times: number, data: Record<string, unknown>) =>
      withClient(MONGODB_URL!, (db) =>
        db.client.db('admin').command({
          configureFailPoint: 'failCommand',
          mode: { times },
          data: { ...data, appName },
        }),
      );

    it.each(['insert', 'update'])(
      'says so where an %s finds no primary, and is right after it',
      async (command) => {
        const devices = [DEVICE, 'another device'];
        await models.consumption.record(devices.map((device) => reading(0, 1, device)));
        await fail(4, { failCommands: [command], errorCode: 10107 });
        // As every other test file does when it is loaded.
        await hasFailPoints();
        const batch = [...devices, 'a third'].map((device) => reading(1, 9, device));
        const { failures } = await recordPersistently(batch, above(5));
        expect(failures).toBeGreaterThan(0);
        for (const [device, total] of Object.entries({ [DEVICE]: 10n, 'a third': 9n })) {
          expect(await totalOf(device)).toMatchObject({ total });
        }
        expect(await others.alerts.list({ limit: 9 })).toHaveLength(3);
      },
    );

    it('takes nothing for recorded that no majority has confirmed', async () => {
      await models.consumption.record([reading(0, 1)]);
      await fail(1, {
        failCommands: ['update'],
        writeConcernError: { code: 64, errmsg: 'waiting for replication timed out' },
      });
      const call = models.consumption.record([reading(1, 9)]);
      await expect(call).rejects.toThrow(EngineUnavailable);
      await expect(call).rejects.toThrow('a majority of its members does not confirm');
      expect(await models.consumption.record([reading(1, 9)])).toMatchObject({ repeated: 1 });
      expect(await totalOf()).toMatchObject({ total: 10n, readings: 2 });
    });
  });
});
