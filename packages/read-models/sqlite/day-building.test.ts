import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { calendarDay } from '@energy/domain';
import { temporaryFolder } from '@energy/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ZoneProgress } from '../daily-consumption.ts';
import type { DayKey } from '../day-review.ts';
import type { MigrationProgress } from '../hourly-consumption.ts';
import { openReadModels } from '../open.ts';
import type { ReadModels } from '../read-models.ts';

const HOUR_MS = 3_600_000;
const FIRST = Date.UTC(2026, 10, 22);
const HOURS = 60;
const DEVICES = 2_000;
const LAST = FIRST + (HOURS - 1) * HOUR_MS;
const RANGE = { from: calendarDay('2026-11-20'), to: calendarDay('2026-11-26') };
const ZONES = ['Europe/Brussels', 'Asia/Kolkata'];
const never = new AbortController().signal;

let folder: string;
let file: string;

beforeEach(() => {
  folder = temporaryFolder('day-building');
  file = path.join(folder, 'read-models.db');
});

afterEach(() => rmSync(folder, { recursive: true }));

const open = () => openReadModels(`sqlite:${file}`);
const deviceId = (device: number) =>
  `${String(device).padStart(8, '0')}-1140-4c7a-991a-a1a2561c6bc2`;
const timeZoneOf = (device: number) => ZONES[device % ZONES.length]!;
const energyOf = (device: number, hour: number) => device * 1_000_003 + hour;

/** A store of the release before this one, which stored no days. */
async function fillWithoutDays(): Promise<void> {
  const models = open();
  for (let from = 0; from < DEVICES; from += 1_000) {
    await models.devices.store(
      Array.from({ length: 1_000 }, (_, index) => ({
        id: deviceId(from + index),
        registeredAt: '2026-10-01T10:00:00.000Z',
        description: 'Meter',
        address: 'Here',
        maxHourlyConsumption: 1,
        timeZone: timeZoneOf(from + index),
        ownerId: undefined,
        ownerships: [],
        tariffs: [],
        decommissionedAt: undefined,
        meter: {},
        revision: 0,
      })),
    );
  }
  for (let hour = 0; hour < HOURS; hour++) {
    const start = FIRST + hour * HOUR_MS;
    await models.consumption.record(
      Array.from({ length: DEVICES }, (_, device) => ({
        deviceId: deviceId(device),
        // Hours of Kolkata begin at half past.
        hour: start + (device % 2) * (HOUR_MS / 2),
        at: start + (device % 2) * (HOUR_MS / 2),
        energy: energyOf(device, hour),
      })),
    );
  }
  await models.close();
  const db = new DatabaseSync(file);
  db.exec(`
    DROP TABLE daily_consumption_1;
    DROP TABLE daily_time_zones_2;
    DROP TABLE daily_consumption_progress_1`);
  db.close();
}

/** The days of a device by definition. */
function definition(device: number) {
  const days = new Map<number, { total: bigint; readings: number; hours: number }>();
  for (let hour = 0; hour < HOURS; hour++) {
    const at = FIRST + hour * HOUR_MS + (device % 2) * (HOUR_MS / 2);
    const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZoneOf(device));
    const day = calendarDay(local.toPlainDate().toString());
    const { total, readings } = days.get(day) ?? { total: 0n, readings: 0 };
    const sum = total + BigInt(energyOf(device, hour));
    days.set(day, { total: sum, readings: readings + 1, hours: readings + 1 });
  }
  return [...days].map(([day, sum]) => ({ day, ...sum }));
}

async function expectDays(models: ReadModels): Promise<void> {
  for (let device = 0; device < DEVICES; device += 173) {
    const zoned = { deviceId: deviceId(device), timeZone: timeZoneOf(device) };
    expect(await models.dailyConsumption.days(zoned, RANGE)).toEqual(definition(device));
  }
}

