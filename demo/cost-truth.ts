// Computes the expected costs directly from the hours, without code of the platform: in whole parts of a cent.
import type { ExpectedHours } from './ground-truth.ts';
import { PRICES } from './tariff.ts';

/** 10⁻⁷ of a cent for energy: prices of four decimals times Wh; times the days of every month, times percent. */
const DAYS_OF_MONTHS = 28n * 29n * 30n * 31n;
const PARTS_OF_A_CENT = 10n ** 5n * DAYS_OF_MONTHS * 100n;

/**
 * The cents of each month, such as 2026-11.
 *
 * @param hours by their keys, `date hour offset`
 * @param days the charged days
 */
export function expectedCents(
  hours: ExpectedHours,
  days: readonly string[],
): ReadonlyMap<string, bigint> {
  const months = Map.groupBy(days, (day) => day.slice(0, 7));
  return new Map(
    Array.from(months, ([month, own]) => {
      const keys = [...hours].filter(([key]) => own.includes(key.split(' ')[0]!));
      return [month, centsOf(month, keys, own.length)];
    }),
  );
}

function centsOf(
  month: string,
  hours: readonly (readonly [string, { wh: number }])[],
  days: number,
) {
  const lines = { cheap: 0n, dear: 0n, night: 0n };
  const [cheap, dear] = PRICES.rates[0]!.tiers.map(({ price }) => steps(price));
  const night = steps(PRICES.rates[1]!.tiers[0]!.price);
  const limit = PRICES.rates[0]!.tiers[0]!.upTo! * 1_000;
  let used = 0;
  for (const [key, { wh }] of hours.toSorted(([one], [other]) => inOrder(one, other))) {
    const below = Math.max(0, Math.min(wh, limit - used));
    used += wh;
    if (isNight(key)) lines.night += night * BigInt(wh);
    else {
      lines.cheap += cheap! * BigInt(below);
      lines.dear += dear! * BigInt(wh - below);
    }
  }
  const energy = Object.values(lines).map((line) => line * DAYS_OF_MONTHS * 100n);
  const [year, number] = month.split('-').map(Number) as [number, number];
  const daysOfMonth = BigInt(new Date(Date.UTC(year, number, 0)).getUTCDate());
  const fixed = (850n * BigInt(days) * PARTS_OF_A_CENT) / daysOfMonth;
  const net = energy.reduce((sum, line) => sum + line, fixed);
  const tax = (net * 21n) / 100n;
  return [...energy, fixed, tax].reduce((sum, line) => sum + rounded(line), 0n);
}

/** A price in 10⁻⁴ of a euro. */
function steps(price: string): bigint {
  return BigInt(Math.round(Number(price) * 10_000));
}

function isNight(key: string): boolean {
  const [date, hour] = key.split(' ') as [string, string];
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
  return weekday === 0 || weekday === 6 || Number(hour) < 7 || Number(hour) >= 22;
}

/** Half to even. */
function rounded(parts: bigint): bigint {
  const cents = parts / PARTS_OF_A_CENT;
  const rest = (parts % PARTS_OF_A_CENT) * 2n;
  const isUp = rest > PARTS_OF_A_CENT || (rest === PARTS_OF_A_CENT && cents % 2n === 1n);
  return isUp ? cents + 1n : cents;
}

/** By the instant: where clocks go back, the hour with the greater offset comes first. */
function inOrder(one: string, other: string): number {
  return instantOf(one) - instantOf(other);
}

function instantOf(key: string): number {
  const [date, hour, offset] = key.split(' ') as [string, string, string];
  return Date.parse(`${date}T${hour.padStart(2, '0')}:00:00${offset}`);
}
