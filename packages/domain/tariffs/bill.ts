import { type CalendarDay, dayText } from '../calendar-day.ts';
import { type MicrowattHours, microwattHours } from '../energy.ts';
import {
  type Amount,
  addDecimals,
  amountOfEnergy,
  amountOfMonth,
  amountOfPieces,
  type Decimal,
  type PercentSteps,
  type PriceSteps,
  percentSteps,
  priceSteps,
  roundAmount,
  taxOn,
} from './amount.ts';
import { currencyDigits } from './currency.ts';
import {
  DAY_KINDS,
  type DayKind,
  hourOf,
  type Rate,
  type TariffVersion,
  type Tier,
} from './tariff-version.ts';

/** The prices of one device on a day. */
export interface Terms {
  readonly tariffId: string;
  readonly currency: string;
  readonly version: TariffVersion;
}

/** Whether the energy is drawn from the grid or fed into it. */
export type Flow = 'consumption' | 'production';

/** Energy of an hour, or of a day on which one rate applies. */
export interface BilledHour {
  /** The hour of the local clock at its start, from 0 to 23. */
  readonly hour: number;
  readonly energy: MicrowattHours | bigint;
}

/** A local day of a device. */
export interface BilledDay {
  readonly day: CalendarDay;
  /** Those with readings, in order. */
  readonly hours: readonly BilledHour[];
  /** The fixed charge is due for this day. */
  readonly isCharged: boolean;
}

/** Exact costs of a day, tax included. */
export interface DayCost {
  /** `undefined` where no prices apply. */
  readonly currency: string | undefined;
  /** Of each hour, in order; `undefined` without a price. */
  readonly hours: readonly (Amount | undefined)[];
  readonly fixedCharge: Amount;
}

/** A line of a bill. Its amount is rounded once, to the currency's smallest unit, half to even. */
export interface BillLine {
  readonly kind: 'energy' | 'credit' | 'fixed-charge' | 'tax';
  readonly tariffId: string;
  /** The first day of the version. */
  readonly validFrom: string;
  readonly currency: string;
  /** The name of the rate; `undefined` except for energy. */
  readonly rate: string | undefined;
  /** The month's energy at which the tier begins and ends, in kWh; `undefined` without tiers. */
  readonly tier: { readonly above: number; readonly upTo: number | undefined } | undefined;
  /** In µWh; `undefined` except for energy and credits. */
  readonly energy: bigint | undefined;
  /** The number of charged days; `undefined` except for fixed charges. */
  readonly days: number | undefined;
  /** For 1 kWh, a day or a month; the percentage of a tax. */
  readonly price: Decimal;
  readonly per: 'kWh' | 'day' | 'month' | undefined;
  /** Negative for credits. */
  readonly amount: Decimal;
}

/** The sum of the rounded lines of a currency. */
export interface BillTotal {
  readonly currency: string;
  readonly amount: Decimal;
}

type LineSums = Omit<BillLine, 'amount' | 'energy' | 'days'> & {
  energy: bigint;
  days: number;
  amount: Amount;
};

/**
 * The costs of one device in one calendar month. Days are added in order from the first day of the month on, since
 * tiers depend on the month's energy so far.
 */
export class MonthBill {
  readonly #flow: Flow;
  readonly #daysOfMonth: number;
  readonly #lines = new Map<string, LineSums>();
  /** Those found last, since a month has hundreds of hours and few lines. */
  readonly #tierLines = new Map<PricedTier, LineSums>();
  readonly #taxLines = new Map<TariffVersion, LineSums>();
  #energy = 0n;

  constructor(month: CalendarDay, flow: Flow) {
    this.#flow = flow;
    const [year, number] = dayText(month).split('-').map(Number) as [number, number];
    this.#daysOfMonth = new Date(Date.UTC(year, number, 0)).getUTCDate();
  }

  /** Counts the energy of a day that is not billed here, for the tiers of later days. */
  skip({ hours }: BilledDay): void {
    for (const { energy } of hours) this.#energy += BigInt(energy);
  }

