import { shuffled } from '@energy/testing';
import type { Random } from '../random.ts';

const INTERVAL_MS = 600_000;
const HOUR_MS = 3_600_000;
const MAX_MICRO_WATT_HOURS = 500_000_000;
/** About half of the hours of six readings exceed it, in kWh. */
const LIMIT_KWH = 1.5;
/** Later telegrams of a reading follow in later lots. */
const MIN_DISTANCE = 25;
/** The newest readings are from shortly before the run. */
const MARGIN_MS = HOUR_MS;
const HOURS_OF_HISTORY = [8, 20, 60] as const;
const ZONES = [
  'Europe/Brussels',
  'Asia/Kolkata',
  'America/St_Johns',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'America/New_York',
] as const;

/** A meter of the run. */
export interface Meter {
  readonly description: string;
  readonly timeZone: string;
  /** In kWh. */
  readonly maxHourlyConsumption: number;
  readonly hoursOfHistory: number;
}

/** One transmission of a reading. */
export interface Telegram {
  /** Index of the meter. */
  readonly meter: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** 10⁻⁹ kWh. */
  readonly microWattHours: number;
}

export function planMeters(random: Random, count: number): Meter[] {
  return Array.from({ length: count }, (_, n) => ({
    description: `Chaos meter ${n + 1}`,
    timeZone: ZONES[n % ZONES.length]!,
    maxHourlyConsumption: LIMIT_KWH,
    hoursOfHistory: random.pick(HOURS_OF_HISTORY),
  }));
}

/**
 * Plans what the meters send, in order: every reading once, out of order; a tenth of them again; three
 * tenths corrected afterwards. The last telegram of a reading holds its value.
 *
 * @param now the beginning of the run, in milliseconds since 1970
 */
export function planTelegrams(random: Random, meters: readonly Meter[], now: number): Telegram[] {
  const originals = shuffled(
    meters.flatMap((meter, index) => readingsOf(random, meter, index, now)),
    random.fraction,
  );
  const timed = originals.flatMap((telegram, place) => {
    const all = [{ place, telegram }];
    const later = () =>
      all.at(-1)!.place + MIN_DISTANCE + random.integer(0, Math.floor(originals.length / 8));
    if (random.chance(0.1)) all.push({ place: later(), telegram });
    if (random.chance(0.3)) {
      const corrected = { ...telegram, microWattHours: randomEnergy(random) };
      all.push({ place: later(), telegram: corrected });
    }
    return all;
  });
  return timed.toSorted((a, b) => a.place - b.place).map(({ telegram }) => telegram);
}

function readingsOf(random: Random, meter: Meter, index: number, now: number): Telegram[] {
  const end = now - MARGIN_MS - (now % INTERVAL_MS);
  const count = (meter.hoursOfHistory * HOUR_MS) / INTERVAL_MS;
  return Array.from({ length: count }, (_, n) => ({
    meter: index,
    at: end - n * INTERVAL_MS,
    microWattHours: randomEnergy(random),
  }));
}

function randomEnergy(random: Random): number {
  return random.integer(0, MAX_MICRO_WATT_HOURS);
}
