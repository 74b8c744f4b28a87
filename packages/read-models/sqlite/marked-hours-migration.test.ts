import { rmSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { calendarDay } from '@energy/domain';
import { temporaryFolder } from '@energy/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openReadModels } from '../open.ts';
import type { ReadModels } from '../read-models.ts';

const HOUR_MS = 3_600_000;
const START = Date.UTC(2026, 0, 1);
const HOURS = 4_500;
const never = new AbortController().signal;

let folder: string;
let file: string;
let models: ReadModels;
beforeEach(() => {
  folder = temporaryFolder('marked-hours');
  file = path.join(folder, 'read-models.db');
  models = openReadModels(`sqlite:${file}`);
});
afterEach(async () => {
  await models.close();
  rmSync(folder, { recursive: true });
});

function run(sql: string): void {
  const db = new DatabaseSync(file);
  db.exec(sql);
  db.close();
}

const marked = async () => {
  const from = calendarDay('2026-01-01');
  const days = { from, to: from + 200 };
  return models.dailyConsumption.markedHours({ deviceId: 'device', timeZone: 'UTC' }, days);
};

it('lists hours that were marked before there was a list, and continues after a kill', async () => {
  await models.consumption.record(
    Array.from({ length: HOURS }, (_, index) => ({
      deviceId: 'device',
      hour: START + index * HOUR_MS,
      at: START + index * HOUR_MS,
      energy: 1,
      timeZone: 'UTC',
      isEstimated: index % 3 === 0,
    })),
  );
  const expected = await marked();
  expect(expected).toHaveLength(HOURS / 3);
  run('DELETE FROM marked_hours_1; DELETE FROM marked_hours_1_listed;');
  expect(await marked()).toEqual([]);
  const killed = new AbortController();
  const migrating = models.consumption.migrate(() => {}, killed.signal);
  killed.abort();
  await migrating;
  const some = (await marked()).length;
  expect(some).toBeLessThan(expected.length);
  // An hour that changes in between is listed as it is then.
  await models.consumption.record([
    { deviceId: 'device', hour: START, at: START, energy: 2, timeZone: 'UTC' },
  ]);
  await models.consumption.migrate(() => {}, never);
  expect(await marked()).toEqual(expected.slice(1));
  run('DELETE FROM marked_hours_1');
  await models.consumption.migrate(() => {}, never);
  expect(await marked()).toEqual([]);
});
