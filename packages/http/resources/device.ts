import { type Static, Type } from 'typebox';
import { METER_PROPERTIES } from './meter.ts';

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
    ...METER_PROPERTIES,
    ownerId: Type.Unsafe<string | null>({
      type: ['string', 'null'],
      format: 'uuid',
      description: 'The id of the client who owns it; null while nobody does.',
      examples: ['0b9d3a55-5e8b-4d2b-8f7e-9b1c2d3e4f50'],
    }),
    tariffs: Type.Optional(
      Type.Array(
        Type.Object({
          from: Type.String({
            format: 'date',
            description: 'The first local day.',
            examples: ['2026-12-01'],
          }),
          tariffId: Type.Unsafe<string | null>({
            type: ['string', 'null'],
            format: 'uuid',
            description: 'The id of the tariff; null for none.',
          }),
        }),
        {
          description:
            'The tariffs by which its energy is billed, each until the next one begins; absent where it never had one.',
        },
      ),
    ),
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
    former: Type.Optional(
      Type.Boolean({
        description:
          'For clients: whether the device was theirs and no longer is. Description, address and limit ' +
          'are then those of the end of that time, `ownerId` is null, and the device can only be read.',
        examples: [false],
      }),
    ),
    ownedPeriods: Type.Optional(
      Type.Array(
        Type.Object({
          from: Type.String({ format: 'date-time', description: 'When it became theirs.' }),
          until: Type.Unsafe<string | null>({
            type: ['string', 'null'],
            format: 'date-time',
            description: 'When it ceased to be theirs; null while it is.',
          }),
        }),
        {
          description:
            'For clients: the periods during which the device is or was theirs, in the order of time ' +
            '(ISO 8601, UTC). An hour belongs to the first client who owned the device during it.',
          examples: [[{ from: '2026-11-22T13:00:00.000Z', until: null }]],
        },
      ),
    ),
  },
  { $id: 'Device', description: 'A smart metering device.' },
);

export type Device = Static<typeof Device>;
