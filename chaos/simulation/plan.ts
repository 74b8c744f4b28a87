import { shuffled } from '@energy/testing';
import type { Random } from '../random.ts';

const INTERVAL_MS = 600_000;
const HOUR_MS = 3_600_000;
const HOURS = 3;
const READINGS_AN_HOUR = 6;
/** About half of the hours exceed it. */
export const LIMIT_KWH = 1.5;
const MAX_MICRO_WATT_HOURS = 500_000_000;
const MIN_DEVICES = 2;
const MAX_DEVICES = 4;
const MAX_CHANGES = 3;
const MAX_BREAK_MS = 400;
/** Hours are whole in all of them. */
const ZONES = ['Europe/Brussels', 'America/New_York', 'UTC'] as const;

export interface PlannedReading {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly microWattHours: number;
}

export interface PlannedDevice {
  readonly id: string;
  readonly ownerId: string;
  readonly timeZone: string;
  /** The first one is registered; the others are changes. */
  readonly descriptions: readonly string[];
  /** In the order in which the meter sends them: out of order, repeated, corrected. */
  readonly readings: readonly PlannedReading[];
  /** Messages of a device that nobody registers, one for each. */
  readonly strays: number;
  /** Waits between two steps of its meter and of its administrator. */
  readonly breakMs: number;
}

export interface PlannedFault {
  readonly kind: 'kill' | 'pause' | 'drop-consumer';
  readonly at: number;
  readonly durationMs: number;
}

/** @param now milliseconds since 1970 */
export function planDevices(random: Random, now: number): PlannedDevice[] {
  return Array.from({ length: random.integer(MIN_DEVICES, MAX_DEVICES) }, () => {
    const id = randomId(random);
    return {
      id,
      ownerId: randomId(random),
      timeZone: random.pick(ZONES),
      descriptions: Array.from(
        { length: 1 + random.integer(0, MAX_CHANGES) },
        (_, n) => `Meter ${id}, ${n}`,
      ),
      readings: planReadings(random, now),
      strays: random.integer(0, 1),
      breakMs: random.integer(0, MAX_BREAK_MS),
    };
  });
}

export function planFaults(random: Random, durationMs: number): PlannedFault[] {
  return Array.from({ length: random.integer(1, 6) }, () => ({
    kind: random.pick(['kill', 'pause', 'drop-consumer'] as const),
    at: random.integer(0, durationMs),
    durationMs: random.integer(50, 1_500),
  }));
}

function planReadings(random: Random, now: number): PlannedReading[] {
  const start = (Math.floor(now / HOUR_MS) - HOURS) * HOUR_MS;
  const slots = Array.from({ length: HOURS * READINGS_AN_HOUR }, (_, n) => n);
  const readings = slots
    .filter(() => random.chance(0.7))
    .map((slot) => aReading(random, start + slot * INTERVAL_MS));
  const sent = shuffled(readings, random.fraction);
  for (const reading of readings) {
    const place = random.integer(sent.indexOf(reading) + 1, sent.length);
    if (random.chance(0.2)) sent.splice(place, 0, reading);
    else if (random.chance(0.3)) sent.splice(place, 0, aReading(random, reading.at));
  }
  return sent;
}

function aReading(random: Random, at: number): PlannedReading {
  return { at, microWattHours: random.integer(0, MAX_MICRO_WATT_HOURS) };
}

function randomId(random: Random): string {
  const hex = Array.from({ length: 32 }, () => random.integer(0, 15).toString(16)).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`]
    .concat(hex.slice(20))
    .join('-');
}
