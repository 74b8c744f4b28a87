import { MIN_TIMESTAMP } from '@energy/measurements';
import type { MeterClock } from './clock.ts';
import type { CsvLayout } from './csv-values.ts';
import { ENERGY_UNITS, type EnergyUnit } from './energy-text.ts';
import {
  deviceId,
  duration,
  instantOf,
  oneOf,
  onOrOff,
  positiveOrMax,
  someText,
  timeZone,
  type WrittenTime,
  writtenTime,
} from './setting-values.ts';
import { InvalidOption, type Setting, type Settings } from './settings.ts';

export const DEFAULT_BROKER_URL = 'sqlite:data/broker.db';
export const DEFAULT_INTERVAL_MS = 600_000;

export const BROKER_URL_SETTING = {
  flag: '--broker-url <url>',
  variable: 'BROKER_URL',
  description: `the broker: sqlite:FILE or amqp://HOST (default: ${DEFAULT_BROKER_URL})`,
  read: someText,
} satisfies Setting<string>;

export const CREATE_SETTING = {
  flag: '--create',
  variable: 'SIMULATOR_CREATE',
  description:
    'make the embedded broker if its file does not exist (default: end with exit code 2)',
  read: onOrOff,
} satisfies Setting<boolean>;

export const METER_SETTINGS = {
  device: {
    flag: '--device <id>',
    variable: 'DEVICE_ID',
    description: "the meter's device, a UUID (required)",
    read: deviceId,
  },
  file: {
    flag: '--file <csv>',
    variable: 'SIMULATOR_FILE',
    description: 'the CSV file with a value for each interval (required)',
    read: someText,
  },
  column: {
    flag: '--column <column>',
    variable: 'SIMULATOR_COLUMN',
    description:
      "the values' column, by name or by number from 1 (default: the only one; with several, required)",
    read: someText,
  },
  unit: {
    flag: '--unit <unit>',
    variable: 'SIMULATOR_UNIT',
    description: "the values' unit: Wh or kWh (default: kWh)",
    read: oneOf(...ENERGY_UNITS),
  },
  noHeader: {
    flag: '--no-header',
    variable: 'SIMULATOR_NO_HEADER',
    description: "the file's first line is a row already (default: it names the columns)",
    read: onOrOff,
  },
  register: {
    flag: '--register [mode]',
    variable: 'SIMULATOR_REGISTER',
    description:
      'the values are a cumulative register, sent as they are, for a device that reads registers; differences: a reading is the difference of two rows, for a device that reads intervals (default: a value is the energy of its interval)',
    read: valueKind,
  },
  loop: {
    flag: '--loop',
    variable: 'SIMULATOR_LOOP',
    description: 'start the file again at its end (default: stop there)',
    read: onOrOff,
  },
  onBadRow: {
    flag: '--on-bad-row <choice>',
    variable: 'SIMULATOR_ON_BAD_ROW',
    description:
      'a row without a sensible value is reported; its interval passes without a reading (skip) or the meter stops (fail) (default: skip)',
    read: oneOf('skip', 'fail'),
  },
  interval: {
    flag: '--interval <duration>',
    variable: 'SIMULATOR_INTERVAL',
    description: 'the time between two readings: 10m, 1s, 500ms, 1h (default: 10m)',
    read: duration,
  },
  from: {
    flag: '--from <time>',
    variable: 'SIMULATOR_FROM',
    description:
      'simulate a clock that starts at this time, ISO 8601 (default: the local clock, at present)',
    read: writtenTime,
  },
  to: {
    flag: '--to <time>',
    variable: 'SIMULATOR_TO',
    description: "stop before the meter's clock shows this time (default: never)",
    read: writtenTime,
  },
  timeZone: {
    flag: '--time-zone <zone>',
    variable: 'SIMULATOR_TIME_ZONE',
    description: 'where a --from or --to without an offset is: an IANA zone',
    read: timeZone,
  },
  speed: {
    flag: '--speed <factor>',
    variable: 'SIMULATOR_SPEED',
    description:
      'how many times faster than real time the simulated clock runs, or max: as fast as the broker confirms; from the present on it runs in real time (default: 1)',
    read: positiveOrMax,
  },
  brokerUrl: BROKER_URL_SETTING,
  create: CREATE_SETTING,
} as const;

