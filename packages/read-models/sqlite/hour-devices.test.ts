import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { temporaryFolder } from '@energy/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hourKey } from '../hour-review.ts';
import { openReadModels } from '../open.ts';
import type { ReadModels } from '../read-models.ts';

const HOUR = Date.UTC(2026, 10, 22, 10);

let folder: string;
let file: string;
let one: ReadModels;
let other: ReadModels;

beforeEach(() => {
  folder = temporaryFolder('hour-devices');
  file = path.join(folder, 'read-models.db');
  [one, other] = [openReadModels(`sqlite:${file}`), openReadModels(`sqlite:${file}`)];
});

afterEach(async () => {
  await Promise.all([one.close(), other.close()]);
  rmSync(folder, { recursive: true });
});

const reading = (deviceId: string, energy = 1) => ({ deviceId, hour: HOUR, at: HOUR, energy });
const totalOf = async (models: ReadModels, deviceId: string) =>
  (await models.consumption.hours(deviceId, [HOUR])).map(({ total }) => total);

function numbers(): unknown[] {
  const db = new DatabaseSync(file);
  const rows = db.prepare('SELECT number FROM hour_devices ORDER BY number').all();
  db.close();
  return rows.map(({ number }) => number);
}

describe('the numbers of devices', () => {
  it('are assigned once, whichever recorder stores the first reading of a device', async () => {
    const devices = Array.from({ length: 200 }, () => randomUUID());
    await Promise.all(
      devices.flatMap((id, index) => [
        one.consumption.record([reading(id, 1), reading(devices.at(-1 - index)!, 1)]),
        other.consumption.record([reading(devices.at(-1 - index)!, 1), reading(id, 1)]),
      ]),
    );
    expect(numbers()).toEqual(devices.map((_, number) => number));
    for (const id of devices) expect(await totalOf(other, id)).toEqual([1n]);
  });

  it('are free again when the batch that assigned them was rolled back', async () => {
    const failed = randomUUID();
    const first = randomUUID();
    const unusual = 'no UUID';
    const impossible = [reading(failed, 5), reading(unusual, -1)];
    await expect(one.consumption.record(impossible)).rejects.toThrow(RangeError);
    expect(numbers()).toEqual([]);
    await other.consumption.record([reading(first, 7)]);
    await one.consumption.record([reading(failed, 5), reading(unusual, 3)]);
    expect(numbers()).toEqual([0, 1, 2]);
    expect(await totalOf(one, first)).toEqual([7n]);
    expect(await totalOf(other, failed)).toEqual([5n]);
    const { end, hours } = await one.consumption.review.next(undefined);
    expect({ end, hours }).toEqual({ end: hourKey(unusual, HOUR), hours: 3 });
  });
});
