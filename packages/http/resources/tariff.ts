import {
  DAY_KINDS,
  MAX_HOLIDAYS,
  MAX_RATES,
  MAX_SCHEDULE_ENTRIES,
  MAX_TIERS,
  type TariffVersion,
} from '@energy/domain';
import { type Static, Type } from 'typebox';

const PRICE_TITLE = 'a price such as "0.2874", with up to 9 digits and 8 decimals';

export const localDay = (description: string) =>
  Type.String({
    title: 'a day of the calendar from 2000 to 2100, written like 2026-12-01',
    description,
    format: 'date',
    pattern: '^(?:20\\d\\d|2100)-',
    examples: ['2026-12-01'],
  });

const price = (description: string, example: string) =>
  Type.String({
    title: PRICE_TITLE,
    description,
    pattern: '^(?:0|[1-9]\\d{0,8})(?:\\.\\d{1,8})?$',
    examples: [example],
  });

const hour = (description: string, example: string) =>
  Type.String({
    title: 'a full hour such as 07:00',
    description,
    pattern: '^(?:[01]\\d|2[0-4]):00$',
    examples: [example],
  });

const oneOf = <const Value extends string>(values: readonly Value[], description: string) =>
  Type.Unsafe<Value>({
    type: 'string',
    enum: [...values],
    title: `one of ${values.join(', ')}`,
    description,
  });

const rateName = Type.String({
  title: 'one line of 1 to 50 characters',
  description: 'The name of the rate on bills.',
  minLength: 1,
  examples: ['Peak'],
});

const tier = Type.Object(
  {
    upTo: Type.Optional(
      Type.Number({
        title: 'a number of kWh greater than 0',
        description:
          'The energy of the device in the month, over all rates, at which the tier ends, in kWh; the last tier has none.',
        exclusiveMinimum: 0,
        examples: [200],
      }),
    ),
    price: price('The price of 1 kWh, without tax.', '0.2874'),
  },
  { additionalProperties: false },
);

const rate = Type.Object(
  {
    name: rateName,
    tiers: Type.Array(tier, {
      title: `a list of 1 to ${MAX_TIERS} tiers`,
      description:
        'The prices, lowest tier first; a single one where the price is always the same.',
      minItems: 1,
      maxItems: MAX_TIERS,
    }),
  },
  { additionalProperties: false },
);

const scheduleEntry = Type.Object(
  {
    days: Type.Array(oneOf(DAY_KINDS, 'A weekday, or a holiday.'), {
      title: 'a list of weekdays',
      description: 'The weekdays that it applies to; `holiday` for the holidays.',
      minItems: 1,
      maxItems: DAY_KINDS.length,
      uniqueItems: true,
    }),
    from: hour('The full hour of local time at which it begins.', '07:00'),
    to: hour('The full hour of local time at which it ends; 24:00 at the end of the day.', '22:00'),
    rate: Type.String({
      title: 'the name of a rate',
      description: 'The name of the rate.',
      examples: ['Peak'],
    }),
  },
  { additionalProperties: false },
);

/** The prices of a tariff version, without its first day. */
export const tariffPrices = {
  rates: Type.Array(rate, {
    title: `a list of 1 to ${MAX_RATES} rates`,
    description: 'The prices of energy.',
    minItems: 1,
    maxItems: MAX_RATES,
  }),
  schedule: Type.Optional(
    Type.Array(scheduleEntry, {
      title: `a list of 1 to ${MAX_SCHEDULE_ENTRIES} entries`,
      description:
        'The rate of every hour of a week, without overlaps or gaps. Holidays have those of their weekday unless entries ' +
        'for `holiday` cover the day. Not needed with one rate.',
      minItems: 1,
      maxItems: MAX_SCHEDULE_ENTRIES,
    }),
  ),
  holidays: Type.Optional(
    Type.Array(localDay('A local day.'), {
      title: `a list of up to ${MAX_HOLIDAYS} days`,
      description: 'The local days that are holidays.',
      maxItems: MAX_HOLIDAYS,
    }),
  ),
  fixedCharge: Type.Optional(
    Type.Object(
      {
        price: price('The charge, without tax.', '8.5'),
        per: oneOf(
          ['day', 'month'],
          'What it is charged for. A part of a month is charged by its days.',
        ),
      },
      {
        title: 'an object with `price` and `per`',
        description: 'Charged apart from the energy, for devices that consume.',
        additionalProperties: false,
      },
    ),
  ),
  taxPercent: Type.Optional(
    Type.String({
      title: 'a percentage such as "21", with up to 3 digits and 4 decimals',
      description: 'The tax on energy and fixed charge, in percent.',
      pattern: '^(?:0|[1-9]\\d{0,2})(?:\\.\\d{1,4})?$',
      examples: ['21'],
    }),
  ),
  productionCredit: Type.Optional(
    price('What 1 kWh that is fed into the grid earns; it is not taxed.', '0.06'),
  ),
};

/** The prices of a tariff from a day on. */
export const TariffVersionSchema = Type.Object(
  {
    validFrom: localDay('The first local day; it ends where the next version begins.'),
    ...tariffPrices,
  },
  { additionalProperties: false },
);

export const currency = Type.String({
  title: 'the code of a currency by ISO 4217, such as EUR',
  description: 'The code of the currency (ISO 4217) of every price.',
  pattern: '^[A-Z]{3}$',
  examples: ['EUR'],
});

/** A tariff with its versions. */
export const Tariff = Type.Object(
  {
    id: Type.String({
      format: 'uuid',
      description: 'The tariff’s id.',
      examples: ['7d0e4f6a-3a8e-4d53-9a51-3c1f0a2b4c5d'],
    }),
    name: Type.String({ description: 'Its name.', examples: ['Day and night'] }),
    currency,
    versions: Type.Array(TariffVersionSchema, {
      description: 'The prices, in the order of their first days.',
    }),
    retired: Type.Boolean({ description: 'Whether it takes no more devices and versions.' }),
    revision: Type.Integer({
      minimum: 0,
      description: 'Grows by one with every change to the tariff.',
      examples: [1],
    }),
  },
  { $id: 'Tariff', description: 'Prices by which the energy of devices is billed.' },
);

export type Tariff = Static<typeof Tariff>;

/** A tariff as the API shows it. */
export function toTariff(tariff: {
  readonly id: string;
  readonly name: string;
  readonly currency: string;
  readonly versions: readonly TariffVersion[];
  readonly isRetired: boolean;
  readonly revision: number;
}): Tariff {
  const { id, name, currency: code, versions, isRetired: retired, revision } = tariff;
  return {
    id,
    name,
    currency: code,
    versions: structuredClone(versions) as Tariff['versions'],
    retired,
    revision,
  };
}
