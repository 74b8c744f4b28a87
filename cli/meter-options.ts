import {
  type ConversionFactor,
  METER_FLOWS,
  METER_INTERVALS,
  METER_MEDIA,
  METER_READS,
  METER_STAMPS,
  METER_UNITS,
  type MeterChanges,
  meterPartOf,
} from '@energy/domain';
import { type Command, Option } from 'commander';
import { decimal, InvalidOption } from './usage-error.ts';

/** Means no value of an optional attribute: commander turns null into an empty text. */
const NONE = 'none';

/** The options of `energy devices` that describe a meter, as commander names them. */
export interface MeterOptions extends Omit<MeterChanges, 'kWhPerCubicMetre'> {
  readonly kwhPerCubicMetre?: readonly ConversionFactor[] | null;
}

/** Adds the options that describe a device's meter. */
export function addMeterOptions(command: Command, { isChange }: { isChange: boolean }): Command {
  const choice = (flag: string, text: string, values: readonly (string | number)[]) =>
    command.addOption(new Option(flag, text).choices(values.map(String)));
  const optional =
    <T>(parse: (text: string) => T) =>
    (text: string) =>
      text === NONE ? NONE : parse(text);
  const orNone = isChange ? `, or ${NONE}` : '';

  choice('--reads <kind>', 'energy of an interval, or a cumulative register', METER_READS);
  command.addOption(
    new Option('--interval-minutes <n>', 'how often a reading is expected')
      .choices(METER_INTERVALS.map(String))
      .argParser(minutes),
  );
  choice('--stamped-at <end>', 'which end of its interval a reading names', METER_STAMPS);
  choice('--flow <direction>', 'drawn from the grid, or fed into it', METER_FLOWS);
  choice('--medium <medium>', 'what it measures', METER_MEDIA);
  choice('--unit <unit>', 'the unit of its values', METER_UNITS);
  command
    .option(
      '--kwh-per-cubic-metre <factors>',
      `a factor, or versions such as 2026-01-01=11.2,2026-10-01=11.4${orNone}`,
      optional(factors),
    )
    .option(
      '--max-power <kW>',
      `readings above it are suspect${orNone}`,
      optional(decimal('The power')),
    )
    .option(
      '--register-digits <n>',
      `digits of its register before the decimal point${orNone}`,
      optional(decimal('The number of digits')),
    )
    .option('--serial-number <text>', `unique among devices in use${orNone}`, optional(String))
    .option(
      '--installed-on <day>',
      `its readings from before are rejected${orNone}`,
      optional(String),
    );
  return command;
}

/** The attributes of a meter in options. */
export function meterIn({ kwhPerCubicMetre, ...options }: MeterOptions): MeterChanges {
  const factors = kwhPerCubicMetre !== undefined && { kWhPerCubicMetre: kwhPerCubicMetre };
  const given = Object.entries(meterPartOf({ ...options, ...factors }));
  return Object.fromEntries(given.map(([name, value]) => [name, value === NONE ? null : value]));
}

function minutes(text: string): number {
  const value = METER_INTERVALS.find((each) => String(each) === text);
  if (value !== undefined) return value;
  throw new InvalidOption(
    `The interval must be one of ${METER_INTERVALS.join(', ')} minutes, not "${text}".`,
  );
}

function factors(text: string): readonly ConversionFactor[] {
  const parse = decimal('The conversion factor');
  return text.split(',').map((version) => {
    const [day, factor] = version.includes('=') ? version.split('=', 2) : ['1900-01-01', version];
    return { validFrom: day!.trim(), factor: parse(factor!) };
  });
}
