import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { EngineUnavailable } from '@energy/engines';
import { dropDatabase, MONGODB_URL, urlOfATest, withClient } from '@energy/engines/mongodb/testing';
import { type BulkWriteOptions, Collection } from 'mongodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { alertId } from '../alerts.ts';
import { hourKey } from '../hour-review.ts';
import { openReadModels } from '../open.ts';
import type { ReadModels } from '../read-models.ts';
import { reviewAll } from '../testing/review.ts';

const HOUR_MS = 3_600_000;
const FIRST = Date.UTC(2026, 10, 22, 10);
const HOURS = 25;
const DEVICES = 100;
const LAST = FIRST + (HOURS - 1) * HOUR_MS;
/** A collection of earlier releases. */
const PREVIOUS = 'hourly_consumption_1';
const never = new AbortController().signal;

interface PreviousHour {
  readonly _id: string;
  readonly version: number;
  readonly total: bigint;
  readonly readings: number;
  readonly energies: Record<string, bigint>;
  readonly alert?: object;
  readonly unlisted?: true;
}

const deviceId = (device: number) =>
  `${String(device).padStart(8, '0')}-1140-4c7a-991a-a1a2561c6bc2`;
const energyOf = (device: number, hour: number, minute: number) =>
  BigInt(device) * 1_000_003n + BigInt(hour * 1_000 + minute);
const totalOf = (device: number, hour: number) =>
  energyOf(device, hour, 0) + energyOf(device, hour, 10);

/** Two readings of an hour, as an earlier release stored them. */
function previousHour(device: number, hour: number): PreviousHour {
  return {
    _id: hourKey(deviceId(device), FIRST + hour * HOUR_MS),
    version: 2,
    total: totalOf(device, hour),
    readings: 2,
    energies: { 0: energyOf(device, hour, 0), 600000: energyOf(device, hour, 10) },
  };
}

