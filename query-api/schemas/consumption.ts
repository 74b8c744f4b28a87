import { maxHourlyConsumption, timeZone } from '@energy/http';
import { type Static, Type } from 'typebox';

const hour = Type.Object({
  start: Type.String({
    format: 'date-time',
    description: 'The instant at which it starts (ISO 8601, UTC).',
    examples: ['2026-11-21T23:00:00.000Z'],
  }),
  end: Type.String({
    format: 'date-time',
    description:
      'The instant at which it ends (ISO 8601, UTC): an hour later, or earlier where the clocks change.',
    examples: ['2026-11-22T00:00:00.000Z'],
  }),
  label: Type.String({
    description:
      'What the local clock shows at the start, as HH:MM; twice the same where the clocks go back.',
    examples: ['00:00'],
  }),
  offset: Type.String({
    description: 'The offset of the local clock from UTC during this hour.',
    examples: ['+01:00'],
  }),
  ambiguous: Type.Boolean({
    description:
      'Whether the local clock shows a part of this hour twice on this day: name it with its offset.',
  }),
  energy: Type.Unsafe<number | null>({
    type: ['number', 'null'],
    description: 'What was consumed, in kWh; null where nothing was measured, or it is withheld.',
    examples: [0.6],
  }),
  readings: Type.Integer({
    minimum: 0,
    description: 'From how many readings that is known.',
    examples: [6],
  }),
  exceeded: Type.Boolean({
    description: 'Whether it is more than the current limit of the device.',
  }),
  withheld: Type.Optional(
    Type.Boolean({
      description:
        'For clients: true where the hour belongs to another owner of the device, or to none.',
    }),
  ),
});

const minutes = Type.Integer({
  minimum: 1,
  description: 'How long the day lasts, in minutes: 1440, or more or less where the clocks change.',
  examples: [1_440],
});

/** What a device consumed in each hour of one of its days. */
export const Consumption = Type.Object(
  {
    deviceId: Type.String({
      format: 'uuid',
      examples: ['5c2494a3-1140-4c7a-991a-a1a2561c6bc2'],
    }),
    day: Type.String({
      format: 'date',
      description: 'The day, in the device’s time zone.',
      examples: ['2026-11-22'],
    }),
    timeZone,
    unit: Type.Literal('kWh', { description: 'The unit of every energy here.' }),
    maxHourlyConsumption,
    minutes,
    total: Type.Unsafe<number | null>({
      type: ['number', 'null'],
      description: 'The exact sum of the hours, in kWh; null where nothing was measured.',
      examples: [14.4],
    }),
    hours: Type.Array(hour, {
      description:
        'Every hour of that day, in order: 24, or more or fewer where the clocks change.',
    }),
  },
  { $id: 'Consumption', description: 'What a device consumed in each hour of a local day.' },
);

const daily = Type.Object({
  day: Type.String({
    format: 'date',
    description: 'The day, in the device’s time zone.',
    examples: ['2026-11-22'],
  }),
  total: Type.Unsafe<number | null>({
    type: ['number', 'null'],
    description: 'The exact sum of its hours, in kWh; null where nothing was measured.',
    examples: [14.4],
  }),
  minutes,
  hours: Type.Integer({ minimum: 1, description: 'How many hours it has.', examples: [24] }),
  hoursMeasured: Type.Integer({
    minimum: 0,
    description: 'In how many of them anything was measured.',
    examples: [24],
  }),
  hoursExceeded: Type.Integer({
    minimum: 0,
    description: 'How many of them are more than the current limit of the device.',
    examples: [1],
  }),
  hoursWithheld: Type.Optional(
    Type.Integer({
      minimum: 1,
      description:
        'For clients: how many of them belong to another owner of the device, or to none; absent where ' +
        'none do.',
    }),
  ),
});

/** What a device consumed on each of some days. */
export const DailyConsumption = Type.Object(
  {
    deviceId: Type.String({
      format: 'uuid',
      examples: ['5c2494a3-1140-4c7a-991a-a1a2561c6bc2'],
    }),
    timeZone,
    unit: Type.Literal('kWh', { description: 'The unit of every energy here.' }),
    maxHourlyConsumption,
    days: Type.Array(daily, { description: 'Every day that was asked for, in order.' }),
  },
  { $id: 'DailyConsumption', description: 'What a device consumed on each of some local days.' },
);

export type Consumption = Static<typeof Consumption>;
export type DailyConsumption = Static<typeof DailyConsumption>;
