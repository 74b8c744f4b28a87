import type { Device } from '../api/client.ts';
import { parseDecimal } from '../editing/rules.ts';

/** The values of the attributes that are a choice, the default first. */
export const METER_CHOICES = {
  reads: ['interval', 'register'],
  intervalMinutes: ['10', '5', '15', '30', '60'],
  stampedAt: ['start', 'end'],
  flow: ['consumption', 'production'],
  medium: ['electricity', 'gas', 'heat'],
  unit: ['kWh', 'Wh', 'MWh', 'm3'],
} as const;

export type MeterChoice = keyof typeof METER_CHOICES;

export const METER_FIELDS = [
  'reads',
  'intervalMinutes',
  'stampedAt',
  'flow',
  'medium',
  'unit',
  'kWhPerCubicMetre',
  'maxPower',
  'registerDigits',
  'serialNumber',
  'installedOn',
] as const;

export type MeterField = (typeof METER_FIELDS)[number];

/** The attributes of a meter as people and files write them; an empty text where there is none. */
export type MeterTexts = Record<MeterField, string>;

type MeterData = Pick<Device, MeterField>;
type Factors = NonNullable<Device['kWhPerCubicMetre']>;
type Separator = '.' | ',';

/** The first version of a conversion factor, which holds for all time before the next one. */
const FIRST_DAY = '1900-01-01';
const MAX_FACTOR = 1_000;
const MAX_POWER = 1_000_000;
const MAX_SERIAL_NUMBER_LENGTH = 64;
const FORBIDDEN_IN_LINES = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u;

export const METER_DEFAULTS: MeterTexts = {
  reads: 'interval',
  intervalMinutes: '10',
  stampedAt: 'start',
  flow: 'consumption',
  medium: 'electricity',
  unit: 'kWh',
  kWhPerCubicMetre: '',
  maxPower: '',
  registerDigits: '',
  serialNumber: '',
  installedOn: '',
};

/** @param plain writes a number without grouping */
export function toMeterTexts(meter: MeterData, plain: (value: number) => string): MeterTexts {
  const { kWhPerCubicMetre: factors, maxPower, ...others } = meter;
  const given = Object.entries(others).filter(([name]) => name in METER_DEFAULTS);
  return {
    ...METER_DEFAULTS,
    ...Object.fromEntries(given.map(([name, value]) => [name, String(value)])),
    ...(maxPower !== undefined && { maxPower: plain(maxPower) }),
    ...(factors && { kWhPerCubicMetre: formatFactors(factors, plain) }),
  };
}

/** Accepts what the server accepts of a single attribute; an empty text means none. */
export function isMeterText(field: MeterField, text: string, separator: Separator): boolean {
  if (field in METER_CHOICES) return METER_CHOICES[field as MeterChoice].includes(text as never);
  if (text.trim() === '') return true;
  switch (field) {
    case 'kWhPerCubicMetre':
      return parseFactors(text, separator) !== undefined;
    case 'maxPower': {
      const kW = parseDecimal(text, separator) ?? 0;
      return kW > 0 && kW <= MAX_POWER;
    }
    case 'registerDigits':
      return /^[1-9]$/.test(text.trim());
    case 'serialNumber':
      return !FORBIDDEN_IN_LINES.test(text.trim()) && lengthOf(text) <= MAX_SERIAL_NUMBER_LENGTH;
    default:
      return isDay(text.trim());
  }
}

/** The attributes as the API takes them; those without a value are left out. */
export function toMeterData(texts: Partial<MeterTexts>, separator: Separator): MeterData {
  const data = METER_FIELDS.flatMap((field) => {
    const text = texts[field]?.trim() ?? '';
    return text === '' ? [] : [[field, parseMeterText(field, text, separator)]];
  });
  return Object.fromEntries(data);
}

/**
 * Parses the versions of a conversion factor: a number, or numbers with the first day of each, such as
 * `2026-01-01=11.2 2026-10-01=11.4`. Returns undefined where the text is none.
 */
export function parseFactors(text: string, separator: Separator): Factors | undefined {
  const factors = text
    .trim()
    .split(/[\s;]+/)
    .map((version) => {
      const [day, number] = version.includes('=') ? version.split('=', 2) : [FIRST_DAY, version];
      return { validFrom: day!, factor: parseDecimal(number!, separator) ?? 0 };
    });
  const isValid = factors.every(
    ({ validFrom, factor }) => isDay(validFrom) && factor > 0 && factor <= MAX_FACTOR,
  );
  const days = new Set(factors.map(({ validFrom }) => validFrom));
  return isValid && days.size === factors.length ? factors : undefined;
}

export function formatFactors(factors: Factors, plain: (value: number) => string): string {
  return factors
    .map(({ validFrom, factor }) =>
      validFrom === FIRST_DAY ? plain(factor) : `${validFrom}=${plain(factor)}`,
    )
    .join(' ');
}

function parseMeterText(field: MeterField, text: string, separator: Separator): unknown {
  switch (field) {
    case 'intervalMinutes':
    case 'registerDigits':
      return Number(text);
    case 'maxPower':
      return parseDecimal(text, separator);
    case 'kWhPerCubicMetre':
      return parseFactors(text, separator);
    default:
      return text;
  }
}

function isDay(text: string): boolean {
  if (!/^(?:19|20|21)\d\d-\d\d-\d\d$/.test(text)) return false;
  const instant = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(text);
}

const lengthOf = (text: string) => [...text.trim()].length;
