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
    description: 'A field of the device.',
    examples: ['maxHourlyConsumption'],
  }),
  from: value('What it was; null where it was nothing.'),
  to: value('What it is from then on; null where it is nothing.'),
});

const Entry = Type.Object({
  revision: Type.Integer({
    minimum: 0,
    description: 'The revision of the device that it led to.',
    examples: [2],
  }),
  type: Type.String({ description: 'What happened.', examples: ['DeviceLimitChanged'] }),
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
            'What the user is called, or was when deleted; null where that is not known.',
          examples: ['Ada'],
        }),
        role,
      }),
      Type.Null(),
    ],
    { description: 'Who did it; null where it was the platform itself, or an operator.' },
  ),
  changes: Type.Array(Change, { description: 'What it changed.' }),
  correlationId: Type.String({
    description: 'The id of the request that led to it, by which logs tell more.',
    examples: ['0d9c3a55-5e8b-4d2b-8f7e-9b1c2d3e4f50'],
  }),
});

/** What happened to a device. */
export const DeviceHistory = Type.Object(
  {
    deviceId: Type.String({ format: 'uuid', description: 'The id of the device.' }),
    entries: Type.Array(Entry, { description: 'What happened, newest first.' }),
    owners: Type.Array(
      Type.Object({
        id: Type.String({ format: 'uuid', description: 'The user’s id.' }),
        name: Type.String({ description: 'What the user is called.', examples: ['Ada'] }),
      }),
      { description: 'The users whose ids occur as `ownerId` in the changes.' },
    ),
    next,
  },
  { $id: 'DeviceHistory', description: 'A page of the history of a device, newest first.' },
);

/** Which part of a history is wanted. */
export const HistoryQuery = Type.Object(
  {
    limit: pageLimit('entries'),
    after: Type.Optional(
      Type.String({
        title: PAGE_AFTER,
        description: 'The `next` of the page before; the first page without it.',
        pattern: '^\\d{1,15}$',
        examples: ['12'],
      }),
    ),
  },
  { additionalProperties: false },
);

export type DeviceHistory = Static<typeof DeviceHistory>;
export type HistoryEntry = Static<typeof Entry>;
/** As it is after validation: with the default. */
export type HistoryQuery = Static<typeof HistoryQuery> & { readonly limit: number };
