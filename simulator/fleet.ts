import type { MicrowattHours } from '@energy/domain';
import type { Reading } from '@energy/measurements';
import type { Time } from './clock.ts';

export interface FleetPlan {
  /** The devices' ids. */
  readonly devices: readonly string[];
  /** Each device's clock at its first reading: milliseconds since 1970, UTC. */
  readonly from: number;
  /** No reading is of a later instant. */
  readonly until: number;
  readonly intervalMs: number;
  /** The same seed makes the same readings. */
  readonly seed: number;
  /** The number of readings; `Infinity`: until every clock has reached `until`. */
  readonly readings: number;
}

/** The fleet's readings, each device's in the order of its clock, the devices taking turns. */
export function* fleetReadings(plan: FleetPlan): Generator<Reading> {
  const { devices, from, until, intervalMs, seed } = plan;
  const keys = devices.map((device) => mix(seed, textHash(device)));
  let left = plan.readings;
  for (let step = 0, at = from; at <= until; step++, at = from + step * intervalMs) {
    for (const [index, deviceId] of devices.entries()) {
      if (left-- <= 0) return;
      yield { deviceId, at, energy: householdEnergy(keys[index]!, step, at, intervalMs) };
    }
  }
}

export interface Faults {
  /** The share of the readings that is sent twice, from 0 to 1. */
  readonly repeat: number;
  /** Messages are shuffled within groups of this size; 1 keeps the order. */
  readonly shuffle: number;
  readonly seed: number;
}

/** The same readings as a poor network delivers them: some twice, some out of order. */
export function* withFaults(
  readings: Iterable<Reading>,
  { repeat, shuffle, seed }: Faults,
): Generator<Reading> {
  const random = randomNumbers(mix(seed, textHash('faults')));
  let window: Reading[] = [];
  for (const reading of readings) {
    window.push(reading);
    if (random() < repeat) window.push(reading);
    if (window.length >= shuffle) {
      yield* inRandomOrder(window, random);
      window = [];
    }
  }
  yield* inRandomOrder(window, random);
}

function inRandomOrder(readings: Reading[], random: () => number): Reading[] {
  for (let last = readings.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [readings[last], readings[other]] = [readings[other]!, readings[last]!];
  }
  return readings;
}

/** Lets `perSecond` turns a second pass; what was missed while others held things up is caught up. */
export class Pace {
  readonly #perSecond: number;
  readonly #time: Time;
  readonly #startedAt: number;
  #allowed = 0;
  #taken = 0;

  constructor(perSecond: number, time: Time) {
    this.#perSecond = perSecond;
    this.#time = time;
    this.#startedAt = time.now();
  }

  /** Resolves when it is the next one's turn; rejects when the signal aborts. */
  async turn(signal: AbortSignal): Promise<void> {
    if (this.#perSecond === Number.POSITIVE_INFINITY) return;
    while (this.#taken >= this.#allowed) {
      const elapsed = this.#time.now() - this.#startedAt;
      this.#allowed = Math.floor((elapsed * this.#perSecond) / 1_000);
      if (this.#taken >= this.#allowed) await this.#time.sleep(PACE_MS, signal);
    }
    this.#taken++;
  }
}

const PACE_MS = 10;

/**
 * The consumption of a household of this key in an interval: a base load, people who are there in the morning
 * and above all in the evening, and now and then something that heats.
 */
function householdEnergy(
  key: number,
  step: number,
  at: number,
  intervalMs: number,
): MicrowattHours {
  const random = randomNumbers(mix(key, step));
  const baseWatts = 60 + 120 * share(key);
  const hour = (at / 3_600_000) % 24;
  const activity = 0.3 + 0.6 * bump(hour, 7.5, 1.5) + 1.1 * bump(hour, 19.5, 2.5);
  const peopleWatts = 250 * activity * (0.5 + random());
  const heating = random() < 0.05 * activity;
  const heatingWatts = heating ? 800 + 1_700 * random() : 0;
  return milliwattHours(baseWatts + peopleWatts + heatingWatts, intervalMs);
}

function bump(hour: number, peak: number, width: number): number {
  return Math.exp(-(((hour - peak) / width) ** 2));
}

/** Meters count no finer than this: whole mWh, as µWh. */
function milliwattHours(watts: number, ms: number): MicrowattHours {
  return Math.round((watts * ms) / 3_600) * 1_000;
}

/** Mulberry32: pseudo-random numbers from 0 to 1 (excluded), the same for the same seed. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    return share(state);
  };
}

function share(state: number): number {
  return (mix(state, 0) >>> 0) / 2 ** 32;
}

/** Two 32-bit integers mixed into one (the finalizer of MurmurHash3). */
function mix(a: number, b: number): number {
  let hash = Math.imul(a ^ Math.imul(b, 0x9e3779b1), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  hash ^= hash >>> 16;
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return hash ^ (hash >>> 13);
}

/** FNV-1a. */
function textHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}
