import { rmSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { temporaryFolder } from '@energy/testing';
import { expect, it } from 'vitest';
import { measurement, Pipeline } from './testing/pipeline.ts';

const HOUR = Date.UTC(2026, 10, 22, 9);

it('a projector migrates the readings of an earlier release before it records further ones', async () => {
  const folder = temporaryFolder('reading-migration');
  const file = path.join(folder, 'read-models.db');
  const previous = new DatabaseSync(file);
  previous.exec(`
    CREATE TABLE hourly_consumption (
      hour INTEGER NOT NULL,
      device_id TEXT NOT NULL,
      total INTEGER NOT NULL,
      readings INTEGER NOT NULL,
      energies TEXT NOT NULL,
      PRIMARY KEY (hour, device_id)
    ) STRICT, WITHOUT ROWID;`);
  const pipeline = await Pipeline.open(`sqlite:${file}`);
  const device = await pipeline.register('Europe/Brussels');
  previous
    .prepare('INSERT INTO hourly_consumption VALUES (?, ?, ?, ?, ?)')
    .run(HOUR, device, 300, 2, '{"0":100,"600000":200}');
  previous.close();
  const log: string[] = [];
  pipeline.start({ log: { info: (line) => log.push(line), warn: (line) => log.push(line) } });
  await pipeline.publish(measurement(device, '2026-11-22T09:20Z', 0.001));
  await pipeline.settled(1);
  expect(await pipeline.readModels.consumption.hours(device, [HOUR])).toEqual([
    { hour: HOUR, total: 1_000_300n, readings: 3 },
  ]);
  expect(log).toEqual([
    'Migrating the readings of an earlier release: 1 hours of devices, up to 2026-11-22T09:00:00.000Z of ' +
      '2026-11-22T09:00:00.000Z. Recording begins after that.',
    expect.stringMatching(/^The readings of 1 hours of devices were migrated in [\d.]+ s\.$/),
    'The projector is ready; recording begins.',
  ]);
  await pipeline.close();
  rmSync(folder, { recursive: true });
});
