import { type Static, Type } from 'typebox';
import { cost } from './periods.ts';

const energy = (description: string, example: number) =>
  Type.Number({ description, examples: [example] });

const costs = (description: string) => Type.Array(cost, { description });

const end = {
  energy: energy('The expected energy of the month, in kWh.', 391.4),
  energyLow: energy('The lower end of the interval.', 380.2),
  energyHigh: energy('The upper end of the interval.', 402.6),
  costs: costs('The expected costs of the month, by currency.'),
  costsLow: costs('The costs of the lower end.'),
  costsHigh: costs('The costs of the higher end.'),
};

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
    forecast: Type.Union([Type.Object(end), Type.Null()], {
      description:
        'An hour to come has the mean of the same hour of the same weekday in the 28 days before today. Four of five ' +
        'months should end within the interval, which follows from how much those days differed. Null with too few days, ' +
        'for a former owner, and for a decommissioned device.',
    }),
  },
  { $id: 'Forecast', description: 'The current month of a device, with a forecast of its end.' },
);

/** How the current month of several devices will end. */
export const SharedForecast = Type.Object(
  {
    month: Type.String({
      description:
        'The current month; where months have not ended in all time zones of the devices, the one that is ending.',
      examples: ['2026-11'],
    }),
    unit: Type.Literal('kWh', { description: 'The unit of every energy here.' }),
    devices: Type.Integer({ minimum: 0, description: 'The number of devices.', examples: [3] }),
    devicesWithoutForecast: Type.Integer({
      minimum: 0,
      description:
        'How many of them have less than 7 days of readings, are in use no more, or belong to another client: they are ' +
        'expected to use and cost no more than so far.',
      examples: [0],
    }),
    energySoFar: energy('The energy that was drawn from the grid so far, in kWh.', 286.2),
    costsSoFar: costs('The billed costs of the days that have begun, less credits, by currency.'),
    forecast: Type.Union([Type.Object(end), Type.Null()], {
      description:
        'The sums of the forecasts of the devices. Energy is that drawn from the grid; costs contain the credits for ' +
        'what is fed into it. Devices deviate together at worst, so the ends of the interval are the sums of theirs. ' +
        'Null where no device has a forecast.',
    }),
  },
  { $id: 'SharedForecast', description: 'The current month of several devices, with a forecast.' },
);

export type SharedForecast = Static<typeof SharedForecast>;
export type Forecast = Static<typeof Forecast>;
