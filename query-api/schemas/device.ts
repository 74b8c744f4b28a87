import { type Static, Type } from 'typebox';

const id = Type.String({
  format: 'uuid',
  description: 'The device’s id.',
  examples: ['5c2494a3-1140-4c7a-991a-a1a2561c6bc2'],
});

export const timeZone = Type.String({
  description: 'The IANA time zone whose hours and days are the device’s.',
  examples: ['Europe/Brussels'],
});

export const maxHourlyConsumption = Type.Number({
  description: 'The limit of an hour, in kWh. An hour exceeds it when its total is greater.',
  examples: [2.5],
});

/** A smart metering device. */
export const Device = Type.Object(
  {
    id,
    description: Type.String({ description: 'What it is.', examples: ['Heat pump, cellar'] }),
    address: Type.String({
      description: 'Where it is installed.',
      examples: ['Grote Markt 1, 1000 Brussels'],
    }),
    maxHourlyConsumption,
    timeZone,
    revision: Type.Integer({
      minimum: 0,
      description: 'Grows by one with every change to the device.',
      examples: [0],
    }),
    decommissionedAt: Type.Optional(
      Type.String({
        format: 'date-time',
        description: 'When it was taken out of use (ISO 8601, UTC); absent while it is in use.',
        examples: ['2026-11-22T13:00:00.000Z'],
      }),
    ),
  },
  { $id: 'Device', description: 'A smart metering device.' },
);

export type Device = Static<typeof Device>;

/** One page of the devices in use. */
export const DevicePage = Type.Object(
  {
    devices: Type.Array(Type.Unsafe<Device>(Type.Ref('Device#'))),
    next: Type.Unsafe<string | null>({
      type: ['string', 'null'],
      description: 'To be given as `after` for the next page; null on the last one.',
      examples: ['XCSUoxFATHqZGqGiVhxrwg'],
    }),
  },
  { $id: 'DevicePage', description: 'The devices in use, in the order of their ids.' },
);

export type DevicePage = Static<typeof DevicePage>;
