import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeMeasurement } from '@energy/measurements';
import { eventually, type RunningProcess } from '@energy/testing';
import type { TestPlatform } from '@energy/testing/platform';
import { expect } from 'vitest';

const HOUR = Date.UTC(2026, 10, 22, 9);
const DEVICES = 40;
const ORIGINAL = 100;
const CORRECTED = 200;
const LATER = 7;
const SQLITE_BUSY = 5;
/** Far longer than the test: what is delivered stays in the hands of its projector. */
const HOLDS_MESSAGES = { PROJECTOR_LINGER_MS: '10000', PROJECTOR_BATCH_SIZE: '5000' };

/**
 * Readings are confirmed and delivered to projectors, one of which is paused; ten seconds later their corrections
 * are confirmed. The paused projector resumes after the corrections were recorded: they stay.
 */
export async function correctWhileProjectorIsPaused(
  platform: TestPlatform,
  env: NodeJS.ProcessEnv = {},
): Promise<void> {
  const devices = await Promise.all(
    Array.from({ length: DEVICES }, () => platform.registerDevice({ timeZone: 'UTC' })),
  );
  const publish = (energy: number, minute: number) =>
    platform.queue.publish(
      devices.map((deviceId) => writeMeasurement({ deviceId, at: HOUR + minute * 60_000, energy })),
    );
  const total = async () => {
    const totals = await Promise.all(
      devices.map((device) => platform.readModels.consumption.hours(device, [HOUR])),
    );
    return totals.flat().reduce((sum, hour) => sum + Number(hour.total), 0);
  };
  const paused = await platform.startProjector({ ...env, ...HOLDS_MESSAGES });
  await publish(1, 0);
  await eventually(async () => (await total()) === DEVICES);

  await publish(ORIGINAL, 10);
  await eventually(async () => (await platform.queue.waiting()) === 0 || isEmbedded(platform));
  await pauseBetweenWrites(paused, platform);
  const other: RunningProcess = await platform.startProjector(env);
  await sleep(10_000);
  await publish(CORRECTED, 10);
  await eventually(async () => (await total()) === DEVICES * (1 + CORRECTED));
  paused.signal('SIGCONT');
  await publish(LATER, 20);
  const expected = DEVICES * (1 + CORRECTED + LATER);
  await eventually(async () => (await total()) === expected);
  expect(await paused.stop()).toBe(0);
  expect(await other.stop()).toBe(0);
  expect(await platform.queue.waiting()).toBe(0);
  expect(await total()).toBe(expected);
}

/** Pauses a process at a moment when it holds no lock on a database, which would stop all others as well. */
async function pauseBetweenWrites(
  process: RunningProcess,
  { folder }: TestPlatform,
): Promise<void> {
  const databases = readdirSync(folder).filter((name) => name.endsWith('.db'));
  await eventually(async () => {
    process.signal('SIGSTOP');
    await eventually(() => isStopped(process.pid));
    if (databases.every((name) => isUnlocked(path.join(folder, name)))) return true;
    process.signal('SIGCONT');
    return false;
  });
}

function isStopped(pid: number): boolean {
  return /^\d+ \(.*\) T/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
}

function isUnlocked(file: string): boolean {
  const database = new DatabaseSync(file, { timeout: 1_000 });
  try {
    database.exec('BEGIN IMMEDIATE; ROLLBACK');
    return true;
  } catch (error) {
    if ((error as { errcode?: number }).errcode !== SQLITE_BUSY) throw error;
    return false;
  } finally {
    database.close();
  }
}

function isEmbedded({ env }: TestPlatform): boolean {
  return env.BROKER_URL!.startsWith('sqlite:');
}
