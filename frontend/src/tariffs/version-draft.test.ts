import { type TariffVersion as DomainVersion, tariffDecider } from '@energy/domain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_KINDS, flatDay, paint, type TariffVersion, toWeek, withoutRate } from './rate-week.ts';
import {
  emptyDraft,
  emptyRate,
  errorsOf,
  toDraft,
  toPrices,
  type VersionDraft,
} from './version-draft.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');

const dayAndNight: TariffVersion = {
  validFrom: '2026-12-01',
  rates: [
    { name: 'Day', tiers: [{ upTo: 100.5, price: '0.31' }, { price: '0.4' }] },
    { name: 'Night', tiers: [{ price: '0.28741234' }] },
  ],
  schedule: [
    {
      days: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
      from: '00:00',
      to: '07:00',
      rate: 'Night',
    },
    {
      days: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
      from: '07:00',
      to: '24:00',
      rate: 'Day',
    },
    { days: ['saturday', 'sunday', 'holiday'], from: '00:00', to: '24:00', rate: 'Night' },
  ],
  holidays: ['2026-12-25'],
  fixedCharge: { price: '8.5', per: 'day' },
  taxPercent: '21',
  productionCredit: '0.06',
};

/** Whether the server accepts a version. */
function isAccepted(version: TariffVersion): boolean {
  try {
    const state = tariffDecider.evolve(tariffDecider.initialState, {
      type: 'TariffCreated',
      data: { name: 'Tariff', currency: 'EUR' },
    });
    const data = { version: version as DomainVersion, now: NOW };
    return tariffDecider.decide({ type: 'PublishTariffVersion', data }, state).length > 0;
  } catch {
    return false;
  }
}

describe('the form of a tariff version', () => {
  it('gives back the version that it was opened with', () => {
    for (const separator of ['.', ','] as const) {
      const draft = toDraft(dayAndNight, separator);
      expect(errorsOf(draft, separator)).toEqual(new Map());
      expect({ validFrom: draft.validFrom, ...toPrices(draft, separator) }).toEqual(dayAndNight);
    }
  });

  it('needs a price, and neither a schedule nor anything else', () => {
    const draft = emptyDraft('2026-12-01', 'Energy');
    expect([...errorsOf(draft, '.')]).toEqual([['rates/0/tiers/0/price', 'price']]);
    const priced = { ...draft, rates: [{ name: 'Energy', tiers: [{ upTo: '', price: '0,30' }] }] };
    expect(toPrices(priced, ',')).toEqual({
      rates: [{ name: 'Energy', tiers: [{ price: '0.30' }] }],
    });
  });

  it('names each mistake at its field', () => {
    const draft: VersionDraft = {
      ...toDraft(dayAndNight, '.'),
      validFrom: undefined,
      rates: [
        {
          name: ' ',
          tiers: [
            { upTo: '0', price: '-1' },
            { upTo: '5', price: '1' },
            { upTo: '', price: '1' },
          ],
        },
        {
          name: 'Night',
          tiers: [
            { upTo: '9', price: '1' },
            { upTo: '9', price: '1' },
            { upTo: '', price: '1' },
          ],
        },
        { name: 'Night ', tiers: [{ upTo: '', price: '0.123456789' }] },
      ],
      fixedCharge: 'free',
      taxPercent: '1000',
      productionCredit: '1e3',
    };
    expect([...errorsOf(draft, '.').keys()]).toEqual([
      'validFrom',
      'rates/0/name',
      'rates/0/tiers/0/price',
      'rates/0/tiers/0/upTo',
      'rates/1/tiers/1/upTo',
      'rates/2/name',
      'rates/2/tiers/0/price',
      'fixedCharge/price',
      'taxPercent',
      'productionCredit',
    ]);
  });

  it('gives only versions that the server accepts, with the rate that was painted', () => {
    const aHour = fc.record({
      day: fc.constantFrom(...DAY_KINDS),
      hour: fc.nat(23),
      rate: fc.nat(2),
    });
    fc.assert(
      fc.property(fc.array(aHour, { maxLength: 60 }), fc.boolean(), (painted, hasHolidays) => {
        const rates = ['One', 'Two', 'Three'].map((name) => ({
          ...emptyRate(name),
          tiers: [{ upTo: '', price: '0.1' }],
        }));
        let { week } = emptyDraft('2026-12-01', 'One');
        if (hasHolidays) week = { ...week, holiday: flatDay(2) };
        for (const { rate, ...place } of painted)
          if (week[place.day]) week = paint(week, place, rate);
        const draft = { ...emptyDraft('2026-12-01', 'One'), rates, week };
        const version = { validFrom: '2026-12-01', ...toPrices(draft, '.') };
        expect(isAccepted(version)).toBe(true);
        expect(toWeek(version)).toEqual(week);
      }),
    );
  });

  it('gives the hours of a removed rate the first one', () => {
    const week = paint(
      paint(paint({ monday: flatDay(0) }, { day: 'monday' }, 1), { day: 'monday', hour: 5 }, 2),
      { day: 'monday', hour: 6 },
      0,
    );
    expect(withoutRate(week, 1).monday!.slice(4, 8)).toEqual([0, 1, 0, 0]);
  });
});