/**
 * What the values of a file are, and so what is sent: the energy of intervals; registers; or registers of which the
 * differences are sent, as the energy of intervals.
 */
export type ValueKind = 'intervals' | 'registers' | 'differences';

function valueKind(text: string): ValueKind {
  if (text === 'differences') return text;
  if (text === 'true') return 'registers';
  if (text === 'false') return 'intervals';
  throw new RangeError(`must have no value (true, false), or be differences, not "${text}"`);
}

/** The checked options of one meter. */
export interface MeterOptions {
  readonly device: string;
  readonly file: string;
  readonly layout: CsvLayout;
  readonly unit: EnergyUnit;
  readonly values: ValueKind;
  readonly loop: boolean;
  readonly onBadRow: 'skip' | 'fail';
  readonly clock: MeterClock;
  readonly brokerUrl: string;
  /** Makes an embedded broker that does not exist. */
  readonly create: boolean;
}

/**
 * Completes and checks one meter's settings.
 *
 * @param now milliseconds since 1970, UTC
 * @throws InvalidOption
 */
export function meterOptions(set: Settings<typeof METER_SETTINGS>, now: number): MeterOptions {
  return {
    device: required(set.device, "--device (DEVICE_ID) must be given: the meter's device, a UUID"),
    file: required(set.file, '--file (SIMULATOR_FILE) must be given: the CSV file of the values'),
    layout: { column: set.column?.trim(), header: !set.noHeader },
    unit: set.unit ?? 'kWh',
    values: set.register ?? 'intervals',
    loop: set.loop ?? false,
    onBadRow: set.onBadRow ?? 'skip',
    clock: meterClock(set, now),
    brokerUrl: set.brokerUrl ?? DEFAULT_BROKER_URL,
    create: set.create ?? false,
  };
}

function required<T>(value: T | undefined, otherwise: string): T {
  if (value === undefined) throw new InvalidOption(otherwise);
  return value;
}

function meterClock(set: Settings<typeof METER_SETTINGS>, now: number): MeterClock {
  const intervalMs = set.interval ?? DEFAULT_INTERVAL_MS;
  const to = set.to && instantOfSetting('--to', set.to, set.timeZone);
  if (!set.from) {
    if (set.speed !== undefined && set.speed !== 1) {
      throw new InvalidOption(
        '--speed must come with --from: no clock runs ahead of the present, so a fast one must start in the past',
      );
    }
    if (to !== undefined && to <= now) throw new InvalidOption('--to must be in the future');
    return { kind: 'local', intervalMs, to };
  }
  const from = startInstant(set.from, set.timeZone, now);
  if (to !== undefined && to <= from) throw new InvalidOption('--to must be later than --from');
  return { kind: 'simulated', intervalMs, from, to, speed: set.speed ?? 1 };
}

/**
 * The instant at which a simulated clock starts: one that the platform records, and not in the future.
 *
 * @throws InvalidOption
 */
export function startInstant(from: WrittenTime, zone: string | undefined, now: number): number {
  const instant = instantOfSetting('--from', from, zone);
  if (instant >= MIN_TIMESTAMP && instant <= now) return instant;
  throw new InvalidOption(`--from must be from the year 2005 on and not in the future: ${from}`);
}

function instantOfSetting(flag: string, written: WrittenTime, zone: string | undefined): number {
  try {
    return instantOf(written, zone);
  } catch (error) {
    if (error instanceof RangeError) throw new InvalidOption(`${flag} ${error.message}`);
    throw error;
  }
}
