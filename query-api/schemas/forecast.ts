import { type Static, Type } from 'typebox';
import { cost } from './periods.ts';

const energy = (description: string, example: number) =>
  Type.Number({ description, examples: [example] });

const costs = (description: string) => Type.Array(cost, { description });

/** How the current month of a device will end. */
export const Forecast = Type.Object(
  {
    deviceId: Type.String({ format: 'uuid', description: 'The id of the device.' }),
    month: Type.String({
      description: 'The current month of the device’s time zone.',
      examples: ['2026-11'],
    }),
    unit: Type.Literal('kWh', { description: 'The unit of every energy here.' }),
    daysOfHistory: Type.Integer({
      minimum: 0,
      description:
        'How many of the 28 days before today have readings. Less than 7 give no forecast.',
      examples: [28],
    }),
    energySoFar: energy('The energy of the month so far, in kWh.', 286.2),
    costsSoFar: costs('The billed costs of the days that have begun, by currency.'),
    forecast: Type.Union(
      [
        Type.Object({
          energy: energy('The expected energy of the month, in kWh.', 391.4),
          energyLow: energy('The lower end of the interval.', 380.2),
          energyHigh: energy('The upper end of the interval.', 402.6),
          costs: costs('The expected costs of the month, by currency.'),
          costsLow: costs('The costs of the lower energy.'),
          costsHigh: costs('The costs of the higher energy.'),
        }),
        Type.Null(),
      ],
      {
        description:
          'An hour to come has the mean of the same hour of the same weekday in the 28 days before today. Four of five ' +
          'months should end within the interval, which follows from how much those days differed. Null with too few days, ' +
          'for a former owner, and for a decommissioned device.',
      },
    ),
  },
  { $id: 'Forecast', description: 'The current month of a device, with a forecast of its end.' },
);

export type Forecast = Static<typeof Forecast>;
