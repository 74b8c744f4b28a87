/** Units of the numbers in a meter's file. */
export const ENERGY_UNITS = ['Wh', 'kWh'] as const;
export type EnergyUnit = (typeof ENERGY_UNITS)[number];

/** 1 Wh = 10⁶ µWh, 1 kWh = 10⁹ µWh. */
const MICRO_DIGITS: Record<EnergyUnit, number> = { Wh: 6, kWh: 9 };

const DECIMAL = /^([+-]?)(\d+\.?\d*|\.\d+)(?:e([+-]?\d+))?$/i;

/** Numbers with more digits than this are no energies; it also bounds the work of scaling them. */
const MAX_DIGITS = 60;

export type EnergyText = { readonly energy: bigint } | { readonly problem: string };

/**
 * Converts a decimal text to whole µWh, without a detour through a double: "2.64170771" kWh
 * are exactly 2,641,707,710 µWh. Digits beyond the µWh are rounded half up; exponents ("1.5e-3") and
 * white space around the number are understood.
 *
 * @returns the energy, which may be negative and of any size, or what is wrong with the text, as the
 *   end of a sentence ("is no number")
 */
export function energyOf(text: string, unit: EnergyUnit): EnergyText {
  const match = DECIMAL.exec(text.trim());
  if (!match) return { problem: text.trim() === '' ? 'is empty' : 'is no number' };
  const [, sign, decimal = '', exponent = '0'] = match;
  const [whole = '', fraction = ''] = decimal.split('.');
  const digits = (whole + fraction).replace(/^0+/, '');
  if (digits === '') return { energy: 0n };

  const shift = Number(exponent) - fraction.length + MICRO_DIGITS[unit];
  if (digits.length + shift > MAX_DIGITS) return { problem: 'is too large' };
  const magnitude = sign === '-' ? -BigInt(digits) : BigInt(digits);
  if (shift >= 0) return { energy: magnitude * 10n ** BigInt(shift) };
  if (digits.length + shift < 0) return { energy: 0n };
  return { energy: dividedHalfUp(magnitude, 10n ** BigInt(-shift)) };
}

function dividedHalfUp(dividend: bigint, divisor: bigint): bigint {
  const raised = dividend + divisor / 2n;
  const quotient = raised / divisor;
  return raised < 0n && quotient * divisor !== raised ? quotient - 1n : quotient;
}
