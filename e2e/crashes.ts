import { setTimeout as sleep } from 'node:timers/promises';
import { eventually, repetitions, shuffled } from '@energy/testing';
import type { TestPlatform } from '@energy/testing/platform';
import { expect } from 'vitest';

const DEVICES = 25;
const READINGS_OF_A_DEVICE = 400;
const KILLS = repetitions({ quick: 4, thorough: 22 });
const STOPS = repetitions({ quick: 2, thorough: 6 });
/** Each is followed by a pause of 150 ms, so that publishing lasts about as long as the kills. */
const LOTS = repetitions({ quick: 18, thorough: 60 });
const INTERVAL_MS = 600_000;
const HOUR_MS = 3_600_000;

interface Sent {
  readonly device: string;
  readonly at: number;
  readonly kWh: number;
}

/**
 * Thousands of readings, a tenth of them twice, go in out of order, while the projector is killed
 * again and again: afterwards every hour is the sum of its readings, and the queue is empty.
 */
export async function killAtRandomMoments(platform: TestPlatform): Promise<void> {
  const devices = await Promise.all(
    Array.from({ length: DEVICES }, () => platform.registerDevice({ timeZone: 'UTC' })),
  );
  const readings = devices.flatMap((device) => readingsOf(device));
  const repeated = shuffled(readings).slice(0, readings.length / 10);
  const sent = shuffled([...readings, ...repeated]);

  const publishing = publishSlowly(platform, sent);
  for (let kill = 0; kill < KILLS; kill++) {
    const projector = await platform.startProjector();
    await sleep(Math.random() * 120);
    await projector.kill();
  }
  await publishing;

  const projector = await platform.startProjector();
  const truth = hourlyTruth(readings);
  await eventually(async () => (await recordedReadings(platform, truth)) === readings.length);
  expect(await projector.stop()).toBe(0);

  await expectTruth(platform, truth);
}

/**
 * Thousands of readings wait while the projector is stopped again and again: each time it exits with 0, and
 * what is not recorded waits in the queue again, held by no consumer.
 */
export async function stopAtRandomMoments(platform: TestPlatform): Promise<void> {
  const devices = await Promise.all(
    Array.from({ length: DEVICES }, () => platform.registerDevice({ timeZone: 'UTC' })),
  );
  const readings = devices.flatMap((device) => readingsOf(device));
  const truth = hourlyTruth(readings);
  await platform.queue.publish(shuffled(readings).map(bodyOf));
  const inSmallBatches = { PROJECTOR_BATCH_SIZE: '40', PROJECTOR_LINGER_MS: '0' };
  for (let stops = 0; stops < STOPS; stops++) {
    const projector = await platform.startProjector(inSmallBatches);
    await sleep(Math.random() * 100);
    expect(await projector.stop()).toBe(0);
    const recorded = await recordedReadings(platform, truth);
    const left = readings.length - recorded;
    await eventually(async () => (await platform.queue.waiting()) >= left);
  }
  const projector = await platform.startProjector();
  await eventually(async () => (await recordedReadings(platform, truth)) === readings.length);
  await eventually(async () => (await platform.queue.waiting()) === 0);
  expect(await projector.stop()).toBe(0);
  await expectTruth(platform, truth);
}

/** Every hour is the sum of its readings, and nothing is left over. */
async function expectTruth(platform: TestPlatform, truth: Truth): Promise<void> {
  for (const [device, hours] of truth) {
    const totals = await platform.readModels.consumption.hours(device, [...hours.keys()]);
    expect(totals).toEqual(
      [...hours].map(([hour, { total, count }]) => ({ hour, total, readings: count })),
    );
  }
  expect(await platform.queue.waiting()).toBe(0);
  expect(await platform.queue.deadLetters.count()).toBe(0);
}

function readingsOf(device: string): Sent[] {
  const from = Date.UTC(2026, 9, 1) + Math.floor(Math.random() * 6) * INTERVAL_MS;
  return Array.from({ length: READINGS_OF_A_DEVICE }, (_, n) => ({
    device,
    at: from + n * INTERVAL_MS,
    kWh: Math.floor(Math.random() * 1e9) / 1e9,
  }));
}

/** In many small lots, so that a projector is killed with some stored and some still to come. */
async function publishSlowly(platform: TestPlatform, sent: readonly Sent[]): Promise<void> {
  const lot = Math.ceil(sent.length / LOTS);
  for (let from = 0; from < sent.length; from += lot) {
    await platform.queue.publish(sent.slice(from, from + lot).map(bodyOf));
    await sleep(150);
  }
}

function bodyOf({ device, at, kWh }: Sent): Uint8Array {
  const message = { timestamp: at, device_id: device, measurement_value: kWh };
  return Buffer.from(JSON.stringify(message));
}

type Truth = Map<string, Map<number, { total: bigint; count: number }>>;

function hourlyTruth(readings: readonly Sent[]): Truth {
  const truth: Truth = new Map();
  for (const { device, at, kWh } of readings.toSorted((a, b) => a.at - b.at)) {
    const hours = truth.get(device) ?? new Map();
    truth.set(device, hours);
    const hour = at - (at % HOUR_MS);
    const { total, count } = hours.get(hour) ?? { total: 0n, count: 0 };
    hours.set(hour, { total: total + BigInt(kWh.toFixed(9).replace('.', '')), count: count + 1 });
  }
  return truth;
}

async function recordedReadings(platform: TestPlatform, truth: Truth): Promise<number> {
  let recorded = 0;
  for (const [device, hours] of truth) {
    const totals = await platform.readModels.consumption.hours(device, [...hours.keys()]);
    recorded += totals.reduce((sum, { readings }) => sum + readings, 0);
  }
  return recorded;
}
