import { rmSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTask } from 'node:timers/promises';
import type { CalendarDay } from '@energy/domain';
import { temporaryFolder } from '@energy/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { encodeCells } from '../hour-cells.ts';
import { hourKey, READINGS_AT_ONCE } from '../hour-review.ts';
import { openReadModels } from '../open.ts';
import type { ReadModels } from '../read-models.ts';
import { fillHours, spoilTotals } from '../testing/hours.ts';
import { reviewAll } from '../testing/review.ts';
import { decodeBlock, encodeBlock } from './hour-blocks.ts';
import { HOUR_TABLE, type HourPlace, placeOf } from './hour-table.ts';

const DAY_MS = 86_400_000;
const HOUR = Date.UTC(2026, 10, 22, 10);
const READINGS = 600;
/** For a few steps of a rebuild; their ids sort in the opposite order of their numbers. */
const DEVICES = Array.from(
  { length: (4 * READINGS_AT_ONCE) / READINGS },
  (_, number) => `f0000000-0000-4000-8000-${String(999_999_999_999 - number)}`,
);
const ENERGIES = new Map(Array.from({ length: READINGS }, (_, second) => [second * 1_000, 7]));

let folder: string;
let file: string;
let models: ReadModels;

beforeEach(async () => {
  folder = temporaryFolder('hour-review');
  file = path.join(folder, 'read-models.db');
  models = openReadModels(`sqlite:${file}`);
  await fillHours(`sqlite:${file}`, [
    { hour: HOUR, deviceIds: DEVICES, energies: () => ENERGIES, wrongBy: 1 },
  ]);
});

afterEach(async () => {
  await models.close();
  rmSync(folder, { recursive: true });
});

const wrongCount = async () => (await reviewAll(models.consumption.review)).wrong.length;

/** Runs the rest of a rebuild; returns the number of its steps. */
async function rebuildRest(): Promise<number> {
  for (let steps = 1; steps <= 10; steps++) {
    const { end } = await models.consumption.review.rebuildNext();
    if (end === undefined) return steps;
  }
  throw new Error('The rebuild does not end.');
}

it('rebuilds an hour of many devices step by step, in whatever order their ids are', async () => {
  expect(await wrongCount()).toBe(DEVICES.length);
  expect(await rebuildRest()).toBeGreaterThan(3);
  expect(await wrongCount()).toBe(0);
});

it('continues a rebuild of an earlier release with the block in whose middle it ended', async () => {
  const { review } = models.consumption;
  const reached = DEVICES[40]!;
  const db = new DatabaseSync(file);
  db.prepare('INSERT INTO checkpoints VALUES (?, ?)').run(HOUR_TABLE, hourKey(reached, HOUR));
  db.close();
  expect(await review.rebuiltTo()).toBe(hourKey(reached, HOUR));
  await rebuildRest();
  expect(await review.rebuiltTo()).toBeUndefined();
  const { wrong } = await reviewAll(review);
  expect(wrong.map(({ deviceId }) => deviceId)).toEqual(DEVICES.slice(0, 32));
});

it('counts what is recorded between the review and the correction of an hour', async () => {
  const recorder = new DatabaseSync(file);
  recorder.exec('BEGIN IMMEDIATE');
  const rebuilding = models.consumption.review.rebuildNext();
  await nextTask();
  // The correction waits for this transaction.
  addReading(recorder, { key: placeOf(HOUR, 0).key, slot: 0 });
  recorder.exec('COMMIT');
  recorder.close();
  await rebuilding;
  await rebuildRest();
  const { wrong, readings } = await reviewAll(models.consumption.review);
  expect({ wrong, readings }).toEqual({ wrong: [], readings: DEVICES.length * READINGS + 1 });
  expect(await models.consumption.hours(DEVICES[0]!, [HOUR])).toEqual([
    { hour: HOUR, total: 7n * BigInt(READINGS + 1), readings: READINGS + 1 },
  ]);
});

it('corrects the stored days with their hours', async () => {
  const { consumption, dailyConsumption } = models;
  const inUtc = { deviceId: DEVICES[0]!, timeZone: 'UTC' };
  await consumption.record([
    { ...inUtc, hour: HOUR + DAY_MS, at: HOUR + DAY_MS, energy: 1 },
    { ...inUtc, hour: HOUR, at: HOUR + 1, energy: 3 },
  ]);
  await spoilTotals(`sqlite:${file}`);
  const signal = new AbortController().signal;
  await dailyConsumption.build({ now: HOUR + 2 * DAY_MS, onProgress() {}, signal });
  const day = async () => {
    const from = Math.floor(HOUR / DAY_MS) as CalendarDay;
    return (await dailyConsumption.days(inUtc, { from, to: from }))[0]!.total;
  };
  expect(await day()).toBe(7n * BigInt(READINGS) + 3n + 1n);
  await rebuildRest();
  expect(await day()).toBe(7n * BigInt(READINGS) + 3n);
  expect((await dailyConsumption.review.next(undefined)).wrong).toEqual([]);
});

function addReading(db: DatabaseSync, { key, slot }: HourPlace): void {
  const row = db.prepare(`SELECT hours FROM ${HOUR_TABLE} WHERE key = ?`).get(key)!;
  const block = decodeBlock(row.hours as Uint8Array);
  const cells = encodeCells(new Map([...ENERGIES, [3_599_000, 7]]));
  block[slot] = { total: 7 * (READINGS + 1), readings: READINGS + 1, cells };
  db.prepare(`UPDATE ${HOUR_TABLE} SET hours = ? WHERE key = ?`).run(encodeBlock(block), key);
}
