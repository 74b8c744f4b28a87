import { isLocalDay, type LocalDay } from '../calendar/local-day.ts';
import { toExactDecimal } from '../editing/rules.ts';
import { flatWeek, type RateWeek, type TariffVersion, toSchedule, toWeek } from './rate-week.ts';

/** A tariff version as it is typed into a form. */
export interface VersionDraft {
  readonly validFrom: LocalDay | undefined;
  readonly rates: readonly RateDraft[];
  readonly week: RateWeek;
  readonly holidays: readonly LocalDay[];
  readonly fixedCharge: string;
  readonly fixedChargePer: 'day' | 'month';
  readonly taxPercent: string;
  readonly productionCredit: string;
}

export interface RateDraft {
  readonly name: string;
  readonly tiers: readonly TierDraft[];
}

export interface TierDraft {
  /** In kWh; of no meaning for the last tier. */
  readonly upTo: string;
  readonly price: string;
}

export type TariffPrices = Omit<TariffVersion, 'validFrom'>;

export const MAX_RATES = 12;
export const MAX_TIERS = 10;
const MAX_NAME_LENGTH = 50;
const MAX_TIER_KWH = 9_007_199;
const PRICE = /^\d{1,9}(?:\.\d{1,8})?$/;
const PERCENTAGE = /^\d{1,3}(?:\.\d{1,4})?$/;

type Separator = '.' | ',';

export const emptyRate = (name: string): RateDraft => ({ name, tiers: [{ upTo: '', price: '' }] });

export function emptyDraft(validFrom: LocalDay, rateName: string): VersionDraft {
  return {
    validFrom,
    rates: [emptyRate(rateName)],
    week: flatWeek(),
    holidays: [],
    fixedCharge: '',
    fixedChargePer: 'month',
    taxPercent: '',
    productionCredit: '',
  };
}

/** The form of a published version. */
export function toDraft(version: TariffVersion, separator: Separator): VersionDraft {
  const typed = (decimal: string | number | undefined) =>
    String(decimal ?? '').replace('.', separator);
  return {
    validFrom: version.validFrom,
    rates: version.rates.map(({ name, tiers }) => ({
      name,
      tiers: tiers.map(({ upTo, price }) => ({ upTo: typed(upTo), price: typed(price) })),
    })),
    week: toWeek(version),
    holidays: version.holidays ?? [],
    fixedCharge: typed(version.fixedCharge?.price),
    fixedChargePer: version.fixedCharge?.per ?? 'month',
    taxPercent: typed(version.taxPercent),
    productionCredit: typed(version.productionCredit),
  };
}

/** The prices of a draft without errors, as the API takes them. */
export function toPrices(draft: VersionDraft, separator: Separator): TariffPrices {
  const exact = (typed: string) => toExactDecimal(typed, separator)!;
  const names = draft.rates.map(({ name }) => name.trim());
  const isFlat = names.length === 1 && draft.week.holiday === undefined;
  return {
    rates: draft.rates.map(({ tiers }, rate) => ({
      name: names[rate]!,
      tiers: tiers.map(({ upTo, price }, tier) => ({
        ...(tier < tiers.length - 1 && { upTo: Number(exact(upTo)) }),
        price: exact(price),
      })),
    })),
    ...(!isFlat && { schedule: toSchedule(draft.week, names) }),
    ...(draft.week.holiday && draft.holidays.length > 0 && { holidays: [...draft.holidays] }),
    ...(draft.fixedCharge.trim() && {
      fixedCharge: { price: exact(draft.fixedCharge), per: draft.fixedChargePer },
    }),
    ...(draft.taxPercent.trim() && { taxPercent: exact(draft.taxPercent) }),
    ...(draft.productionCredit.trim() && { productionCredit: exact(draft.productionCredit) }),
  };
}

/** What is wrong with a field. */
export type DraftError = 'day' | 'name' | 'nameTaken' | 'price' | 'upTo' | 'percentage' | 'refused';

/**
 * Finds the invalid fields of a draft, by the server's rules.
 *
 * @returns errors by the paths by which the API names fields, such as rates/0/tiers/1/price
 */
export function errorsOf(
  draft: VersionDraft,
  separator: Separator,
): ReadonlyMap<string, DraftError> {
  const errors = new Map<string, DraftError>();
  const expectField = (path: string, isValid: boolean, error: DraftError) => {
    if (!isValid) errors.set(path, error);
  };
  const matches = (typed: string, pattern: RegExp) =>
    pattern.test(toExactDecimal(typed, separator) ?? '');
  expectField('validFrom', isLocalDay(draft.validFrom ?? ''), 'day');
  const names = draft.rates.map(({ name }) => name.trim());
  for (const [rate, { tiers }] of draft.rates.entries()) {
    const name = names[rate]!;
    const length = [...name].length;
    expectField(`rates/${rate}/name`, length > 0 && length <= MAX_NAME_LENGTH, 'name');
    if (name && names.indexOf(name) < rate) errors.set(`rates/${rate}/name`, 'nameTaken');
    let reached = 0;
    for (const [tier, { upTo, price }] of tiers.entries()) {
      const path = `rates/${rate}/tiers/${tier}`;
      expectField(`${path}/price`, matches(price, PRICE), 'price');
      if (tier === tiers.length - 1) continue;
      const end = Number(toExactDecimal(upTo, separator) ?? 0);
      expectField(`${path}/upTo`, end > reached && end <= MAX_TIER_KWH, 'upTo');
      reached = end;
    }
  }
  const optional = [
    ['fixedCharge/price', draft.fixedCharge, PRICE, 'price'],
    ['taxPercent', draft.taxPercent, PERCENTAGE, 'percentage'],
    ['productionCredit', draft.productionCredit, PRICE, 'price'],
  ] as const;
  for (const [path, typed, pattern, error] of optional) {
    expectField(path, !typed.trim() || matches(typed, pattern), error);
  }
  return errors;
}
