import { type Static, Type } from 'typebox';

/** The devices of a larger search are not added up. */
export const MAX_ADDED_UP = 20_000;

const figure = (type: 'number' | 'integer', description: string) =>
  Type.Unsafe<number | null>({ type: [type, 'null'], description });

export const DeviceTotals = Type.Object(
  {
    at: Type.String({
      format: 'date-time',
      description: 'The time of the answer (ISO 8601, UTC).',
    }),
    devices: Type.Integer({ description: 'The number of devices, at most 20,000.' }),
    isAll: Type.Boolean({
      description: 'False where there are more devices. Then the figures below are null.',
    }),
    today: figure(
      'number',
      'The consumption of the current day so far, in the time zone of each device, in kWh. Production is left out.',
    ),
    overLimit: figure('integer', 'Devices whose running hour is over their limit.'),
    silent: figure('integer', 'Devices without a reading in the last hour, as of the last count.'),
  },
  { $id: 'DeviceTotals', description: 'What the devices of a search add up to.' },
);

export type DeviceTotals = Static<typeof DeviceTotals>;
