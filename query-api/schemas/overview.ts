import { type Static, type TSchema, Type } from 'typebox';
import type { Alert } from './alert.ts';

/** What may be missing. */
const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

const counted = (what: string) => ({
  count: Type.Integer({ minimum: 0, description: `How many ${what}.`, examples: [3] }),
  isAll: Type.Boolean({ description: 'Whether these are all: else there are more.' }),
});

const instant = (description: string) =>
  Type.String({
    format: 'date-time',
    description: `${description} (ISO 8601, UTC).`,
    examples: ['2026-11-22T17:41:03.518Z'],
  });

const Readings = Type.Object({
  perSecond: Type.Number({
    minimum: 0,
    description: 'How many readings are recorded a second, over the last seconds.',
    examples: [167.2],
  }),
  projectors: Type.Integer({ minimum: 0, description: 'How many projectors record them.' }),
});

const Recording = Type.Object(counted('measurements wait to be recorded'));

const Projecting = Type.Object({
  ...counted('events wait to be projected'),
  behindSeconds: Type.Number({
    minimum: 0,
    description: 'How long the oldest of them has waited, in seconds.',
    examples: [0],
  }),
});

const DeadLetters = Type.Object({
  ...counted('measurements were put aside'),
  reasons: Type.Array(
    Type.Object({
      reason: Type.String({ description: 'Why, as a code.', examples: ['device-unknown'] }),
      count: Type.Integer({ minimum: 1 }),
    }),
    { description: 'Why, as far as the oldest of them tell; the most frequent first.' },
  ),
});

const Alerts = Type.Object({
  ...counted('hours of the last day exceeded their limit'),
  since: instant('They are of hours that start at this instant or later'),
  newest: Type.Array(Type.Unsafe<Alert>(Type.Ref('Alert#')), {
    description: 'The newest of them, newest first.',
  }),
});

const SilentMeter = Type.Object({
  deviceId: Type.String({ format: 'uuid', description: 'The id of the device.' }),
  description: Type.String({ description: 'What it is.', examples: ['Heat pump, cellar'] }),
  owner: Type.Unsafe<{ id: string; name: string | null } | null>({
    type: ['object', 'null'],
    description: 'Who owns it; null while nobody does.',
    properties: {
      id: { type: 'string', format: 'uuid' },
      name: { type: ['string', 'null'], examples: ['Ada'] },
    },
    required: ['id', 'name'],
  }),
  lastReadingAt: Type.Unsafe<string | null>({
    type: ['string', 'null'],
    format: 'date-time',
    description:
      'When its newest reading was taken (ISO 8601, UTC); null where there never was one.',
  }),
});

const Meters = Type.Object({
  at: instant('When they were counted, which is done every few seconds while somebody looks'),
  inUse: Type.Integer({ minimum: 0, description: 'How many devices are in use.' }),
  decommissioned: Type.Integer({ minimum: 0, description: 'How many no longer are.' }),
  silent: Type.Integer({
    minimum: 0,
    description:
      'How many of those in use sent something once, and nothing for `silentAfter` minutes.',
  }),
  neverHeard: Type.Integer({
    minimum: 0,
    description: 'How many of those in use never sent anything.',
  }),
  quietest: Type.Array(SilentMeter, {
    description:
      'Those that are silent, for the longest first, and after them those that never sent anything: 100 at ' +
      'most.',
  }),
});

const Users = Type.Object({
  administrators: Type.Integer({ minimum: 0 }),
  clients: Type.Integer({ minimum: 0 }),
});

/** How the platform is doing. */
export const Overview = Type.Object(
  {
    at: instant('When it was put together'),
    readings: nullable(Readings),
    recording: nullable(Recording),
    projecting: nullable(Projecting),
    deadLetters: nullable(DeadLetters),
    alerts: nullable(Alerts),
    meters: nullable(Meters),
    users: nullable(Users),
    missing: Type.Array(
      Type.Object({
        parts: Type.Array(Type.String({ examples: ['recording'] }), {
          description: 'The fields of this document that are null because of it.',
        }),
        because: Type.String({
          description: 'Why, as a sentence for operators.',
          examples: ['the queue is unavailable'],
        }),
      }),
      { description: 'What can’t be told at the moment, and why.' },
    ),
  },
  {
    $id: 'Overview',
    description:
      'How the platform is doing. What is null is missing, or yet to be counted where `missing` does not say.',
  },
);

/** What is asked for. */
export const OverviewQuery = Type.Object(
  {
    silentAfter: Type.Optional(
      Type.Integer({
        title: 'a whole number from 1 to 100000',
        description: 'After how many minutes without a reading a meter is silent.',
        minimum: 1,
        maximum: 100_000,
        default: 60,
      }),
    ),
  },
  { additionalProperties: false },
);

export type Overview = Static<typeof Overview>;
/** As it is after validation: with the default. */
export type OverviewQuery = Static<typeof OverviewQuery> & { readonly silentAfter: number };
