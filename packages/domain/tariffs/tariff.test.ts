import { describe, expect, it } from 'vitest';
import { dayText } from '../calendar-day.ts';
import { RuleViolation } from '../decider.ts';
import { firstOpenDay, type TariffCommand, type TariffEvent, tariffDecider } from './tariff.ts';
import { DAY_KINDS, type DayKind, type TariffVersion } from './tariff-version.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const WEEK = DAY_KINDS.filter((day) => day !== 'holiday');
const created: TariffEvent = {
  type: 'TariffCreated',
  data: { name: 'Day and night', currency: 'EUR' },
};
const retired: TariffEvent = { type: 'TariffRetired', data: {} };
const dayAndNight: TariffVersion = {
  validFrom: '2026-12-01',
  rates: [
    { name: 'Day', tiers: [{ upTo: 100, price: '0.31' }, { price: '0.4' }] },
    { name: 'Night', tiers: [{ price: '0.2874' }] },
  ],
  schedule: [
    { days: WEEK, from: '00:00', to: '07:00', rate: 'Night' },
    { days: WEEK, from: '07:00', to: '22:00', rate: 'Day' },
    { days: WEEK, from: '22:00', to: '24:00', rate: 'Night' },
    { days: ['holiday'], from: '00:00', to: '24:00', rate: 'Night' },
  ],
  holidays: ['2026-12-25'],
  fixedCharge: { price: '8.5', per: 'month' },
  taxPercent: '21',
  productionCredit: '0.06',
};
const published = (version: Partial<TariffVersion> = {}): TariffEvent => ({
  type: 'TariffVersionPublished',
  data: { ...dayAndNight, ...version },
});
const publish = (version: Partial<TariffVersion> = {}, now = NOW): TariffCommand => ({
  type: 'PublishTariffVersion',
  data: { version: { ...dayAndNight, ...version }, now },
});

function given(...events: TariffEvent[]) {
  const state = events.reduce(tariffDecider.evolve, tariffDecider.initialState);
  return { when: (command: TariffCommand) => tariffDecider.decide(command, state) };
}

function refusal(act: () => unknown): { rule: string; field: string | undefined } {
  try {
    act();
  } catch (error) {
    if (error instanceof RuleViolation) return { rule: error.rule, field: error.field };
    throw error;
  }
  throw new Error('It is accepted.');
}

describe('creating a tariff', () => {
  const create = (data: object = {}): TariffCommand => ({
    type: 'CreateTariff',
    data: { name: ' Day and night ', currency: 'EUR', ...data },
  });

  it('creates it once', () => {
    expect(given().when(create())).toEqual([created]);
    expect(() => given(created).when(create())).toThrow('is there already');
  });

  it.each(['eur', 'EURO', 'XXX', 'DEM', 'XAU', ''])('refuses %s as a currency', (currency) => {
    expect(refusal(() => given().when(create({ currency })))).toEqual({
      rule: 'unknown-currency',
      field: 'currency',
    });
  });

  it('needs a name', () => {
    expect(refusal(() => given().when(create({ name: ' ' })))).toMatchObject({ field: 'name' });
  });
});

