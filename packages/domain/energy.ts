import type { MeterUnit } from './meter.ts';

/**
 * Energy is counted in whole microwatt-hours (1 µWh = 10⁻⁹ kWh): sums of integers are exact,
 * whatever the order in which they are added.
 *
 * One reading is a safe integer (at most 2⁵³ − 1 µWh, about nine million kWh). A sum of many may be
 * larger and is a bigint.
 */
export type MicrowattHours = number;

const MICROWATT_HOURS_PER_KWH = 1e9;
const FRACTION_DIGITS = 9;

/** Below it, the product of a double and 10⁹ is precise enough to be rounded directly. */
const FAST_LIMIT = 2 ** 43;
const NEAR_A_TIE = 1e-2;

/**
 * Turns kWh into whole µWh.
 *
 * The value counts as the shortest decimal that denotes the same double (what JSON prints for it),
 * so that 0.1 kWh are exactly 100,000,000 µWh. Digits beyond the ninth are rounded half up.
 *
 * @param kWh not negative
 * @returns the µWh, or `undefined` where that is no safe integer (negative, not finite, too large)
 */
export function microwattHours(kWh: number): MicrowattHours | undefined {
  if (!(kWh >= 0)) return undefined;
  const product = kWh * MICROWATT_HOURS_PER_KWH;
  const distanceToTie = Math.abs((product % 1) - 0.5);
  if (product < FAST_LIMIT && distanceToTie > NEAR_A_TIE) return Math.round(product) + 0; // no −0
  if (product > Number.MAX_SAFE_INTEGER + 1) return undefined;
  return safeInteger(shiftDecimal(kWh, FRACTION_DIGITS));
}

/** Digits by which the decimal point of a value moves to become µWh. */
const UNIT_DIGITS = { Wh: 6, kWh: 9, MWh: 12 } as const;

/**
 * Turns a value in a unit into whole µWh, as {@link microwattHours} does. Volumes are in m³, with the kWh of one: both
 * count as decimals, and only their exact product is rounded.
 *
 * @param value not negative
 * @returns `undefined` where that is no safe integer, or a volume has no factor
 */
export function energyIn(
  value: number,
  { unit, kWhPerCubicMetre }: { readonly unit: MeterUnit; readonly kWhPerCubicMetre?: number },
): MicrowattHours | undefined {
  if (unit === 'kWh') return microwattHours(value);
  if (unit === 'm3') {
    return kWhPerCubicMetre === undefined ? undefined : energyOfVolume(value, kWhPerCubicMetre);
  }
  if (!(value >= 0 && value <= Number.MAX_SAFE_INTEGER)) return undefined;
  return safeInteger(shiftDecimal(value, UNIT_DIGITS[unit]));
}

function energyOfVolume(cubicMetres: number, factor: number): MicrowattHours | undefined {
  if (!(cubicMetres * factor >= 0 && cubicMetres * factor <= Number.MAX_SAFE_INTEGER)) {
    return undefined;
  }
  const volume = decimalOf(cubicMetres);
  const { digits, places } = decimalOf(factor);
  const product = { digits: volume.digits * digits, places: volume.places + places };
  return safeInteger(roundDecimal(product, FRACTION_DIGITS));
}

/**
 * Turns whole µWh into kWh: the double nearest to the true value, which prints as the exact decimal
 * wherever a double can hold it.
 */
export function kilowattHours(energy: MicrowattHours | bigint): number {
  if (typeof energy === 'number') return energy / MICROWATT_HOURS_PER_KWH;
  const sign = energy < 0n ? '-' : '';
  const digits = (energy < 0n ? -energy : energy).toString().padStart(FRACTION_DIGITS + 1, '0');
  return Number(`${sign}${digits.slice(0, -FRACTION_DIGITS)}.${digits.slice(-FRACTION_DIGITS)}`);
}

/** `digits` times ten to the power of `places`. */
interface ScaledDecimal {
  readonly digits: bigint;
  readonly places: number;
}

/** The shortest decimal of a double with its point moved to the right, rounded half up. */
function shiftDecimal(value: number, moved: number): bigint {
  return roundDecimal(decimalOf(value), moved);
}

/** The shortest decimal that denotes a double. */
function decimalOf(value: number): ScaledDecimal {
  const [mantissa, exponent] = value.toExponential().split('e') as [string, string];
  const digits = mantissa.replace('.', '');
  return { digits: BigInt(digits), places: Number(exponent) - (digits.length - 1) };
}

/** A decimal with its point moved to the right, rounded half up. */
function roundDecimal({ digits, places }: ScaledDecimal, moved: number): bigint {
  const shift = places + moved;
  if (shift >= 0) return digits * 10n ** BigInt(shift);
  const divisor = 10n ** BigInt(-shift);
  return (digits + divisor / 2n) / divisor;
}

function safeInteger(exact: bigint): number | undefined {
  const number = Number(exact);
  return Number.isSafeInteger(number) ? number : undefined;
}
