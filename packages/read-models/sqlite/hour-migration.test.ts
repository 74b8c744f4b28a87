import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { EngineUnavailable } from '@energy/engines';
import { temporaryFolder } from '@energy/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openReadModels } from '../open.ts';
import type { ReadModels } from '../read-models.ts';
import { reviewAll } from '../testing/review.ts';

const HOUR_MS = 3_600_000;
const FIRST = Date.UTC(2026, 10, 22, 10);
const HOURS = 25;
const DEVICES = 1_000;
const LAST = FIRST + (HOURS - 1) * HOUR_MS;
const never = new AbortController().signal;

let folder: string;
let file: string;

beforeEach(() => {
  folder = temporaryFolder('hour-migration');
  file = path.join(folder, 'read-models.db');
});

afterEach(() => rmSync(folder, { recursive: true }));

const open = () => openReadModels(`sqlite:${file}`);
const deviceId = (device: number) =>
  `${String(device).padStart(8, '0')}-1140-4c7a-991a-a1a2561c6bc2`;
const energyOf = (device: number, hour: number, minute: number) =>
  device * 1_000_003 + hour * 1_000 + minute;
const totalOf = (device: number, hour: number) =>
  BigInt(energyOf(device, hour, 0)) + BigInt(energyOf(device, hour, 10));

/** Makes the table of the earlier release, and stores two readings of each hour as that release did. */
function fillPreviousLayout({ hours = HOURS, devices = DEVICES } = {}): void {
  const db = new DatabaseSync(file);
  db.exec(`
    PRAGMA journal_mode = WAL;
    CREATE TABLE checkpoints (
      projection TEXT PRIMARY KEY,
      position TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE hourly_consumption (
      hour INTEGER NOT NULL,
      device_id TEXT NOT NULL,
      total INTEGER NOT NULL,
      readings INTEGER NOT NULL,
      energies TEXT NOT NULL,
      PRIMARY KEY (hour, device_id)
    ) STRICT, WITHOUT ROWID;
    BEGIN`);
  const insert = db.prepare('INSERT INTO hourly_consumption VALUES (?, ?, ?, ?, ?)');
  for (let hour = 0; hour < hours; hour++) {
    for (let device = 0; device < devices; device++) {
      const energies = {
        0: energyOf(device, hour, 0),
        600000: energyOf(device, hour, 10),
      };
      const start = FIRST + hour * HOUR_MS;
      const total = totalOf(device, hour);
      insert.run(start, deviceId(device), total, 2, JSON.stringify(energies));
    }
  }
  db.exec('COMMIT');
  db.close();
}

async function expectEverything(models: ReadModels): Promise<void> {
  const starts = Array.from({ length: HOURS }, (_, hour) => FIRST + hour * HOUR_MS);
  for (let device = 0; device < DEVICES; device += 37) {
    expect(await models.consumption.hours(deviceId(device), starts)).toEqual(
      starts.map((hour, index) => ({ hour, total: totalOf(device, index), readings: 2 })),
    );
  }
}

async function expectMigrated(models: ReadModels): Promise<void> {
  await expectEverything(models);
  const { review } = models.consumption;
  expect(await review.count()).toBe(HOURS * DEVICES);
  expect(await review.extent()).toEqual({ first: FIRST, last: LAST });
  const sums = { hours: HOURS * DEVICES, readings: 2 * HOURS * DEVICES, dropped: 0 };
  expect(await reviewAll(review)).toEqual({ ...sums, wrong: [] });
  const repeated = [{ deviceId: deviceId(5), hour: FIRST, at: FIRST, energy: energyOf(5, 0, 0) }];
  expect(await models.consumption.record(repeated)).toMatchObject({ repeated: 1, recorded: 0 });
}