  /** Bills a day by the prices of that day; without prices it has no cost. */
  add(day: BilledDay, terms: Terms | undefined): DayCost {
    if (!terms) {
      this.skip(day);
      return {
        currency: undefined,
        hours: day.hours.map(() => undefined),
        fixedCharge: 0n,
      };
    }
    const { currency } = terms;
    if (this.#flow === 'production') return this.#credit(day, terms);
    const prices = pricesOf(terms.version);
    const rates = prices.ratesOfKind.get(kindOf(terms.version, day.day))!;
    const hours = day.hours.map(({ hour, energy }) =>
      this.#addEnergy(terms, prices, { rate: rates[hour]!, energy: BigInt(energy) }),
    );
    const fixedCharge = day.isCharged ? this.#addFixedCharge(terms) : 0n;
    return { currency, hours, fixedCharge };
  }

  /** The lines of the days so far; those of one version of a tariff stand together, its tax last. */
  lines(): readonly BillLine[] {
    return Map.groupBy(
      this.#lines.values(),
      ({ tariffId, validFrom }) => `${validFrom} ${tariffId}`,
    )
      .values()
      .flatMap((lines) => lines.toSorted((one, other) => orderOf(one) - orderOf(other)))
      .map(toBillLine)
      .toArray();
  }

  #credit(day: BilledDay, terms: Terms): DayCost {
    const { currency, version } = terms;
    const price = version.productionCredit;
    const hours = day.hours.map(({ energy }) => {
      if (price === undefined) return undefined;
      const amount = -amountOfEnergy(priceSteps(price), energy);
      const line = this.#line(terms, { kind: 'credit', price, per: 'kWh' });
      line.energy += BigInt(energy);
      line.amount += amount;
      return amount;
    });
    return { currency, hours, fixedCharge: 0n };
  }

  /** Divides the energy of an hour among the tiers that the month has reached. */
  #addEnergy(
    terms: Terms,
    prices: Prices,
    { rate, energy }: { readonly rate: number; readonly energy: bigint },
  ): Amount {
    let amount = 0n;
    let rest = energy;
    for (const tier of prices.rates[rate]!) {
      const { end, price } = tier;
      if (end !== undefined && end <= this.#energy) continue;
      const part = end === undefined || this.#energy + rest <= end ? rest : end - this.#energy;
      this.#energy += part;
      rest -= part;
      const net = amountOfEnergy(price, part);
      const line = this.#lineOfTier(terms, tier);
      line.energy += part;
      line.amount += net;
      amount += net + this.#addTax(terms, net);
      if (rest === 0n) break;
    }
    return amount;
  }

  /** Remembers the line of the last hour, which is mostly that of the next one. */
  #lineOfTier(terms: Terms, tier: PricedTier): LineSums {
    const { tariffId } = terms;
    const known = this.#tierLines.get(tier);
    if (known?.tariffId === tariffId) return known;
    const line = this.#line(terms, tier.line);
    this.#tierLines.set(tier, line);
    return line;
  }

  #addFixedCharge(terms: Terms): Amount {
    const { fixedCharge } = terms.version;
    if (!fixedCharge) return 0n;
    const { price, per } = fixedCharge;
    const steps = priceSteps(price);
    const net =
      per === 'day' ? amountOfPieces(steps, 1) : amountOfMonth(steps, 1, this.#daysOfMonth);
    const line = this.#line(terms, { kind: 'fixed-charge', price, per });
    line.days += 1;
    line.amount += net;
    return net + this.#addTax(terms, net);
  }

  #addTax(terms: Terms, net: Amount): Amount {
    const price = terms.version.taxPercent;
    const { tax: percentage } = pricesOf(terms.version);
    if (price === undefined || percentage === undefined) return 0n;
    const tax = taxOn(net, percentage);
    this.#taxLine(terms, price).amount += tax;
    return tax;
  }

  #taxLine(terms: Terms, price: Decimal): LineSums {
    const { tariffId, version } = terms;
    const known = this.#taxLines.get(version);
    if (known?.tariffId === tariffId) return known;
    const line = this.#line(terms, { kind: 'tax', price, per: undefined });
    this.#taxLines.set(version, line);
    return line;
  }

  #line(
    { tariffId, currency, version: { validFrom } }: Terms,
    line: Pick<LineSums, 'kind' | 'price' | 'per'> & Partial<Pick<LineSums, 'rate' | 'tier'>>,
  ): LineSums {
    const { kind, rate, tier } = line;
    const key = JSON.stringify([tariffId, validFrom, kind, rate, tier?.above]);
    let sums = this.#lines.get(key);
    if (!sums) {
      sums = {
        ...line,
        rate,
        tier,
        tariffId,
        validFrom,
        currency,
        energy: 0n,
        days: 0,
        amount: 0n,
      };
      this.#lines.set(key, sums);
    }
    return sums;
  }
}

