import { METER_SCHEMAS, maxHourlyConsumption, timeZone } from '@energy/http';
import { type Static, Type } from 'typebox';
import { marks } from './periods.ts';

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
    description: 'The local time at the start, as HH:MM; it occurs twice where the clocks go back.',
    examples: ['00:00'],
  }),
  offset: Type.String({
    description: 'The offset of the local clock from UTC during this hour.',
    examples: ['+01:00'],
  }),
  ambiguous: Type.Boolean({
    description:
      'True where the local clock shows a part of this hour twice on this day: show it with its offset.',
  }),
  energy: Type.Unsafe<number | null>({
    type: ['number', 'null'],
    description:
      'The consumption in kWh; null where nothing was measured, or where it is withheld.',
    examples: [0.6],
  }),
  readings: Type.Integer({
    minimum: 0,
    description: 'The number of counted readings.',
    examples: [6],
  }),
  expectedReadings: Type.Integer({
    minimum: 1,
    description: 'The number of readings that the meter’s interval lets expect in this hour.',
    examples: [6],
  }),
  estimated: Type.Boolean({ description: 'True where the energy contains estimates.' }),
  suspect: Type.Integer({
    minimum: 0,
    description: 'The number of suspect readings, which are not counted.',
    examples: [0],
  }),
  partlyUnknown: Type.Optional(
    Type.Boolean({
      description:
        'True where a part of the hour lies across a reset of a register: its energy is unknown.',
    }),
  ),
  exceeded: Type.Boolean({
    description: 'True where the energy is greater than the device’s current limit.',
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
  description: 'The length of the day in minutes: 1440, or more or less where the clocks change.',
  examples: [1_440],
});

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
    flow: METER_SCHEMAS.flow,
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
  { $id: 'Consumption', description: 'The consumption of a device in each hour of a local day.' },
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
  hours: Type.Integer({
    minimum: 1,
    description: 'The number of hours of the day.',
    examples: [24],
  }),
  hoursMeasured: Type.Integer({
    minimum: 0,
    description: 'The number of hours with measurements.',
    examples: [24],
  }),
  hoursExceeded: Type.Integer({
    minimum: 0,
    description: 'The number of hours above the device’s current limit.',
    examples: [1],
  }),
  largestHour: Type.Unsafe<number | null>({
    type: ['number', 'null'],
    description:
      'The largest consumption of one of its hours, in kWh; null where nothing was measured.',
    examples: [1.9],
  }),
  ...marks,
  hoursWithheld: Type.Optional(
    Type.Integer({
      minimum: 1,
      description:
        'For clients: how many of them belong to another owner of the device, or to none; absent where ' +
        'none do.',
    }),
  ),
});

export const DailyConsumption = Type.Object(
  {
    deviceId: Type.String({
      format: 'uuid',
      examples: ['5c2494a3-1140-4c7a-991a-a1a2561c6bc2'],
    }),
    timeZone,
    unit: Type.Literal('kWh', { description: 'The unit of every energy here.' }),
    maxHourlyConsumption,
    days: Type.Array(daily, { description: 'Every requested day, in order.' }),
  },
  {
    $id: 'DailyConsumption',
    description: 'The consumption of a device on each of several local days.',
  },
);

export type Consumption = Static<typeof Consumption>;
export type DailyConsumption = Static<typeof DailyConsumption>;
