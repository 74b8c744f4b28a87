import { maxHourlyConsumption, timeZone } from '@energy/http';
import { type Static, Type } from 'typebox';

const day = (description: string, example: string) =>
  Type.String({ format: 'date', description, examples: [example] });

const energy = (description: string, example: number) =>
  Type.Unsafe<number | null>({ type: ['number', 'null'], description, examples: [example] });

const count = (description: string, example: number) =>
  Type.Integer({ minimum: 0, description, examples: [example] });

const by = Type.Unsafe<'hour' | 'day' | 'week' | 'month' | 'year'>({
  type: 'string',
  enum: ['hour', 'day', 'week', 'month', 'year'],
  description: 'What the range is divided into. Weeks are those of ISO 8601.',
});

const unit = Type.Literal('kWh', { description: 'The unit of every energy here.' });

export const cost = Type.Object({
  currency: Type.String({ description: 'The currency (ISO 4217).', examples: ['EUR'] }),
  amount: Type.String({
    description: 'The amount as an exact decimal; negative where production earns more.',
    examples: ['118.54'],
  }),
});

/** How many hours are more than plainly measured. */
export const marks = {
  hoursEstimated: Type.Optional(
    count('How many hours contain estimates; absent where none does.', 3),
  ),
  hoursSuspect: Type.Optional(
    count('How many hours have suspect readings, which are not counted; absent where none has.', 1),
  ),
  hoursPartlyUnknown: Type.Optional(
    count(
      'Of how many hours a part is unknown, across a reset of a register; absent where none is.',
      1,
    ),
  ),
};

export const sums = {
  total: energy('The exact sum of its hours, in kWh; null where nothing was measured.', 412.5),
  readings: count('The number of readings.', 4_320),
  hours: count('The number of hours, those to come included.', 720),
  hoursMeasured: count('The number of hours with readings.', 719),
  hoursWithheld: Type.Optional(
    count(
      'For clients: how many hours belong to another owner of a device, or to none; absent where none do.',
      24,
    ),
  ),
  hoursToCome: Type.Optional(
    count('How many hours have not begun; absent where none are to come.', 12),
  ),
  ...marks,
  costs: Type.Optional(
    Type.Array(cost, {
      description:
        'With `cost`: the costs by currency, tax included; empty without a tariff. By month, by year and of the whole ' +
        'range: the sum of the lines of a bill, each rounded once to the smallest unit of the currency. By hour, day and ' +
        'week: exact, with six decimals. An hour has no part of the fixed charge, and days that have not begun have none.',
    }),
  ),
  hoursUnpriced: Type.Optional(
    count('With `cost`: how many measured hours have no price; absent where all have one.', 24),
  ),
  complete: Type.Boolean({
    description: 'True where every hour that is not withheld has readings.',
  }),
};

const bucket = Type.Object({
  period: Type.String({
    description:
      'The day (2026-11-22), ISO week (2026-W47), month (2026-11) or year (2026); by hour, the instant at which ' +
      'the hour starts (ISO 8601, UTC).',
    examples: ['2026-11'],
  }),
  from: day('The first day of the period within the range.', '2026-11-01'),
  to: day('The last day of the period within the range.', '2026-11-30'),
  ...sums,
  label: Type.Optional(
    Type.String({
      description: 'By hour: the local time at the start, as HH:MM.',
      examples: ['02:00'],
    }),
  ),
  offset: Type.Optional(
    Type.String({
      description: 'By hour: the offset of the local clock from UTC.',
      examples: ['+01:00'],
    }),
  ),
});

const comparedFields = {
  from: day('The first day of the compared period.', '2026-10-01'),
  to: day('The last day of the compared period.', '2026-10-31'),
  total: energy('Its energy in kWh; null where nothing was measured.', 430.1),
  hoursMeasured: count('The number of its hours with readings.', 745),
  perHour: energy('Its mean energy of a measured hour, in kWh.', 0.577),
  change: energy(
    'The change of the requested period against it, by the mean energy of a measured hour: 0.1 is a tenth more. ' +
      'So days of 23 or 25 hours and missing hours distort nothing. Null where there is nothing to compare.',
    -0.041,
  ),
};

export const ComparedPeriod = Type.Object(comparedFields);

export const Comparison = Type.Object(
  {
    perHour: energy('The mean energy of a measured hour of the requested range, in kWh.', 0.573),
    previous: Type.Object(comparedFields, {
      description: 'The period before: as many days, or whole months before whole months.',
    }),
    yearBefore: Type.Object(comparedFields, {
      description: 'The same period a year before; by week, 52 weeks before.',
    }),
    averageOfFour: Type.Object(
      {
        ...comparedFields,
        periods: count('How many of the four periods have readings.', 4),
      },
      {
        description: 'The average of the four periods before, without those that have no readings.',
      },
    ),
  },
  { description: 'The energy of an hour in this range against that in others.' },
);

/** By day, week, month or year: the totals of a device. */
export const PeriodConsumption = Type.Object(
  {
    deviceId: Type.String({
      format: 'uuid',
      description: 'The id of the device.',
      examples: ['5c2494a3-1140-4c7a-991a-a1a2561c6bc2'],
    }),
    timeZone,
    unit,
    maxHourlyConsumption,
    by,
    from: day('The first day, in the device’s time zone.', '2026-01-01'),
    to: day('The last day, in the device’s time zone.', '2026-12-31'),
    ...sums,
    buckets: Type.Array(bucket, {
      description: 'Every hour, day, week, month or year of the range, in order.',
    }),
    comparison: Type.Optional(Comparison),
  },
  {
    $id: 'PeriodConsumption',
    description:
      'The consumption of a device in the hours, days, weeks, months or years of a range.',
  },
);

const topDevice = Type.Object({
  deviceId: Type.String({ format: 'uuid', description: 'The id of the device.' }),
  description: Type.Union([Type.String(), Type.Null()], {
    description: 'The description of the device, for a former owner at the end of the ownership.',
    examples: ['Heat pump, cellar'],
  }),
  total: Type.Number({ description: 'Its energy in the range, in kWh.', examples: [98.2] }),
});

/** The totals of several devices together. */
export const SharedConsumption = Type.Object(
  {
    unit,
    by,
    from: day('The first day, of each device in its own time zone.', '2026-01-01'),
    to: day('The last day, of each device in its own time zone.', '2026-12-31'),
    devices: count('The number of devices with readings in the range.', 50),
    ...sums,
    buckets: Type.Array(bucket, {
      description: 'Every hour, day, week, month or year of the range, in order.',
    }),
    top: Type.Array(topDevice, {
      description: 'The devices that consumed most, the highest total first.',
    }),
    comparison: Type.Optional(Comparison),
  },
  {
    $id: 'SharedConsumption',
    description:
      'The consumption of several devices together in the hours, days, weeks, months or years of a range. For all ' +
      'devices, `hours` counts the days on which a device has readings, and no marks of hours are counted.',
  },
);

export type PeriodConsumption = Static<typeof PeriodConsumption>;
export type SharedConsumption = Static<typeof SharedConsumption>;
export type PeriodBucket = Static<typeof bucket>;
export type Comparison = Static<typeof Comparison>;
export type ComparedPeriod = Static<typeof ComparedPeriod>;
