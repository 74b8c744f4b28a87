import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { calendarDay } from '@energy/domain';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { hourAlerts } from './alerts.ts';
import type { DayTotal } from './daily-consumption.ts';
import type { HourReading, HourTotal } from './hourly-consumption.ts';
import { openReadModels } from './open.ts';
import type { ReadModels } from './read-models.ts';
import {
  alertingOf,
  allEdits,
  batchesOf,
  deviceIdsOf,
  HOUR_STARTS,
  type Plan,
  RECORDERS,
} from './recorded-plan.fixture.ts';
import { reviewAll } from './testing/review.ts';

/** @param make names a store that does not exist yet, and removes it */
export function describeKilledRecorders(
  make: () => { readonly url: string; remove(): Promise<void> | void },
): void {
  let url: string;
  let models: ReadModels;
  let remove: () => Promise<void> | void;

  beforeEach(() => {
    ({ url, remove } = make());
    models = openReadModels(url);
  });

  afterEach(async () => {
    await models.close();
    await remove();
  });

  it('records what is defined when three record the same hours and are killed again and again', async () => {
    const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
    console.info(`Recorders that are killed, with SEED=${seed}`);
    await Promise.all(
      Array.from({ length: RECORDERS }, (_, recorder) => recordKilled({ seed, recorder })),
    );
    const all = Array.from({ length: RECORDERS }, (_, recorder) => batchesOf({ seed, recorder }));
    const readings = all.flat(2);
    const { ruleOf } = alertingOf(seed);
    const exceeding = new Set<string>();
    for (const deviceId of deviceIdsOf(seed)) {
      const expected = HOUR_STARTS.flatMap((hour) => {
        const own = readings.filter((each) => each.deviceId === deviceId && each.hour === hour);
        const energies = [...new Map(own.map(({ at, energy }) => [at, BigInt(energy)])).values()];
        const total = energies.reduce((sum, energy) => sum + energy, 0n);
        if (total > ruleOf(deviceId, hour)!.limit) exceeding.add(`${deviceId} ${hour}`);
        return energies.length > 0 ? [{ hour, total, readings: energies.length }] : [];
      });
      expect(await models.consumption.hours(deviceId, HOUR_STARTS)).toEqual(expected);
      expect(await daysOf(deviceId)).toEqual(daysOfHours(expected));
    }
    const alerts = hourAlerts(await models.alerts.list({ limit: 999 }));
    const alerted = new Set(alerts.map(({ deviceId, hour }) => `${deviceId} ${hour}`));
    expect(alerted.size).toBe(alerts.length);
    expect(exceeding.difference(alerted)).toEqual(new Set());
    expect(exceeding.size).toBeGreaterThan(0);
    expect(await models.alerts.unpublished(999)).toHaveLength(alerts.length);
  }, 120_000);

  it('derives the same hours of registers and of decisions about them as one recorder that lives', async () => {
    const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
    console.info(`Recorders of registers that are killed, with SEED=${seed}`);
    const plans = Array.from({ length: RECORDERS }, (_, recorder) => ({
      seed,
      recorder,
      isOfRegisters: true,
    }));
    await Promise.all(plans.map(recordKilled));
    const last = new Map(
      plans.flatMap(batchesOf).flatMap((batch) => batch.map((each) => [keyOf(each), each])),
    );
    const twins = [...last.values()].map((each) => ({
      ...each,
      deviceId: `${each.deviceId} twin`,
    }));
    await models.consumption.record(twins);
    const edits = allEdits(seed);
    const editsOfTwins = edits.map((each) => ({ ...each, deviceId: `${each.deviceId} twin` }));
    const { changed } = await models.consumption.edit(editsOfTwins);
    expect(changed.length).toBeGreaterThan(0);
    for (const deviceId of deviceIdsOf(seed)) {
      const hoursOf = async (id: string) => ({
        hours: await models.consumption.hours(id, HOUR_STARTS),
        marks: await models.consumption.marks(id, HOUR_STARTS),
        days: await daysOf(id),
      });
      const found = await hoursOf(deviceId);
      expect(found.hours.length).toBeGreaterThan(0);
      expect(found).toEqual(await hoursOf(`${deviceId} twin`));
    }
    expect((await reviewAll(models.consumption.review)).wrong).toEqual([]);
    const alerts = hourAlerts(await models.alerts.list({ limit: 999 }));
    const alerted = new Set(alerts.map(({ deviceId, hour }) => `${deviceId} ${hour}`));
    expect(alerted.size).toBe(alerts.length);
  }, 120_000);

  async function daysOf(deviceId: string): Promise<readonly DayTotal[]> {
    const range = { from: calendarDay('2026-01-01'), to: calendarDay('2026-12-31') };
    return models.dailyConsumption.days({ deviceId, timeZone: 'UTC' }, range);
  }

  /** Runs one recorder in a process of its own, which is killed and started again twice. */
  async function recordKilled(plan: Plan): Promise<void> {
    const { recorder } = plan;
    let done = -1;
    for (const kills of [1, 2, 0]) {
      // In the middle of the next batch, or of one soon after: a fast recorder waits there.
      const killFrom = kills > 0 ? 4 * kills - recorder - 1 : Number.POSITIVE_INFINITY;
      const child = startRecorder(plan, { from: done + 1, to: killFrom + 3 });
      child.stdout!.setEncoding('utf8').on('data', (text: string) => {
        done = Number(text.trimEnd().split('\n').at(-1));
        if (done >= killFrom) setImmediate(() => child.kill('SIGKILL'));
      });
      const [code, signal] = await once(child, 'close');
      expect({ code, signal }).toEqual(
        kills > 0 ? { code: null, signal: 'SIGKILL' } : { code: 0, signal: null },
      );
    }
  }

  function startRecorder(
    { seed, recorder, isOfRegisters = false }: Plan,
    { from, to }: { readonly from: number; readonly to: number },
  ): ChildProcess {
    const script = path.join(import.meta.dirname, 'recorder.fixture.ts');
    const kind = isOfRegisters ? 'registers' : 'intervals';
    const args = [script, url, String(seed), String(recorder), String(from), String(to), kind];
    return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  }
}

function keyOf({ deviceId, at }: HourReading): string {
  return `${deviceId} ${at}`;
}

/** Adds up hours by days of UTC. */
function daysOfHours(hours: readonly HourTotal[]): DayTotal[] {
  const days = Map.groupBy(hours, ({ hour }) => Math.floor(hour / 86_400_000));
  return [...days].map(([day, own]) => ({
    day,
    total: own.reduce((sum, { total }) => sum + total, 0n),
    readings: own.reduce((sum, { readings }) => sum + readings, 0),
    hours: own.length,
  }));
}