/** Adds up lines by currency, in the order of the currencies' codes. */
export function totalsOf(lines: readonly Pick<BillLine, 'currency' | 'amount'>[]): BillTotal[] {
  return [...Map.groupBy(lines, ({ currency }) => currency)]
    .map(([currency, own]) => ({
      currency,
      amount: addDecimals(
        own.map(({ amount }) => amount),
        currencyDigits(currency),
      ),
    }))
    .sort((one, other) => (one.currency < other.currency ? -1 : 1));
}

/** The version that is valid on a day; `undefined` before the first one. */
export function versionOn(
  versions: readonly TariffVersion[],
  day: CalendarDay,
): TariffVersion | undefined {
  const text = dayText(day);
  return versions.findLast(({ validFrom }) => validFrom <= text);
}

/** Tests whether the rate of a version depends on the hour, so that the total of a day does not suffice. */
export function dependsOnHour({ rates }: TariffVersion): boolean {
  return rates.length > 1;
}

/** The prices of a version as numbers: to parse them for each hour would take most of a bill's time. */
interface Prices {
  /** The tiers of each rate. */
  readonly rates: readonly (readonly PricedTier[])[];
  /** The index of the rate of each hour, by the kind of day. */
  readonly ratesOfKind: ReadonlyMap<DayKind, readonly number[]>;
  readonly tax: PercentSteps | undefined;
}

interface PricedTier {
  /** The month's energy at which it ends, in µWh; `undefined` for the last tier. */
  readonly end: bigint | undefined;
  readonly price: PriceSteps;
  readonly line: Pick<LineSums, 'kind' | 'price' | 'per' | 'rate' | 'tier'>;
}

const pricesByVersion = new WeakMap<TariffVersion, Prices>();

function pricesOf(version: TariffVersion): Prices {
  let prices = pricesByVersion.get(version);
  if (!prices) {
    const { rates, taxPercent } = version;
    prices = {
      rates: rates.map(pricedTiers),
      ratesOfKind: new Map(DAY_KINDS.map((kind) => [kind, ratesOfKind(version, kind)])),
      tax: taxPercent === undefined ? undefined : percentSteps(taxPercent),
    };
    pricesByVersion.set(version, prices);
  }
  return prices;
}

function pricedTiers({ name, tiers }: Rate): PricedTier[] {
  return tiers.map(({ upTo, price }, index) => ({
    end: upTo === undefined ? undefined : BigInt(microwattHours(upTo)!),
    price: priceSteps(price),
    line: {
      kind: 'energy',
      rate: name,
      tier: tiers.length === 1 ? undefined : boundsOf(tiers, index),
      price,
      per: 'kWh',
    },
  }));
}

function kindOf({ holidays }: TariffVersion, day: CalendarDay): DayKind {
  return holidays?.includes(dayText(day)) ? 'holiday' : weekdayOf(day);
}

function ratesOfKind({ schedule, rates }: TariffVersion, kind: string): readonly number[] {
  const hours = Array<number>(24).fill(0);
  for (const { days, from, to, rate } of schedule ?? []) {
    if (!days.some((day) => day === kind)) continue;
    hours.fill(
      rates.findIndex(({ name }) => name === rate),
      hourOf(from),
      hourOf(to),
    );
  }
  return hours;
}

/** 1970-01-01 was a Thursday. */
function weekdayOf(day: CalendarDay): DayKind {
  return DAY_KINDS[(((day + 3) % 7) + 7) % 7]!;
}

function boundsOf(tiers: readonly Tier[], index: number) {
  return { above: tiers[index - 1]?.upTo ?? 0, upTo: tiers[index]!.upTo };
}

function orderOf({ kind }: Pick<BillLine, 'kind'>): number {
  return ['energy', 'credit', 'fixed-charge', 'tax'].indexOf(kind);
}

function toBillLine({ kind, energy, days, amount, ...line }: LineSums): BillLine {
  return {
    ...line,
    kind,
    energy: kind === 'energy' || kind === 'credit' ? energy : undefined,
    days: kind === 'fixed-charge' ? days : undefined,
    amount: roundAmount(amount, currencyDigits(line.currency)),
  };
}
