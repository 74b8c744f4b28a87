import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calendarDay, dayText } from '../calendar-day.ts';
import { localHours } from '../time-zone.ts';
import { priceSteps, roundAmount } from './amount.ts';
import { type BilledDay, MonthBill, type Terms, totalsOf, versionOn } from './bill.ts';
import { DAY_KINDS, hourOf, type TariffVersion } from './tariff-version.ts';

const WEEK = DAY_KINDS.filter((day) => day !== 'holiday');

function terms(version: Partial<TariffVersion>, currency = 'EUR'): Terms {
  return {
    tariffId: 'tariff',
    currency,
    version: {
      validFrom: '2026-01-01',
      rates: [{ name: 'All', tiers: [{ price: '0.3' }] }],
      ...version,
    },
  };
}

const day = (text: string, hours: BilledDay['hours'], isCharged = true): BilledDay => ({
  day: calendarDay(text),
  hours,
  isCharged,
});

const kWh = (energy: number) => BigInt(energy) * 1_000_000_000n;

describe('a bill', () => {
  it('has a line for each rate, tier and tax, each rounded once', () => {
    const bill = new MonthBill(calendarDay('2026-11-01'), 'consumption');
    const prices = terms({
      rates: [
        { name: 'Day', tiers: [{ upTo: 1, price: '0.3005' }, { price: '0.4' }] },
        { name: 'Night', tiers: [{ price: '0.2' }] },
      ],
      schedule: [
        { days: WEEK, from: '00:00', to: '07:00', rate: 'Night' },
        { days: WEEK, from: '07:00', to: '24:00', rate: 'Day' },
      ],
      fixedCharge: { price: '9', per: 'month' },
      taxPercent: '10',
    });
    bill.add(
      day('2026-11-02', [
        { hour: 6, energy: kWh(0) + 500_000_000n },
        { hour: 7, energy: kWh(1) },
      ]),
      prices,
    );
    const lines = bill.lines();
    expect(
      lines.map(({ kind, rate, tier, energy, amount }) => [
        kind,
        rate,
        tier?.above,
        energy,
        amount,
      ]),
    ).toEqual([
      ['energy', 'Night', undefined, 500_000_000n, '0.10'],
      ['energy', 'Day', 0, 500_000_000n, '0.15'],
      ['energy', 'Day', 1, 500_000_000n, '0.20'],
      ['fixed-charge', undefined, undefined, undefined, '0.30'],
      ['tax', undefined, undefined, undefined, '0.08'],
    ]);
    expect(totalsOf(lines)).toEqual([{ currency: 'EUR', amount: '0.83' }]);
  });

  it('rounds half to even in the digits of the currency', () => {
    const lineOf = (price: string, energy: bigint, currency: string) => {
      const bill = new MonthBill(calendarDay('2026-11-01'), 'consumption');
      bill.add(
        day('2026-11-02', [{ hour: 0, energy }]),
        terms({ rates: [{ name: 'All', tiers: [{ price }] }] }, currency),
      );
      return bill.lines()[0]!.amount;
    };
    expect(lineOf('0.125', kWh(1), 'EUR')).toBe('0.12');
    expect(lineOf('0.135', kWh(1), 'EUR')).toBe('0.14');
    expect(lineOf('0.125', kWh(1) + 1n, 'EUR')).toBe('0.13');
    expect(lineOf('2.5', kWh(1), 'JPY')).toBe('2');
    expect(lineOf('0.0125', kWh(1), 'KWD')).toBe('0.012');
    expect(lineOf('999999999.99999999', 9_007_199_254_740_991n, 'EUR')).toBe('9007199254740990.91');
  });

  it('charges parts of a month by its days, so that they add up to the month', () => {
    const bill = new MonthBill(calendarDay('2028-02-01'), 'consumption');
    const old = terms({ fixedCharge: { price: '10', per: 'month' } });
    const young = terms({ validFrom: '2028-02-11', fixedCharge: { price: '10', per: 'month' } });
    for (let date = 1; date <= 29; date++) {
      const text = `2028-02-${String(date).padStart(2, '0')}`;
      bill.add(day(text, []), date < 11 ? old : young);
    }
    expect(bill.lines().map(({ days, amount }) => [days, amount])).toEqual([
      [10, '3.45'],
      [19, '6.55'],
    ]);
  });

  it('credits production without tax, tiers or fixed charge', () => {
    const bill = new MonthBill(calendarDay('2026-11-01'), 'production');
    const prices = terms({
      productionCredit: '0.06',
      taxPercent: '21',
      fixedCharge: { price: '1', per: 'day' },
    });
    const cost = bill.add(day('2026-11-02', [{ hour: 12, energy: kWh(2) }]), prices);
    expect(cost.hours.map((amount) => amount && roundAmount(amount, 4))).toEqual(['-0.1200']);
    expect(bill.lines()).toMatchObject([{ kind: 'credit', amount: '-0.12' }]);
    expect(bill.add(day('2026-11-03', [{ hour: 12, energy: 1n }]), terms({})).hours).toEqual([
      undefined,
    ]);
  });

  it('knows the currencies of its totals apart', () => {
    const lines = [
      { currency: 'EUR', amount: '1.10' },
      { currency: 'CHF', amount: '-0.05' },
      { currency: 'EUR', amount: '-2.05' },
    ];
    expect(totalsOf(lines)).toEqual([
      { currency: 'CHF', amount: '-0.05' },
      { currency: 'EUR', amount: '-0.95' },
    ]);
  });
});

