import { RuleViolation } from './decider.ts';
import { readLine } from './readable-text.ts';

export const METER_READS = ['interval', 'register'] as const;
export const METER_INTERVALS = [5, 10, 15, 30, 60] as const;
export const METER_STAMPS = ['start', 'end'] as const;
export const METER_FLOWS = ['consumption', 'production'] as const;
export const METER_MEDIA = ['electricity', 'gas', 'heat'] as const;
export const METER_UNITS = ['kWh', 'Wh', 'MWh', 'm3'] as const;

export type MeterUnit = (typeof METER_UNITS)[number];

/** What a device says about its meter. */
export interface MeterDescription {
  /** Energy since the previous reading, or a cumulative register. */
  readonly reads: (typeof METER_READS)[number];
  /** How often a reading is expected. */
  readonly intervalMinutes: (typeof METER_INTERVALS)[number];
  /** Whether a timestamp is the start or the end of the interval that its value covers. */
  readonly stampedAt: (typeof METER_STAMPS)[number];
  /** Drawn from the grid, or fed into it. */
  readonly flow: (typeof METER_FLOWS)[number];
  readonly medium: (typeof METER_MEDIA)[number];
  /** Unit of a reading's value, unless the reading names another one. */
  readonly unit: MeterUnit;
  /** Converts volumes; oldest version first. Readings before the first version take the first one. */
  readonly kWhPerCubicMetre?: readonly ConversionFactor[];
  /** In kW. A reading that implies more mean power is suspect. */
  readonly maxPower?: number;
  /** Digits of a register before its decimal point. */
  readonly registerDigits?: number;
  /** Unique among the devices in use. */
  readonly serialNumber?: string;
  /** Local day, such as 2026-11-22; earlier readings are rejected. */
  readonly installedOn?: string;
}

/** A version of a conversion factor. */
export interface ConversionFactor {
  /** Local day from which on it applies, such as 2026-11-22. */
  readonly validFrom: string;
  /** In kWh per m³. */
  readonly factor: number;
}

/** Another meter took the place of the one before. Registers in the unit of the device. */
export interface MeterReplacement {
  /** ISO 8601, UTC. */
  readonly replacedAt: string;
  /** The last register of the old meter. */
  readonly finalReading: number;
  /** The first register of the new meter. */
  readonly firstReading: number;
  readonly reason: string;
}

/** Attributes that a new meter does not share with the one that it replaces. */
export type NewMeter = Pick<MeterSettings, 'serialNumber' | 'registerDigits'>;

/** The meter of a device as it is, and how it replaced others, in the order of time. */
export type DeviceMeter = MeterSettings & {
  readonly replacements?: readonly MeterReplacement[];
};

/** Attributes of a meter that differ from {@link METER_DEFAULTS}. */
export type MeterSettings = Partial<MeterDescription>;

/** Changed attributes of a meter; `null` removes an optional one. */
export type MeterChanges = {
  readonly [Name in keyof MeterDescription]?: MeterDescription[Name] | null;
};

export const METER_DEFAULTS = {
  reads: 'interval',
  intervalMinutes: 10,
  stampedAt: 'start',
  flow: 'consumption',
  medium: 'electricity',
  unit: 'kWh',
} as const satisfies MeterDescription;

const MINUTE_MS = 60_000;
const MAX_POWER = 1_000_000;
const MAX_FACTOR = 1_000;
const MAX_FACTOR_VERSIONS = 100;
const MAX_REGISTER_DIGITS = 9;
const MAX_SERIAL_NUMBER_LENGTH = 64;
const DAY = /^(?:19|20|21)\d\d-\d\d-\d\d$/;

/** Readers of the single attributes; each throws the RuleViolation that refuses its value, and returns it as stored. */
export const METER_FIELDS = {
  reads: oneOf('reads', METER_READS),
  intervalMinutes: oneOf('intervalMinutes', METER_INTERVALS),
  stampedAt: oneOf('stampedAt', METER_STAMPS),
  flow: oneOf('flow', METER_FLOWS),
  medium: oneOf('medium', METER_MEDIA),
  unit: oneOf('unit', METER_UNITS),
  kWhPerCubicMetre: readFactors,
  maxPower: readMaxPower,
  registerDigits: readRegisterDigits,
  serialNumber: (text: string) => readLine('serialNumber', text, MAX_SERIAL_NUMBER_LENGTH),
  installedOn: (text: string) => readDay('installedOn', text),
} as const satisfies { [Name in keyof MeterDescription]-?: (value: never) => unknown };

const METER_ATTRIBUTES = Object.keys(METER_FIELDS) as (keyof MeterDescription)[];

/** The full description of a meter. */
export function meterDescription(settings: MeterSettings): MeterDescription {
  return { ...METER_DEFAULTS, ...settings };
}

/** The number of readings that a meter sends in a time of so many milliseconds: one at least. */
export function expectedReadings(
  { intervalMinutes }: Pick<MeterDescription, 'intervalMinutes'>,
  milliseconds: number,
): number {
  return Math.max(1, Math.round(milliseconds / (intervalMinutes * MINUTE_MS)));
}

/** The attributes of a meter among other data. */
export function meterPartOf(data: MeterChanges): MeterChanges {
  const given = METER_ATTRIBUTES.filter((name) => data[name] !== undefined);
  return Object.fromEntries(given.map((name) => [name, data[name]]));
}

