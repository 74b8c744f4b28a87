import { type Static, type TSchema, Type } from 'typebox';
import type { Alert } from './alert.ts';

const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

const counted = (what: string) => ({
  count: Type.Integer({ minimum: 0, description: `The number of ${what}.`, examples: [3] }),
  isAll: Type.Boolean({ description: 'False where there are more than `count`.' }),
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
    description: 'Readings recorded per second, over the last seconds.',
    examples: [167.2],
  }),
  projectors: Type.Integer({
    minimum: 0,
    description: 'The number of projectors that record them.',
  }),
});

const Recording = Type.Object(counted('measurements in the queue'));

const Projecting = Type.Object({
  ...counted('events not projected yet'),
  behindSeconds: Type.Number({
    minimum: 0,
    description: 'The age of the oldest of them, in seconds.',
    examples: [0],
  }),
});

const DeadLetters = Type.Object({
  ...counted('dead letters'),
  reasons: Type.Array(
    Type.Object({
      reason: Type.String({ description: 'The reason, as a code.', examples: ['device-unknown'] }),
      count: Type.Integer({ minimum: 1 }),
    }),
    { description: 'The reasons of the oldest of them, the most frequent first.' },
  ),
});

const Alerts = Type.Object({
  ...counted('alerts of hours of the last day'),
  since: instant('The earliest start of their hours'),
  byHour: Type.Array(
    Type.Object({ hour: instant('The start of the hour'), count: Type.Integer({ minimum: 1 }) }),
    { description: 'The number of alerts of each hour that has any, in order.' },
  ),
  newest: Type.Array(Type.Unsafe<Alert>(Type.Ref('Alert#')), {
    description: 'The newest of them, newest first.',
  }),
});

const namedDevice = {
  deviceId: Type.String({ format: 'uuid', description: 'The id of the device.' }),
  description: Type.String({
    description: 'The description of the device.',
    examples: ['Heat pump, cellar'],
  }),
  owner: Type.Unsafe<{ id: string; name: string | null } | null>({
    type: ['object', 'null'],
    description: 'The owner; null where there is none.',
    properties: {
      id: { type: 'string', format: 'uuid' },
      name: { type: ['string', 'null'], examples: ['Ada'] },
    },
    required: ['id', 'name'],
  }),
};

const SilentMeter = Type.Object({
  ...namedDevice,
  lastReadingAt: Type.Unsafe<string | null>({
    type: ['string', 'null'],
    format: 'date-time',
    description: 'The timestamp of its newest reading (ISO 8601, UTC); null where there is none.',
  }),
});

const Meters = Type.Object({
  at: instant('The time of the count, which is refreshed every few seconds on request'),
  inUse: Type.Integer({ minimum: 0, description: 'Devices in use.' }),
  decommissioned: Type.Integer({ minimum: 0, description: 'Decommissioned devices.' }),
  silent: Type.Integer({
    minimum: 0,
    description: 'Devices in use with readings, but none for `silentAfter` minutes.',
  }),
  neverHeard: Type.Integer({
    minimum: 0,
    description: 'Devices in use without any reading.',
  }),
  quietest: Type.Array(SilentMeter, {
    description:
      'The silent ones, longest silent first, and then those without any reading: at most 100.',
  }),
});

const energy = (description: string) =>
  Type.Unsafe<number | null>({
    type: ['number', 'null'],
    description: `${description}, in kWh; null without readings.`,
    examples: [1_284.5],
  });

const Load = Type.Object({
  hours: Type.Array(
    Type.Object({
      start: instant('The start of the hour'),
      energy: energy('The energy of all devices that measure consumption in the hour'),
      weekBefore: energy('Their energy in the hour 168 hours before'),
    }),
    { description: 'The last 24 hours, the running one last.' },
  ),
  largest: Type.Object(
    {
      start: instant('The start of the hour'),
      devices: Type.Array(
        Type.Object({
          ...namedDevice,
          energy: Type.Number({ description: 'In kWh.', examples: [4.25] }),
          maxHourlyConsumption: Type.Number({
            description: 'The limit of an hour, in kWh.',
            examples: [2.5],
          }),
        }),
      ),
    },
    {
      description:
        'The devices that consumed most in the running hour, or in the one before until 15 minutes into an hour: ' +
        'at most 5.',
    },
  ),
});

const Users = Type.Object({
  administrators: Type.Integer({ minimum: 0 }),
  clients: Type.Integer({ minimum: 0 }),
});

export const Overview = Type.Object(
  {
    at: instant('The time of this state'),
    readings: nullable(Readings),
    recording: nullable(Recording),
    projecting: nullable(Projecting),
    deadLetters: nullable(DeadLetters),
    alerts: nullable(Alerts),
    meters: nullable(Meters),
    load: nullable(Load),
    users: nullable(Users),
    missing: Type.Array(
      Type.Object({
        parts: Type.Array(Type.String({ examples: ['recording'] }), {
          description: 'The fields of this document that are null for this reason.',
        }),
        because: Type.String({
          description: 'The reason, as a sentence for operators.',
          examples: ['the queue is unavailable'],
        }),
      }),
      { description: 'The unavailable parts and the reasons.' },
    ),
  },
  {
    $id: 'Overview',
    description:
      'The state of the platform. Null parts are unavailable, or not counted yet where `missing` does not list them.',
  },
);

export const OverviewQuery = Type.Object(
  {
    silentAfter: Type.Optional(
      Type.Integer({
        title: 'a whole number from 1 to 100000',
        description: 'The minutes without a reading after which a meter is silent.',
        minimum: 1,
        maximum: 100_000,
        default: 60,
      }),
    ),
  },
  { additionalProperties: false },
);

export type Overview = Static<typeof Overview>;
/** After validation, with the default. */
export type OverviewQuery = Static<typeof OverviewQuery> & { readonly silentAfter: number };