/** A fraction; nothing of the implementation is used for the reference. */
class Rational {
  readonly n: bigint;
  readonly d: bigint;
  constructor(n: bigint, d = 1n) {
    this.n = n;
    this.d = d;
  }
  static of(text: string): Rational {
    const [whole, fraction = ''] = text.split('.') as [string, string?];
    return new Rational(BigInt(whole + fraction), 10n ** BigInt(fraction.length));
  }
  plus({ n, d }: Rational): Rational {
    return new Rational(this.n * d + n * this.d, this.d * d).reduced();
  }
  times({ n, d }: Rational): Rational {
    return new Rational(this.n * n, this.d * d).reduced();
  }
  /** In cents, half to even. */
  cents(): bigint {
    const n = this.n * 100n;
    const floor = n / this.d;
    const rest = 2n * (n % this.d);
    return rest > this.d || (rest === this.d && floor % 2n === 1n) ? floor + 1n : floor;
  }
  reduced(): Rational {
    let a = this.n;
    let b = this.d;
    while (b > 0n) [a, b] = [b, a % b];
    return a === 0n ? new Rational(0n) : new Rational(this.n / a, this.d / a);
  }
}

const aPrice = fc
  .tuple(fc.nat(99), fc.nat(99_999_999))
  .map(([whole, fraction]) => `${whole}.${String(fraction).padStart(8, '0')}`);
const aTax = fc
  .tuple(fc.nat(99), fc.nat(9_999))
  .map(([a, b]) => `${a}.${String(b).padStart(4, '0')}`);
const tiers = fc
  .tuple(
    fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: 3 }),
    fc.array(aPrice, { minLength: 4, maxLength: 4 }),
  )
  .map(([ends, prices]) => [
    ...ends.sort((a, b) => a - b).map((upTo, index) => ({ upTo, price: prices[index]! })),
    { price: prices[3]! },
  ]);
const aVersion = fc.record({
  day: tiers,
  night: tiers,
  from: fc.integer({ min: 1, max: 11 }),
  to: fc.integer({ min: 12, max: 23 }),
  tax: fc.option(aTax, { nil: undefined }),
  fixed: fc.option(
    fc.record({ price: aPrice, per: fc.constantFrom('day' as const, 'month' as const) }),
    { nil: undefined },
  ),
  holiday: fc.integer({ min: 1, max: 28 }),
});
type AVersion = typeof aVersion extends fc.Arbitrary<infer V> ? V : never;

const clock = (hour: number) => `${String(hour).padStart(2, '0')}:00`;
function versionFrom(validFrom: string, month: string, v: AVersion): TariffVersion {
  return {
    validFrom,
    rates: [
      { name: 'Day', tiers: v.day },
      { name: 'Night', tiers: v.night },
    ],
    schedule: [
      { days: WEEK, from: '00:00', to: clock(v.from), rate: 'Night' },
      { days: WEEK, from: clock(v.from), to: clock(v.to), rate: 'Day' },
      { days: WEEK, from: clock(v.to), to: '24:00', rate: 'Night' },
      { days: ['holiday'], from: '00:00', to: '24:00', rate: 'Night' },
    ],
    holidays: [`${month}-${String(v.holiday).padStart(2, '0')}`],
    ...(v.tax !== undefined && { taxPercent: v.tax }),
    ...(v.fixed && { fixedCharge: v.fixed }),
  };
}