async function expectBuilt(models: ReadModels): Promise<void> {
  await expectDays(models);
  const { review } = models.dailyConsumption;
  const found = { days: 0, wrong: 0 };
  let after: DayKey | undefined;
  do {
    const { days, wrong, end } = await review.next(after);
    found.days += days;
    found.wrong += wrong.length;
    after = end?.key;
  } while (after !== undefined);
  expect(found).toEqual({ days: await review.count(), wrong: 0 });
  expect(found.days).toBeGreaterThan(2 * DEVICES);
}

describe('the days of a store without any', () => {
  it('are built with progress, and right at any time', async () => {
    await fillWithoutDays();
    const models = open();
    await expectDays(models);
    const progress: MigrationProgress[] = [];
    const reads: Promise<void>[] = [];
    await models.dailyConsumption.build({
      now: LAST + 90 * HOUR_MS,
      signal: never,
      onProgress: (step) => {
        progress.push(step);
        reads.push(expectDays(models));
      },
    });
    await Promise.all(reads);
    expect(progress.length).toBeGreaterThan(3);
    expect(progress.map(({ hours }) => hours)).toEqual(
      progress.map(({ hours }) => hours).toSorted((a, b) => a - b),
    );
    // Two hours are still running.
    expect(progress.at(-1)).toMatchObject({
      through: expect.any(Number),
      last: LAST - 1.5 * HOUR_MS,
    });
    await expectBuilt(models);
    await models.close();
  });

  it('are built on by the next process when one is killed in the middle', async () => {
    await fillWithoutDays();
    const killed = spawn(process.execPath, [
      path.join(import.meta.dirname, 'day-building.fixture.ts'),
      `sqlite:${file}`,
      String(LAST),
    ]);
    await once(killed.stdout, 'data');
    killed.kill('SIGKILL');
    const one = open();
    const other = open();
    await expectDays(one);
    const options = { now: LAST, onProgress: () => {}, signal: never };
    await Promise.all([one, other].map((each) => each.dailyConsumption.build(options)));
    await expectBuilt(other);
    await Promise.all([one.close(), other.close()]);
  });
});

describe('the time zones of days', () => {
  it('are taken over from a release that stored a row for each device', async () => {
    await fillWithoutDays();
    const built = open();
    const options = { now: LAST, onProgress: () => {}, signal: never };
    await built.dailyConsumption.build(options);
    await built.close();
    storePreviousZones({ unbuilt: 40, unknown: 41 });
    const models = open();
    await expectDays(models);
    const progress: ZoneProgress[] = [];
    const onZoneProgress = (step: ZoneProgress) => progress.push(step);
    await models.dailyConsumption.build({ ...options, onZoneProgress });
    expect(progress).toEqual([
      { devices: 1, all: 2 },
      { devices: 2, all: 2 },
    ]);
    await expectBuilt(models);
    await models.close();
    expect(tablesOfZones()).toEqual(['daily_time_zone_names_2', 'daily_time_zones_2']);
  });
});

/** @param devices those whose hours no day contains: one of a known zone, and one of an unknown zone */
function storePreviousZones(devices: { readonly unbuilt: number; readonly unknown: number }): void {
  const db = new DatabaseSync(file);
  db.exec(`
    DROP TABLE daily_time_zones_2;
    DROP TABLE daily_time_zone_names_2;
    CREATE TABLE daily_time_zones_1 (
      device INTEGER PRIMARY KEY,
      time_zone TEXT NOT NULL,
      built INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX daily_time_zones_unbuilt ON daily_time_zones_1 (device) WHERE built = 0`);
  const insert = db.prepare('INSERT INTO daily_time_zones_1 VALUES (?, ?, ?)');
  db.exec('BEGIN');
  // Devices have their numbers in the order of their first readings.
  for (let device = 0; device < DEVICES; device++) {
    const isBuilt = device !== devices.unbuilt && device !== devices.unknown;
    insert.run(device, device === devices.unknown ? '' : timeZoneOf(device), Number(isBuilt));
  }
  db.exec('COMMIT');
  db.close();
}

function tablesOfZones(): unknown[] {
  const db = new DatabaseSync(file);
  const tables = db.prepare(`
    SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE 'daily_time_zone%' ORDER BY name`);
  const names = tables.all().map(({ name }) => name);
  db.close();
  return names;
}
