import type { Faults, FleetPlan } from './fleet.ts';
import {
  BROKER_URL_SETTING,
  CREATE_SETTING,
  DEFAULT_BROKER_URL,
  DEFAULT_INTERVAL_MS,
  startInstant,
} from './options.ts';
import {
  deviceId,
  duration,
  fraction,
  positiveOrMax,
  positiveWhole,
  someText,
  timeZone,
  whole,
  writtenTime,
} from './setting-values.ts';
import { InvalidOption, type Settings } from './settings.ts';

const DEFAULT_SEED = 1;
const YEAR_MS = 365 * 86_400_000;

export const FLEET_SETTINGS = {
  devices: {
    flag: '--devices <file>',
    description: "the devices' ids, one a line; - reads them from the standard input (required)",
    read: someText,
  },
  rate: {
    flag: '--rate <per-second>',
    description: 'how many readings a second are sent, or max (default: max)',
    read: positiveOrMax,
  },
  readings: {
    flag: '--readings <total>',
    description: 'how many readings are sent in all, repeats not counted',
    read: positiveWhole,
  },
  duration: {
    flag: '--duration <duration>',
    description: 'for how long readings are sent: 30s (this or --readings, or both, is required)',
    read: duration,
  },
  interval: {
    flag: '--interval <duration>',
    description:
      "how far apart each device's readings are on its own simulated clock (default: 10m)",
    read: duration,
  },
  from: {
    flag: '--from <time>',
    description:
      'where the simulated clocks start, ISO 8601 (default: so that the last reading is of the present; a year ago where the number of readings is open)',
    read: writtenTime,
  },
  timeZone: {
    flag: '--time-zone <zone>',
    description: 'where a --from without an offset is: an IANA zone',
    read: timeZone,
  },
  seed: {
    flag: '--seed <number>',
    description: `the same seed makes the same readings (default: ${DEFAULT_SEED})`,
    read: whole,
  },
  repeat: {
    flag: '--repeat <fraction>',
    description: 'which share of the readings is sent twice, 0 to 1 (default: 0)',
    read: fraction,
  },
  shuffle: {
    flag: '--shuffle <window>',
    description: 'send out of order, within so many messages (default: 1, in order)',
    read: positiveWhole,
  },
  brokerUrl: BROKER_URL_SETTING,
  create: CREATE_SETTING,
} as const;

/** The checked options of a fleet. */
export interface FleetOptions {
  readonly plan: FleetPlan;
  readonly faults: Faults;
  /** Messages a second; `Infinity`: as fast as the broker confirms. */
  readonly rate: number;
  /** For how long, `undefined`: until all readings are sent. */
  readonly durationMs: number | undefined;
  readonly brokerUrl: string;
  /** Makes an embedded broker that does not exist. */
  readonly create: boolean;
}

/**
 * The devices' ids in a text that has one a line; empty lines are passed over.
 *
 * @throws InvalidOption that names the line of what is no id, or is there twice
 */
export function deviceIds(text: string): string[] {
  const ids = new Set<string>();
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const id = deviceIdOnLine(line, index + 1);
    if (ids.has(id)) throw new InvalidOption(`--devices line ${index + 1} repeats ${id}`);
    ids.add(id);
  }
  if (ids.size === 0) throw new InvalidOption('--devices must name at least one device');
  return [...ids];
}

function deviceIdOnLine(line: string, number: number): string {
  try {
    return deviceId(line);
  } catch (error) {
    throw new InvalidOption(`--devices line ${number} ${(error as RangeError).message}`);
  }
}

/**
 * Completes and checks a fleet's settings.
 *
 * @param devices the ids that `--devices` named
 * @param now milliseconds since 1970, UTC
 * @throws InvalidOption
 */
export function fleetOptions(
  set: Settings<typeof FLEET_SETTINGS>,
  devices: readonly string[],
  now: number,
): FleetOptions {
  if (set.readings === undefined && set.duration === undefined) {
    throw new InvalidOption('--readings or --duration must be given: how much is to be sent');
  }
  const seed = set.seed ?? DEFAULT_SEED;
  return {
    plan: { ...fleetClock(set, devices.length, now), devices, seed },
    faults: { repeat: set.repeat ?? 0, shuffle: set.shuffle ?? 1, seed },
    rate: set.rate ?? Number.POSITIVE_INFINITY,
    durationMs: set.duration,
    brokerUrl: set.brokerUrl ?? DEFAULT_BROKER_URL,
    create: set.create ?? false,
  };
}

function fleetClock(
  set: Settings<typeof FLEET_SETTINGS>,
  devices: number,
  now: number,
): Pick<FleetPlan, 'from' | 'until' | 'intervalMs' | 'readings'> {
  const intervalMs = set.interval ?? DEFAULT_INTERVAL_MS;
  const readings = set.readings ?? Number.POSITIVE_INFINITY;
  const spanMs = (Math.ceil(readings / devices) - 1) * intervalMs;
  const latest = Math.floor(now / intervalMs) * intervalMs;
  const ago = Number.isFinite(spanMs) ? spanMs : Math.floor(YEAR_MS / intervalMs) * intervalMs;
  const from = set.from
    ? startInstant(set.from, set.timeZone, now)
    : startInstant(Temporal.Instant.fromEpochMilliseconds(latest - ago), undefined, now);
  if (Number.isFinite(spanMs) && from + spanMs > now) {
    const reached = Math.floor((now - from) / intervalMs + 1) * devices;
    throw new InvalidOption(
      `--readings must be at most ${reached}: there the clocks reach the present (or start --from earlier, shorten --interval, or take more --devices)`,
    );
  }
  return { from, until: now, intervalMs, readings };
}