describe('costs', () => {
  const aMonth = fc.constantFrom(
    ['Europe/Brussels', '2026-03'],
    ['Europe/Brussels', '2026-10'],
    ['Australia/Lord_Howe', '2026-04'],
    ['America/St_Johns', '2026-11'],
    ['Asia/Kathmandu', '2028-02'],
  );
  const energies = fc.array(fc.tuple(fc.nat(31 * 24 - 1), fc.bigInt(0n, 9_000_000_000n)), {
    maxLength: 60,
  });

  it('equal those by rationals, over versions, zones, clock changes, tiers and corrections', () => {
    fc.assert(
      fc.property(
        aMonth,
        aVersion,
        aVersion,
        fc.integer({ min: 2, max: 28 }),
        energies,
        energies,
        ([zone, month], one, other, change, first, corrections) => {
          const changeDay = `${month}-${String(change).padStart(2, '0')}`;
          const versions = [
            versionFrom('2026-01-01', month!, one),
            versionFrom(changeDay, month!, other),
          ];
          const hours = localHours(zone!);
          const start = calendarDay(`${month}-01`);
          const length = new Date(
            Date.UTC(Number(month!.slice(0, 4)), Number(month!.slice(5)), 0),
          ).getUTCDate();
          const days = Array.from({ length }, (_, index) => start + index);
          const all = days.flatMap((each) =>
            hours
              .ofDay(Temporal.PlainDate.from(dayText(each)))
              .map(({ label }) => ({ day: each, hour: hourOf(label) })),
          );
          const energyOf = new Map(
            [...first, ...corrections].map(([index, energy]) => [index % all.length, energy]),
          );
          const billed = days.map((each) => ({
            day: each,
            isCharged: true,
            hours: all.flatMap((hour, index) =>
              hour.day === each && energyOf.has(index)
                ? [{ hour: hour.hour, energy: energyOf.get(index)! }]
                : [],
            ),
          }));
          const costs = (list: TariffVersion[]) => {
            const bill = new MonthBill(start, 'consumption');
            const exact = billed.map((each) =>
              bill.add(each, {
                tariffId: 't',
                currency: 'EUR',
                version: versionOn(list, each.day)!,
              }),
            );
            return { exact, lines: bill.lines() };
          };
          const { exact, lines } = costs(versions);

          // The reference.
          const expected = new Map<string, Rational>();
          const add = (key: string, amount: Rational) =>
            expected.set(key, (expected.get(key) ?? new Rational(0n)).plus(amount));
          let used = 0n;
          for (const { day: each, hours: own } of billed) {
            const v = dayText(each) < changeDay ? one : other;
            const from = dayText(each) < changeDay ? '2026-01-01' : changeDay;
            let net = new Rational(0n);
            for (const { hour, energy } of own) {
              const isHoliday = dayText(each) === `${month}-${String(v.holiday).padStart(2, '0')}`;
              const rate = !isHoliday && hour >= v.from && hour < v.to ? 'day' : 'night';
              let below = 0n;
              for (const tier of v[rate]) {
                const end = 'upTo' in tier ? BigInt(tier.upTo) * 1_000_000_000n : used + energy;
                const low = used > below ? used : below;
                const high = used + energy < end ? used + energy : end;
                if (high > low) {
                  const amount = Rational.of(tier.price).times(
                    new Rational(high - low, 1_000_000_000n),
                  );
                  add(`${from} ${rate} ${below}`, amount);
                  net = net.plus(amount);
                }
                below = end;
              }
              used += energy;
            }
            if (v.fixed) {
              const amount = Rational.of(v.fixed.price).times(
                new Rational(1n, v.fixed.per === 'day' ? 1n : BigInt(length)),
              );
              add(`${from} fixed`, amount);
              net = net.plus(amount);
            }
            if (v.tax !== undefined)
              add(`${from} tax`, net.times(Rational.of(v.tax)).times(new Rational(1n, 100n)));
          }
          const actual = lines
            .map(({ kind, validFrom, rate, tier, amount }) => {
              const below = BigInt(tier?.above ?? 0) * 1_000_000_000n;
              const key =
                kind === 'energy' ? `${rate!.toLowerCase()} ${below}` : kind.split('-')[0];
              return [`${validFrom} ${key}`, BigInt(amount.replace('.', ''))] as const;
            })
            .filter(([, cents]) => cents > 0n)
            .sort();
          expect(actual).toEqual(
            [...expected]
              .map(([key, amount]) => [key, amount.cents()] as const)
              .filter(([, cents]) => cents > 0n)
              .sort(),
          );
          const total = actual.reduce((sum, [, cents]) => sum + cents, 0n);
          expect(totalsOf(lines).map(({ amount }) => BigInt(amount.replace('.', '')))).toEqual(
            lines.length === 0 ? [] : [total],
          );

          // A new version never changes a cost before its day.
          const before = costs(versions.slice(0, 1)).exact.slice(0, change - 1);
          expect(exact.slice(0, change - 1)).toEqual(before);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('count prices of up to eight decimals', () => {
    expect(priceSteps('0.2874')).toBe(28_740_000n);
    expect(priceSteps('12')).toBe(1_200_000_000n);
  });
});
