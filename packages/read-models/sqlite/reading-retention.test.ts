import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { temporaryFolder } from '@energy/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openReadModels } from '../open.ts';
import type { ReadModels } from '../read-models.ts';
import { fillHours } from '../testing/hours.ts';
import { reviewAll } from '../testing/review.ts';

const HOUR_MS = 3_600_000;
const CUT = Date.UTC(2026, 10, 1);
const HOURS_BEFORE = 120;
const HOURS_AFTER = 4;
const DEVICES = 640;
const deviceIds = Array.from({ length: DEVICES }, (_, device) => `device ${device}`);
const starts = Array.from(
  { length: HOURS_BEFORE + HOURS_AFTER },
  (_, hour) => CUT + (hour - HOURS_BEFORE) * HOUR_MS,
);
/** Six readings of an hour. */
const energies = (device: number) =>
  new Map(Array.from({ length: 6 }, (_, index) => [index * 600_000, (device + index) * 1_000]));

let folder: string;
let url: string;
beforeEach(async () => {
  folder = temporaryFolder('reading-retention');
  url = `sqlite:${path.join(folder, 'read-models.db')}`;
  await openReadModels(url).close();
  await fillHours(
    url,
    starts.map((hour) => ({ hour, deviceIds, energies })),
  );
});
afterEach(() => rmSync(folder, { recursive: true }));

async function review(models: ReadModels) {
  const { hours, dropped, wrong } = await reviewAll(models.consumption.review);
  return { hours, dropped, wrong: wrong.length };
}

function bytesInUse(): number {
  const db = new DatabaseSync(url.slice('sqlite:'.length));
  const { pages } = db
    .prepare(
      'SELECT page_count - freelist_count AS pages FROM pragma_page_count, pragma_freelist_count',
    )
    .get()!;
  db.close();
  return pages as number;
}

it('dropping readings continues after a kill between any two steps, and frees their space', async () => {
  const before = bytesInUse();
  for (let lines = 1; ; lines++) {
    const script = path.join(import.meta.dirname, 'reading-retention.fixture.ts');
    const dropping = spawn(process.execPath, [script, url, String(CUT)]);
    let printed = 0;
    let isDone = false;
    for await (const text of dropping.stdout.setEncoding('utf8')) {
      isDone = String(text).includes('done');
      printed += String(text).trimEnd().split('\n').length;
      if (printed >= lines || isDone) break;
    }
    dropping.kill('SIGKILL');
    if (dropping.exitCode === null && dropping.signalCode === null) await once(dropping, 'exit');
    const models = openReadModels(url);
    const { hours, wrong } = await review(models);
    expect({ hours, wrong }).toEqual({ hours: starts.length * DEVICES, wrong: 0 });
    const totals = await models.consumption.hours(deviceIds[7]!, starts.slice(0, 3));
    expect(totals).toEqual(
      starts.slice(0, 3).map((hour) => ({ hour, total: 57_000n, readings: 6 })),
    );
    await models.close();
    if (isDone) break;
  }
  const models = openReadModels(url);
  expect((await review(models)).dropped).toBe(HOURS_BEFORE * DEVICES);
  await models.close();
  expect(bytesInUse()).toBeLessThan(before / 2);
}, 60_000);
