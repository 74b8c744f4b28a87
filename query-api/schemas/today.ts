import { type Device, METER_SCHEMAS, maxHourlyConsumption, timeZone } from '@energy/http';
import { type Static, Type } from 'typebox';

const energies = (description: string) =>
  Type.Array(
    Type.Unsafe<number | null>({
      type: ['number', 'null'],
      description: 'In kWh.',
      examples: [0.6],
    }),
    { description },
  );

const starts = (description: string) =>
  Type.Array(Type.String({ format: 'date-time', examples: ['2026-11-22T23:00:00.000Z'] }), {
    description,
  });

const localDay = Type.Object({
  timeZone,
  day: Type.String({
    format: 'date',
    description: 'The current day in the time zone.',
    examples: ['2026-11-23'],
  }),
  starts: starts('The instants at which its hours start (ISO 8601, UTC), in order.'),
  before: starts('The same for the day before; empty where the calendar skips it.'),
});

const device = Type.Object({
  deviceId: Type.String({ format: 'uuid', examples: ['5c2494a3-1140-4c7a-991a-a1a2561c6bc2'] }),
  description: Type.String({ description: 'What it is.', examples: ['Heat pump, cellar'] }),
  address: Type.String({
    description: 'Where it is installed.',
    examples: ['Grote Markt 1, 1000 Brussels'],
  }),
  flow: METER_SCHEMAS.flow,
  maxHourlyConsumption,
  timeZone,
  energies: energies(
    'Of the hours of the current day; null where nothing was measured or it is withheld.',
  ),
  before: energies('Of the hours of the day before.'),
  estimated: Type.Optional(
    starts('The starts of today’s hours that contain estimates; absent where none does.'),
  ),
  partlyUnknown: Type.Optional(
    starts(
      'The starts of today’s hours of which a part is unknown, across a reset of a register; absent where there is none.',
    ),
  ),
});

/** Today's consumption of all devices of a client. */
export const Today = Type.Object(
  {
    at: Type.String({
      format: 'date-time',
      description: 'The instant of the answer (ISO 8601, UTC).',
      examples: ['2026-11-22T23:30:00.000Z'],
    }),
    unit: Type.Literal('kWh', { description: 'The unit of every energy here.' }),
    days: Type.Array(localDay, {
      description: 'The current day of each time zone of the devices.',
    }),
    devices: Type.Array(device, { description: 'The current devices of the client, in no order.' }),
    former: Type.Array(Type.Unsafe<Device>(Type.Ref('Device#')), {
      description: 'For clients: the devices that were theirs and no longer are, in no order.',
    }),
  },
  { $id: 'Today', description: 'Today’s consumption of all devices of a client, hour by hour.' },
);

export const TodayQuery = Type.Object(
  {
    ownerId: Type.Optional(
      Type.String({
        title: 'a UUID',
        description:
          'The client whose devices are listed. Clients receive only their own; an administrator names one.',
        format: 'uuid',
        pattern: '^[^:]*$',
      }),
    ),
  },
  { additionalProperties: false },
);

export type Today = Static<typeof Today>;
export type TodayQuery = Static<typeof TodayQuery>;
