import { role } from '@energy/http';
import { type Static, Type } from 'typebox';
import { next } from './page.ts';
import { PAGE_AFTER, pageLimit } from './parameters.ts';

const value = (description: string) =>
  Type.Unsafe<string | number | null>({
    type: ['string', 'number', 'null'],
    description,
    examples: [2.5],
  });

const Change = Type.Object({
  field: Type.String({
    description:
      'A field of the device, or of a decision about its readings (`at`, `energy`, `replacement`, `from`, `to`, `method`, ' +
      '`reason`; energies in kWh).',
    examples: ['maxHourlyConsumption'],
  }),
  from: value('The previous value; null where there was none.'),
  to: value('The new value; null where there is none.'),
});

const Entry = Type.Object({
  number: Type.Integer({
    minimum: 0,
    description: 'The number of the entry in this history, from 0.',
    examples: [3],
  }),
  revision: Type.Integer({
    minimum: 0,
    description:
      'The revision after the event: of the device, or of the decisions about its readings.',
    examples: [2],
  }),
  type: Type.String({ description: 'The type of the event.', examples: ['DeviceLimitChanged'] }),
  at: Type.String({
    format: 'date-time',
    description: 'When it was recorded (ISO 8601, UTC).',
    examples: ['2026-11-22T17:41:03.518Z'],
  }),
  actor: Type.Union(
    [
      Type.Object({
        id: Type.String({ format: 'uuid', description: 'The user’s id.' }),
        name: Type.Unsafe<string | null>({
          type: ['string', 'null'],
          description:
            'The user’s name, for a deleted user the last one; null where it is unknown.',
          examples: ['Ada'],
        }),
        role,
      }),
      Type.Null(),
    ],
    { description: 'The author; null for the platform itself or an operator.' },
  ),
  changes: Type.Array(Change, { description: 'The changed fields.' }),
  correlationId: Type.String({
    description: 'The id of the request that led to it, as in the logs.',
    examples: ['0d9c3a55-5e8b-4d2b-8f7e-9b1c2d3e4f50'],
  }),
});

export const DeviceHistory = Type.Object(
  {
    deviceId: Type.String({ format: 'uuid', description: 'The id of the device.' }),
    entries: Type.Array(Entry, { description: 'The events, newest first.' }),
    owners: Type.Array(
      Type.Object({
        id: Type.String({ format: 'uuid', description: 'The user’s id.' }),
        name: Type.String({ description: 'The user’s name.', examples: ['Ada'] }),
      }),
      { description: 'The users whose ids are `ownerId` values in the changes.' },
    ),
    next,
  },
  { $id: 'DeviceHistory', description: 'A page of the history of a device, newest first.' },
);

export const HistoryQuery = Type.Object(
  {
    limit: pageLimit('entries'),
    after: Type.Optional(
      Type.String({
        title: PAGE_AFTER,
        description: 'The `next` of the previous page; the first page by default.',
        pattern: '^\\d{1,15}$',
        examples: ['12'],
      }),
    ),
  },
  { additionalProperties: false },
);

export type DeviceHistory = Static<typeof DeviceHistory>;
export type HistoryEntry = Static<typeof Entry>;
/** After validation, with the default. */
export type HistoryQuery = Static<typeof HistoryQuery> & { readonly limit: number };
