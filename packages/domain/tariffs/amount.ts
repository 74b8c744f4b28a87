import type { MicrowattHours } from '../energy.ts';

/**
 * Money is counted in whole parts of 1 / (377,580 × 10²³) of a currency unit: prices of up to 8 decimals times whole
 * µWh, tax rates of up to 4 decimals of a percent, and days of a month of 28 to 31 days all give whole numbers of
 * them. So sums are exact, whatever their order, and an amount is rounded only where it is shown.
 */
export type Amount = bigint;

/** A price or a percentage with all its digits, such as 0.2874. */
export type Decimal = string;

const PRICE_DIGITS = 8;
const ENERGY_DIGITS = 9;
const TAX_DIGITS = 4;
const AMOUNT_DIGITS = PRICE_DIGITS + ENERGY_DIGITS + TAX_DIGITS + 2;
/** The least common multiple of 28, 29, 30 and 31. */
const MONTH_PARTS = 377_580n;

const AMOUNTS_PER_UNIT = MONTH_PARTS * 10n ** BigInt(AMOUNT_DIGITS);
const AMOUNTS_PER_ENERGY_STEP = MONTH_PARTS * 10n ** BigInt(TAX_DIGITS + 2);
const AMOUNTS_PER_PRICE_STEP = AMOUNTS_PER_UNIT / 10n ** BigInt(PRICE_DIGITS);
const TAX_STEPS = 10n ** BigInt(TAX_DIGITS + 2);

/** A price as {@link priceSteps} counts it: in 10⁻⁸ of a currency unit. */
export type PriceSteps = bigint;

/** Up to 9 digits, and up to 8 after the point. */
export const PRICE = /^(?:0|[1-9]\d{0,8})(?:\.\d{1,8})?$/;

/** Up to 3 digits, and up to 4 after the point. */
export const PERCENTAGE = /^(?:0|[1-9]\d{0,2})(?:\.\d{1,4})?$/;

/** @param price matches {@link PRICE} */
export function priceSteps(price: Decimal): PriceSteps {
  return steps(price, PRICE_DIGITS);
}

/** The amount of an energy at a price for 1 kWh. */
export function amountOfEnergy(price: PriceSteps, energy: MicrowattHours | bigint): Amount {
  return price * BigInt(energy) * AMOUNTS_PER_ENERGY_STEP;
}

/** The amount of a number of pieces, such as days, at a price for each. */
export function amountOfPieces(price: PriceSteps, pieces: number): Amount {
  return price * BigInt(pieces) * AMOUNTS_PER_PRICE_STEP;
}

/** The part of a month's price that falls on some of its days. */
export function amountOfMonth(price: PriceSteps, days: number, daysOfMonth: number): Amount {
  return (price * BigInt(days) * AMOUNTS_PER_PRICE_STEP) / BigInt(daysOfMonth);
}

/** A percentage as {@link percentSteps} counts it: in 10⁻⁴ of a percent. */
export type PercentSteps = bigint;

/** @param percentage matches {@link PERCENTAGE} */
export function percentSteps(percentage: Decimal): PercentSteps {
  return steps(percentage, TAX_DIGITS);
}

/** The tax on an amount. */
export function taxOn(amount: Amount, percentage: PercentSteps): Amount {
  return (amount * percentage) / TAX_STEPS;
}

/** Rounds an amount to decimals of its currency, half to even, such as -0.12. */
export function roundAmount(amount: Amount, digits: number): Decimal {
  const divisor = AMOUNTS_PER_UNIT / 10n ** BigInt(digits);
  return toDecimal(divideHalfEven(amount, divisor), digits);
}

/** Adds up amounts that are rounded to the same number of decimals. */
export function addDecimals(decimals: readonly Decimal[], digits: number): Decimal {
  return toDecimal(
    decimals.reduce((sum, decimal) => sum + steps(decimal, digits), 0n),
    digits,
  );
}

function divideHalfEven(dividend: bigint, divisor: bigint): bigint {
  const isNegative = dividend < 0n;
  const size = isNegative ? -dividend : dividend;
  let quotient = size / divisor;
  const twice = (size % divisor) * 2n;
  if (twice > divisor || (twice === divisor && quotient % 2n === 1n)) quotient += 1n;
  return isNegative ? -quotient : quotient;
}

function steps(decimal: Decimal, digits: number): bigint {
  const [whole, fraction = ''] = decimal.split('.') as [string, string?];
  return BigInt(whole + fraction.padEnd(digits, '0'));
}

function toDecimal(count: bigint, digits: number): Decimal {
  const text = (count < 0n ? -count : count).toString().padStart(digits + 1, '0');
  const whole = text.slice(0, text.length - digits);
  const fraction = digits === 0 ? '' : `.${text.slice(-digits)}`;
  return `${count < 0n ? '-' : ''}${whole}${fraction}`;
}