describe('publishing a version', () => {
  it('publishes it, and the same again changes nothing', () => {
    expect(given(created).when(publish())).toEqual([published()]);
    expect(given(created, published()).when(publish())).toEqual([]);
    const other = { taxPercent: '6' };
    expect(given(created, published()).when(publish(other))).toEqual([published(other)]);
  });

  it('replaces the version of the same day, in the order of days', () => {
    const state = [
      created,
      published({ validFrom: '2027-01-01' }),
      published(),
      published({ taxPercent: '6' }),
    ].reduce(tariffDecider.evolve, tariffDecider.initialState);
    expect(state).toMatchObject({
      versions: [
        { validFrom: '2026-12-01', taxPercent: '6' },
        { validFrom: '2027-01-01', taxPercent: '21' },
      ],
    });
  });

  it('reprices no month that has ended anywhere', () => {
    const first = published({ validFrom: '2026-01-01' });
    const inOctober = publish({ validFrom: '2026-10-31' });
    expect(refusal(() => given(created, first).when(inOctober))).toEqual({
      rule: 'month-closed',
      field: 'validFrom',
    });
    expect(given(created, first).when(publish({ validFrom: '2026-11-01' }))).toHaveLength(1);
    // No month that has ended has a price: there is nothing to reprice.
    expect(given(created, published()).when(inOctober)).toHaveLength(1);
    expect(dayText(firstOpenDay(Date.parse('2026-11-30T09:59:59Z')))).toBe('2026-11-01');
    expect(dayText(firstOpenDay(Date.parse('2026-11-30T10:00:00Z')))).toBe('2026-12-01');
  });

  const days = (...names: DayKind[]) => names;
  const whole = { from: '00:00', to: '24:00', rate: 'Day' };
  it.each<[string, string, Partial<TariffVersion>]>([
    [
      'an overlap',
      'schedule/1',
      {
        schedule: [
          { days: WEEK, ...whole },
          { days: days('monday'), from: '23:00', to: '24:00', rate: 'Night' },
        ],
        holidays: [],
      },
    ],
    ['a gap', 'schedule', { schedule: [{ days: WEEK, ...whole, to: '23:00' }], holidays: [] }],
    [
      'a missing weekday',
      'schedule',
      { schedule: [{ days: WEEK.slice(1), ...whole }], holidays: [] },
    ],
    [
      'a gap on holidays',
      'schedule',
      {
        schedule: [
          { days: WEEK, ...whole },
          { days: days('holiday'), ...whole, from: '01:00' },
        ],
      },
    ],
    ['holidays without a rate', 'holidays', { schedule: [{ days: WEEK, ...whole }] }],
    ['a half hour', 'schedule/0/from', { schedule: [{ days: WEEK, ...whole, from: '00:30' }] }],
    [
      'an hour after the last',
      'schedule/0/to',
      { schedule: [{ days: WEEK, ...whole, to: '25:00' }] },
    ],
    [
      'a reversed entry',
      'schedule/0/to',
      { schedule: [{ days: WEEK, from: '22:00', to: '06:00', rate: 'Day' }] },
    ],
    ['an entry without days', 'schedule/0/days', { schedule: [{ days: [], ...whole }] }],
    ['an unknown rate', 'schedule/0/rate', { schedule: [{ days: WEEK, ...whole, rate: 'Peak' }] }],
    ['no rates', 'rates', { rates: [] }],
    [
      'two rates of one name',
      'rates/1/name',
      { rates: dayAndNight.rates.map((rate) => ({ ...rate, name: 'Day' })) },
    ],
    [
      'a hidden character',
      'rates/0/name',
      { rates: [{ name: 'D\u202eay', tiers: [{ price: '1' }] }] },
    ],
    ['no tiers', 'rates/0/tiers', { rates: [{ name: 'Day', tiers: [] }] }],
    [
      'a last tier with an end',
      'rates/0/tiers/0/upTo',
      { rates: [{ name: 'Day', tiers: [{ upTo: 5, price: '1' }] }] },
    ],
    [
      'a tier without an end in between',
      'rates/0/tiers/0/upTo',
      { rates: [{ name: 'Day', tiers: [{ price: '1' }, { price: '2' }] }] },
    ],
    [
      'tiers in the wrong order',
      'rates/0/tiers/1/upTo',
      {
        rates: [
          {
            name: 'Day',
            tiers: [{ upTo: 5, price: '1' }, { upTo: 5, price: '1' }, { price: '2' }],
          },
        ],
      },
    ],
    [
      'a negative price',
      'rates/0/tiers/0/price',
      { rates: [{ name: 'Day', tiers: [{ price: '-1' }] }] },
    ],
    [
      'a price with too many decimals',
      'rates/0/tiers/0/price',
      { rates: [{ name: 'Day', tiers: [{ price: '0.123456789' }] }] },
    ],
    ['a price in the notation of floats', 'productionCredit', { productionCredit: '1e-3' }],
    ['a tax that is no number', 'taxPercent', { taxPercent: '21%' }],
    [
      'a fixed charge without a price',
      'fixedCharge/price',
      { fixedCharge: { price: '', per: 'day' } },
    ],
    ['a day that does not exist', 'validFrom', { validFrom: '2027-02-29' }],
    ['a holiday that does not exist', 'holidays/0', { holidays: ['2026-12-32'] }],
  ])('refuses %s at the field %s', (_what, field, version) => {
    expect(refusal(() => given(created).when(publish(version)))).toMatchObject({ field });
  });

  it('needs a schedule for several rates', () => {
    const { schedule: _, holidays: __, ...version } = dayAndNight;
    const command: TariffCommand = { type: 'PublishTariffVersion', data: { version, now: NOW } };
    expect(refusal(() => given(created).when(command))).toMatchObject({ field: 'schedule' });
  });

  it('needs a tariff in use', () => {
    expect(refusal(() => given().when(publish()))).toMatchObject({ rule: 'tariff-not-found' });
    expect(refusal(() => given(created, retired).when(publish()))).toMatchObject({
      rule: 'tariff-retired',
    });
  });
});

describe('retiring a tariff', () => {
  const retire = (isAssigned = false): TariffCommand => ({
    type: 'RetireTariff',
    data: { isAssigned },
  });

  it('happens once, and not while devices are billed by it', () => {
    expect(given(created).when(retire())).toEqual([retired]);
    expect(given(created, retired).when(retire())).toEqual([]);
    expect(refusal(() => given(created).when(retire(true)))).toMatchObject({
      rule: 'tariff-assigned',
    });
    expect(refusal(() => given().when(retire()))).toMatchObject({ rule: 'tariff-not-found' });
  });
});
