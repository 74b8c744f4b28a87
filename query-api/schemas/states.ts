import { timeZone } from '@energy/http';
import { type Static, Type } from 'typebox';

export const MAX_IDS = 100;
const UUID = '[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}';

export const IdsQuery = Type.Object(
  {
    ids: Type.Optional(
      Type.String({
        title: `up to ${MAX_IDS} UUIDs, separated by commas`,
        description: `Up to ${MAX_IDS} ids, separated by commas; none by default.`,
        pattern: `^${UUID}(?:,${UUID}){0,${MAX_IDS - 1}}$`,
        examples: ['5c2494a3-1140-4c7a-991a-a1a2561c6bc2'],
      }),
    ),
  },
  { additionalProperties: false },
);

const nullable = <T extends 'string' | 'number'>(type: T, description: string, format?: string) =>
  Type.Unsafe<(T extends 'string' ? string : number) | null>({
    type: [type, 'null'],
    description,
    ...(format && { format }),
  });

export const DeviceStates = Type.Object(
  {
    at: Type.String({
      format: 'date-time',
      description: 'The time of the answer (ISO 8601, UTC).',
    }),
    devices: Type.Array(
      Type.Object({
        deviceId: Type.String({ format: 'uuid' }),
        timeZone,
        lastReadingAt: nullable(
          'string',
          'The timestamp of the newest reading (ISO 8601, UTC), some seconds after it was recorded; null without one.',
          'date-time',
        ),
        today: nullable(
          'number',
          'The energy of the current day in the device’s time zone so far, in kWh; null without readings.',
        ),
        hour: nullable(
          'number',
          'The energy of the running hour so far, in kWh; null without readings.',
        ),
      }),
      { description: 'Those of the devices that exist, in no order.' },
    ),
  },
  { $id: 'DeviceStates', description: 'What devices measure at the moment.' },
);

export const SignIns = Type.Object(
  {
    signIns: Type.Array(
      Type.Object({
        userId: Type.String({ format: 'uuid' }),
        lastSignInAt: nullable(
          'string',
          'When the user last signed in (ISO 8601, UTC); null where that has never happened.',
          'date-time',
        ),
      }),
      { description: 'One for each id, in the order of the ids.' },
    ),
  },
  { $id: 'SignIns', description: 'When users last signed in.' },
);

export type IdsQuery = Static<typeof IdsQuery>;

/** The ids of a query, in lower case, each once. */
export function idsOf({ ids }: IdsQuery): readonly string[] {
  return ids === undefined ? [] : [...new Set(ids.toLowerCase().split(','))];
}

export type DeviceStates = Static<typeof DeviceStates>;
export type SignIns = Static<typeof SignIns>;
