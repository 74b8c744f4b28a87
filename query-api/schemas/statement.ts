import { timeZone } from '@energy/http';
import { type Static, Type } from 'typebox';
import { Comparison, cost, marks, sums } from './periods.ts';

const text = (description: string, example: string) =>
  Type.String({ description, examples: [example] });

const nullableNumber = (description: string, example: number) =>
  Type.Unsafe<number | null>({ type: ['number', 'null'], description, examples: [example] });

const nullableText = (description: string, example: string) =>
  Type.Unsafe<string | null>({ type: ['string', 'null'], description, examples: [example] });

const line = Type.Object({
  kind: Type.Unsafe<'energy' | 'credit' | 'fixed-charge' | 'tax'>({
    type: 'string',
    enum: ['energy', 'credit', 'fixed-charge', 'tax'],
    description: 'What is charged, or credited for production.',
  }),
  tariff: text('The name of the tariff.', 'Day and night'),
  tariffId: Type.String({ format: 'uuid', description: 'The id of the tariff.' }),
  validFrom: Type.String({
    format: 'date',
    description: 'The first day of the version of the tariff.',
    examples: ['2026-12-01'],
  }),
  rate: nullableText('For energy: the name of the rate.', 'Day'),
  tierAbove: nullableNumber(
    'Where the price depends on the month’s energy: above how many kWh it applies.',
    0,
  ),
  tierUpTo: nullableNumber(
    'Where the price depends on the month’s energy: up to how many kWh it applies; null for the last tier.',
    200,
  ),
  energy: nullableNumber('For energy and credits, in kWh.', 182.4),
  days: Type.Unsafe<number | null>({
    type: ['integer', 'null'],
    description: 'For fixed charges: the number of charged days.',
    examples: [30],
  }),
  price: text(
    'The price of 1 kWh, a day or a month, without tax; the percentage of a tax.',
    '0.2874',
  ),
  per: Type.Unsafe<'kWh' | 'day' | 'month' | null>({
    type: ['string', 'null'],
    enum: ['kWh', 'day', 'month', null],
    description: 'What the price is for; null for a tax.',
  }),
  currency: text('The currency (ISO 4217).', 'EUR'),
  amount: text(
    'The amount, rounded once to the smallest unit of the currency, half to even.',
    '52.42',
  ),
});

/** The bill of a device for a month. */
export const Statement = Type.Object(
  {
    deviceId: Type.String({ format: 'uuid', description: 'The id of the device.' }),
    description: text('What the device is.', 'Heat pump, cellar'),
    address: text('Where it is installed.', 'Grote Markt 1, 1000 Brussels'),
    timeZone,
    month: text('The month, of the device’s time zone.', '2026-11'),
    from: Type.String({ format: 'date', description: 'Its first day.', examples: ['2026-11-01'] }),
    to: Type.String({ format: 'date', description: 'Its last day.', examples: ['2026-11-30'] }),
    preliminary: Type.Boolean({
      description: 'Whether the month has not ended, or hours of it have no readings yet.',
    }),
    flow: Type.Unsafe<'consumption' | 'production'>({
      type: 'string',
      enum: ['consumption', 'production'],
      description: 'Whether the energy is drawn from the grid or fed into it.',
    }),
    unit: Type.Literal('kWh', { description: 'The unit of every energy here.' }),
    ...sums,
    costs: Type.Array(cost, { description: 'By currency: the sum of the lines.' }),
    recorded: Type.Object(
      {
        atStart: Type.Number({ description: 'At the start of the month.', examples: [1204.5] }),
        atEnd: Type.Number({ description: 'At its end, or by now.', examples: [1617] }),
      },
      {
        description:
          'The energy recorded since the first reading, in kWh, as far as it is the reader’s: `total` is the difference.',
      },
    ),
    lines: Type.Array(line, {
      description:
        'The lines of the bill, in the order of the versions; of each, the tax comes last.',
    }),
    days: Type.Array(
      Type.Object({
        day: Type.String({ format: 'date', description: 'The day.', examples: ['2026-11-22'] }),
        total: nullableNumber('Its energy in kWh; null where nothing was measured.', 14.4),
        ...marks,
        costs: Type.Array(cost, { description: 'Its exact costs, with six decimals.' }),
      }),
      { description: 'Every day of the month, in order.' },
    ),
    comparison: Comparison,
  },
  {
    $id: 'Statement',
    description: 'The energy of a device in a month, with its costs, line by line.',
  },
);

export type Statement = Static<typeof Statement>;