describe('readings in the layout of an earlier release', () => {
  it('are migrated with progress, and read at any time', async () => {
    fillPreviousLayout();
    const models = open();
    await expectEverything(models);
    const progress: { hours: number; through: number; last: number }[] = [];
    const reads: Promise<void>[] = [];
    await models.consumption.migrate((step) => {
      progress.push(step);
      reads.push(expectEverything(models));
    }, never);
    await Promise.all(reads);
    expect(progress).toEqual([
      { hours: 10_000, through: FIRST + 9 * HOUR_MS, last: LAST },
      { hours: 20_000, through: FIRST + 19 * HOUR_MS, last: LAST },
      { hours: 25_000, through: LAST, last: LAST },
    ]);
    await expectMigrated(models);
    await models.close();
    const again = open();
    await again.consumption.migrate(() => expect.fail('There is nothing to migrate'), never);
    await expectMigrated(again);
    await again.close();
  });

  it('are neither recorded over nor reviewed before they are migrated', async () => {
    fillPreviousLayout({ hours: 1, devices: 3 });
    const models = open();
    const reading = { deviceId: deviceId(0), hour: FIRST, at: FIRST, energy: 1 };
    await expect(models.consumption.record([reading])).rejects.toThrow(EngineUnavailable);
    await expect(models.consumption.review.next(undefined)).rejects.toThrow(/earlier release/);
    await models.consumption.migrate(() => {}, never);
    expect(await models.consumption.record([reading])).toMatchObject({ corrected: 1 });
    await models.close();
  });

  it('are migrated by several processes, one of which is killed in the middle', async () => {
    fillPreviousLayout();
    const killed = spawn(process.execPath, [
      path.join(import.meta.dirname, '../hour-migration.fixture.ts'),
      `sqlite:${file}`,
    ]);
    await once(killed.stdout, 'data');
    killed.kill('SIGKILL');
    const one = open();
    const other = open();
    await expectEverything(one);
    await Promise.all([one, other].map((each) => each.consumption.migrate(() => {}, never)));
    await expectMigrated(other);
    await Promise.all([one.close(), other.close()]);
  });

  it('stay where they are when the disk is full, and are migrated when there is room', async () => {
    fillPreviousLayout();
    const models = open();
    const aborted = new AbortController();
    await models.consumption.migrate(() => aborted.abort(), aborted.signal);
    const limited = new DatabaseSync(file);
    const { page_count: pages } = limited.prepare('PRAGMA page_count').get() as {
      page_count: number;
    };
    limited.close();
    const full = open();
    const execute = DatabaseSync.prototype.exec;
    DatabaseSync.prototype.exec = function exec(sql: string) {
      if (sql === 'BEGIN IMMEDIATE') execute.call(this, `PRAGMA max_page_count = ${pages}`);
      return execute.call(this, sql);
    };
    try {
      // Nothing is free in the file either.
      const filler = new DatabaseSync(file);
      filler.exec('CREATE TABLE filler (bytes BLOB)');
      filler.exec(`PRAGMA max_page_count = ${pages}`);
      expect(() => {
        for (;;) filler.exec('INSERT INTO filler VALUES (zeroblob(4000))');
      }).toThrow(/full/);
      filler.close();
      await expect(full.consumption.migrate(() => {}, never)).rejects.toThrow(/full/);
      await expectEverything(full);
    } finally {
      DatabaseSync.prototype.exec = execute;
    }
    await full.close();
    await models.consumption.migrate(() => {}, never);
    await expectMigrated(models);
    await models.close();
  });

  it('win against nothing that was recorded since', async () => {
    fillPreviousLayout({ hours: 1, devices: 1 });
    const models = open();
    await models.consumption.migrate(() => {}, never);
    const start = { deviceId: deviceId(0), hour: FIRST };
    await models.consumption.record([{ ...start, at: FIRST, energy: 7 }]);
    const db = new DatabaseSync(file);
    db.exec('DROP TABLE IF EXISTS hourly_consumption; DROP TABLE checkpoints');
    db.close();
    fillPreviousLayout({ hours: 1, devices: 1 });
    const later = open();
    await later.consumption.migrate(() => {}, never);
    const total = 7n + BigInt(energyOf(0, 0, 10));
    expect(await later.consumption.hours(deviceId(0), [FIRST])).toEqual([
      { hour: FIRST, total, readings: 2 },
    ]);
    await Promise.all([models.close(), later.close()]);
  });
});