/** Applies changes to settings. An attribute that has its default afterwards is left out. */
export function changedMeter<Meter extends MeterSettings>(
  settings: Meter,
  changes: MeterChanges,
): Meter {
  const changed = Object.entries({ ...settings, ...meterPartOf(changes) });
  return Object.fromEntries(
    changed.filter(([name, value]) => value !== null && !isDefault(name, value)),
  ) as Meter;
}

/**
 * Validates changes of a meter and finds those that change something.
 *
 * @throws RuleViolation for a value that is invalid, or does not fit the others
 */
export function meterChanges(settings: MeterSettings, given: MeterChanges): MeterChanges {
  const changes: Record<string, unknown> = {};
  for (const name of METER_ATTRIBUTES) {
    const value = given[name];
    if (value === undefined) continue;
    const current = meterDescription(settings)[name] ?? null;
    const next = value === null ? withoutValue(name) : METER_FIELDS[name](value as never);
    if (JSON.stringify(next) !== JSON.stringify(current)) changes[name] = next;
  }
  if (Object.keys(changes).length > 0) {
    refuseContradictions(meterDescription(changedMeter(settings, changes)));
  }
  return changes;
}

/** Refuses attributes that make no sense together. */
function refuseContradictions(meter: MeterDescription): void {
  const { medium, unit, kWhPerCubicMetre: factors = [] } = meter;
  if (unit === 'm3' && medium === 'electricity') {
    throw violation(
      'invalid-unit',
      'Electricity is not measured in m³: choose kWh, Wh or MWh.',
      'unit',
    );
  }
  if (medium === 'electricity' && factors.length > 0) {
    throw violation(
      'invalid-conversion-factor',
      'Only gas and heat have a conversion factor: leave it out, or change the medium.',
      'kWhPerCubicMetre',
    );
  }
  if (unit === 'm3' && factors.length === 0) {
    throw violation(
      'conversion-factor-missing',
      'A meter in m³ needs a conversion factor in kWh per m³.',
      'kWhPerCubicMetre',
    );
  }
  if (meter.reads === 'register' && factors.length > 1) {
    throw violation(
      'invalid-conversion-factor',
      'A register has one conversion factor: with another one, it would jump.',
      'kWhPerCubicMetre',
    );
  }
  if (meter.reads === 'interval' && meter.registerDigits !== undefined) {
    throw violation(
      'invalid-register-digits',
      'Only a register has digits: leave them out, or let the meter read a register.',
      'registerDigits',
    );
  }
}

function oneOf<Value extends string | number>(field: string, values: readonly Value[]) {
  return (value: Value): Value => {
    if (values.includes(value)) return value;
    throw violation(
      `invalid-${kebabCase(field)}`,
      `The ${field} must be one of ${values.join(', ')}, not ${JSON.stringify(value)}.`,
      field,
    );
  };
}

function readMaxPower(kW: number): number {
  if (kW > 0 && kW <= MAX_POWER) return kW;
  throw violation(
    'invalid-max-power',
    `The maximum power must be greater than 0 and at most 1,000,000 kW, not ${kW}.`,
    'maxPower',
  );
}

function readRegisterDigits(digits: number): number {
  if (Number.isInteger(digits) && digits >= 1 && digits <= MAX_REGISTER_DIGITS) return digits;
  throw violation(
    'invalid-register-digits',
    `A register has 1 to ${MAX_REGISTER_DIGITS} digits before its decimal point, not ${digits}.`,
    'registerDigits',
  );
}

function readFactors(versions: readonly ConversionFactor[]): readonly ConversionFactor[] {
  const field = 'kWhPerCubicMetre';
  const refuse = (detail: string) => violation('invalid-conversion-factor', detail, field);
  if (versions.length < 1 || versions.length > MAX_FACTOR_VERSIONS) {
    throw refuse(`A conversion factor has 1 to ${MAX_FACTOR_VERSIONS} versions.`);
  }
  const read = versions.map(({ validFrom, factor }) => {
    if (!(factor > 0 && factor <= MAX_FACTOR)) {
      throw refuse(
        `A conversion factor must be greater than 0 and at most ${MAX_FACTOR} kWh per m³, not ${factor}.`,
      );
    }
    return { validFrom: readDay(field, validFrom), factor };
  });
  read.sort((one, other) => (one.validFrom < other.validFrom ? -1 : 1));
  const repeated = read.find(({ validFrom }, index) => validFrom === read[index + 1]?.validFrom);
  if (repeated) throw refuse(`Two conversion factors apply from ${repeated.validFrom} on.`);
  return read;
}

function readDay(field: string, text: string): string {
  const instant = DAY.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (!Number.isNaN(instant) && new Date(instant).toISOString().startsWith(text)) return text;
  throw violation(
    `invalid-${kebabCase(field)}`,
    `${JSON.stringify(text)} is no day; one looks like 2026-11-22.`,
    field,
  );
}

function withoutValue(name: keyof MeterDescription): unknown {
  return name in METER_DEFAULTS ? METER_DEFAULTS[name as keyof typeof METER_DEFAULTS] : null;
}

function isDefault(name: string, value: unknown): boolean {
  return METER_DEFAULTS[name as keyof typeof METER_DEFAULTS] === value;
}

function violation(rule: string, message: string, field: string): RuleViolation {
  return new RuleViolation(rule, message, field);
}

function kebabCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