describe.skipIf(!MONGODB_URL)('readings in the layout of an earlier release in MongoDB', () => {
  let url: string;
  let opened: ReadModels[];

  beforeEach(() => {
    url = urlOfATest();
    opened = [];
  });

  afterEach(async () => {
    vi.restoreAllMocks();
    await Promise.all(opened.map((models) => models.close()));
    await dropDatabase(url);
  });

  function open(): ReadModels {
    const models = openReadModels(url);
    opened.push(models);
    return models;
  }

  function fillPreviousLayout({ hours = HOURS, devices = DEVICES } = {}): Promise<void> {
    const all = Array.from({ length: hours * devices }, (_, index) =>
      previousHour(index % devices, Math.floor(index / devices)),
    );
    return withClient(url, async (db) => {
      await db.collection<PreviousHour>(PREVIOUS).insertMany(all);
    });
  }

  const countPrevious = () => withClient(url, (db) => db.collection(PREVIOUS).countDocuments());

  async function expectEverything(models: ReadModels): Promise<void> {
    const starts = Array.from({ length: HOURS }, (_, hour) => FIRST + hour * HOUR_MS);
    for (let device = 0; device < DEVICES; device += 37) {
      expect(await models.consumption.hours(deviceId(device), starts)).toEqual(
        starts.map((hour, index) => ({ hour, total: totalOf(device, index), readings: 2 })),
      );
    }
  }

  async function expectMigrated(models: ReadModels): Promise<void> {
    expect(await countPrevious()).toBe(0);
    await expectEverything(models);
    const { review } = models.consumption;
    expect(await review.count()).toBe(HOURS * DEVICES);
    expect(await review.extent()).toEqual({ first: FIRST, last: LAST });
    const sums = { hours: HOURS * DEVICES, readings: 2 * HOURS * DEVICES, dropped: 0 };
    expect(await reviewAll(review)).toEqual({ ...sums, wrong: [] });
    const energy = Number(energyOf(5, 0, 0));
    const repeated = [{ deviceId: deviceId(5), hour: FIRST, at: FIRST, energy }];
    expect(await models.consumption.record(repeated)).toMatchObject({ repeated: 1, recorded: 0 });
  }

  /** Does something before the next bulk that removes previous hours. */
  function beforeRemoval(work: () => Promise<unknown>): void {
    const { bulkWrite } = Collection.prototype;
    const spy = vi.spyOn(Collection.prototype, 'bulkWrite');
    spy.mockImplementation(async function (this: Collection, writes, options?: BulkWriteOptions) {
      if ('deleteOne' in writes[0]!) {
        spy.mockRestore();
        await work();
      }
      return bulkWrite.call(this, writes, options);
    });
  }

  it('are migrated with progress, and read at any time', async () => {
    await fillPreviousLayout();
    const models = open();
    await expectEverything(models);
    const progress: unknown[] = [];
    const reads: Promise<void>[] = [];
    await models.consumption.migrate((step) => {
      progress.push(step);
      reads.push(expectEverything(models));
    }, never);
    await Promise.all(reads);
    expect(progress).toEqual([
      { hours: 2_000, through: FIRST + 19 * HOUR_MS, last: LAST },
      { hours: 2_500, through: LAST, last: LAST },
    ]);
    await expectMigrated(models);
    const again = open();
    await again.consumption.migrate(() => expect.fail('There is nothing to migrate'), never);
    await expectMigrated(again);
  });

  it('are neither recorded over nor reviewed before they are migrated', async () => {
    await fillPreviousLayout({ hours: 1, devices: 3 });
    const { consumption } = open();
    const reading = { deviceId: deviceId(0), hour: FIRST, at: FIRST, energy: 1 };
    await expect(consumption.record([reading])).rejects.toThrow(EngineUnavailable);
    await expect(consumption.review.next(undefined)).rejects.toThrow(/earlier release/);
    await expect(consumption.review.rebuildNext()).rejects.toThrow(/earlier release/);
    await consumption.migrate(() => {}, never);
    expect(await consumption.record([reading])).toMatchObject({ corrected: 1 });
  });

  it('are migrated until the signal aborts', async () => {
    await fillPreviousLayout();
    const models = open();
    const aborted = new AbortController();
    await models.consumption.migrate(() => aborted.abort(), aborted.signal);
    expect(await countPrevious()).toBe(500);
    await expectEverything(models);
  });

  it('are migrated by several processes, one of which is killed in the middle', async () => {
    await fillPreviousLayout();
    const script = path.join(import.meta.dirname, '../hour-migration.fixture.ts');
    const killed = spawn(process.execPath, [script, url]);
    await once(killed.stdout, 'data');
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    const one = open();
    const other = open();
    await expectEverything(one);
    await Promise.all([one, other].map((each) => each.consumption.migrate(() => {}, never)));
    await expectMigrated(other);
  });

  it('are counted once where a process died before it removed what it had stored', async () => {
    await fillPreviousLayout();
    const models = open();
    beforeRemoval(() => Promise.reject(new EngineUnavailable('it has died')));
    await expect(models.consumption.migrate(() => {}, never)).rejects.toThrow('it has died');
    expect(await countPrevious()).toBe(HOURS * DEVICES);
    await expectEverything(models);
    await models.consumption.migrate(() => {}, never);
    await expectMigrated(models);
  });

  it('are not lost where an earlier release records on during the migration', async () => {
    await fillPreviousLayout({ hours: 1, devices: 2 });
    const { consumption } = open();
    const { _id, version } = previousHour(0, 0);
    const recordedOn = { total: totalOf(0, 0) + 7n, 'energies.1200000': 7n };
    beforeRemoval(() =>
      withClient(url, (db) =>
        db
          .collection<PreviousHour>(PREVIOUS)
          .updateOne({ _id, version }, { $set: recordedOn, $inc: { readings: 1, version: 1 } }),
      ),
    );
    await consumption.migrate(() => {}, never);
    const total = totalOf(0, 0) + 7n;
    expect(await consumption.hours(deviceId(0), [FIRST])).toEqual([
      { hour: FIRST, total, readings: 3 },
    ]);
    expect(await countPrevious()).toBe(0);
  });

  it('win against nothing that was recorded since', async () => {
    const models = open();
    await models.consumption.migrate(() => {}, never);
    const start = { deviceId: deviceId(0), hour: FIRST };
    await models.consumption.record([{ ...start, at: FIRST, energy: 7 }]);
    await fillPreviousLayout({ hours: 1, devices: 1 });
    const later = open();
    await later.consumption.migrate(() => {}, never);
    const total = 7n + energyOf(0, 0, 10);
    expect(await later.consumption.hours(deviceId(0), [FIRST])).toEqual([
      { hour: FIRST, total, readings: 2 },
    ]);
  });

  it('change no hour whose readings were dropped since', async () => {
    await fillPreviousLayout({ hours: 1, devices: 1 });
    const { consumption } = open();
    await consumption.migrate(() => {}, never);
    await consumption.dropReadings({ before: LAST, onProgress: () => {}, signal: never });
    const hour = previousHour(0, 0);
    await withClient(url, (db) =>
      db
        .collection<PreviousHour>(PREVIOUS)
        .insertOne({ ...hour, total: 7n, readings: 1, energies: { 1200000: 7n } }),
    );
    const later = open();
    await later.consumption.migrate(() => {}, never);
    expect(await countPrevious()).toBe(0);
    expect(await later.consumption.hours(deviceId(0), [FIRST])).toEqual([
      { hour: FIRST, total: totalOf(0, 0), readings: 2 },
    ]);
  });

  it('keep their alerts, of which one is not listed yet', async () => {
    const alert = { ownerId: 'ada', limit: 1n, raisedAt: new Date(FIRST), late: false };
    const listed = previousHour(1, 0);
    const unlisted = previousHour(2, 0);
    await withClient(url, async (db) => {
      await db.collection<PreviousHour>(PREVIOUS).insertMany([
        { ...listed, alert },
        { ...unlisted, alert, unlisted: true },
      ]);
      await db.collection<{ _id: string }>('alerts_1').insertOne({
        _id: alertId(deviceId(1), FIRST),
        number: 1,
        deviceId: deviceId(1),
        ...alert,
        hour: new Date(FIRST),
      } as { _id: string });
    });
    const { consumption, alerts } = open();
    const first = { number: 1, deviceId: deviceId(1), total: totalOf(1, 0) };
    expect(await alerts.list({ limit: 9 })).toMatchObject([first]);
    await consumption.migrate(() => {}, never);
    const repeated = [1, 2].map((device) => ({
      deviceId: deviceId(device),
      hour: FIRST,
      at: FIRST,
      energy: Number(energyOf(device, 0, 0)),
    }));
    const second = { number: 2, deviceId: deviceId(2), ownerId: 'ada', total: totalOf(2, 0) };
    const alerting = { ruleOf: () => ({ limit: 1, ownerId: 'bob' }), now: FIRST };
    expect(await consumption.record(repeated, alerting)).toMatchObject({
      repeated: 2,
      raised: [second],
    });
    expect(await alerts.list({ limit: 9 })).toMatchObject([second, first]);
  });
});
