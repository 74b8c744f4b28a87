import { maxHourlyConsumption, timeZone } from '@energy/http';
import { type Static, Type } from 'typebox';
import { next } from './page.ts';
import { PAGE_AFTER, pageLimit } from './parameters.ts';

export const INSTANT = 'an instant such as 2026-11-22T00:00:00Z';

const deviceId = Type.String({
  format: 'uuid',
  description: 'The id of the device.',
  examples: ['5c2494a3-1140-4c7a-991a-a1a2561c6bc2'],
});

const seen = Type.Boolean({
  description:
    'True where the user has marked it or a later one as seen. Late alerts always count as seen.',
});

/** An hour of a device that exceeded its limit. */
export const Alert = Type.Object(
  {
    kind: Type.Literal('hour', { description: 'An hour of a device.' }),
    id: Type.String({
      format: 'uuid',
      description: 'The alert’s id.',
      examples: ['c3f1a2d4-6f0e-5b7c-9a1d-2e3f4a5b6c7d'],
    }),
    number: Type.Integer({
      minimum: 1,
      description: 'Its place among all alerts, ascending, with gaps.',
      examples: [1042],
    }),
    deviceId,
    description: Type.Unsafe<string | null>({
      type: ['string', 'null'],
      description:
        'The description of the device, for a former owner at the end of the ownership; null where the client ' +
        'never owned it.',
      examples: ['Heat pump, cellar'],
    }),
    ownerId: Type.Optional(
      Type.Unsafe<string | null>({
        type: ['string', 'null'],
        format: 'uuid',
        description:
          'For administrators: the addressee, who owns the hour; null where there is none.',
        examples: ['0b9d3a55-5e8b-4d2b-8f7e-9b1c2d3e4f50'],
      }),
    ),
    hour: Type.String({
      format: 'date-time',
      description: 'The instant at which the hour starts (ISO 8601, UTC).',
      examples: ['2026-11-22T17:00:00.000Z'],
    }),
    end: Type.String({
      format: 'date-time',
      description: 'The instant at which the hour ends (ISO 8601, UTC).',
      examples: ['2026-11-22T18:00:00.000Z'],
    }),
    timeZone,
    day: Type.String({
      format: 'date',
      description: 'The day of the hour, in the device’s time zone.',
      examples: ['2026-11-22'],
    }),
    label: Type.String({
      description: 'The local time at the start of the hour, as HH:MM.',
      examples: ['18:00'],
    }),
    offset: Type.String({
      description: 'The offset of the local clock from UTC during the hour.',
      examples: ['+01:00'],
    }),
    ambiguous: Type.Boolean({
      description:
        'True where the local clock shows a part of the hour twice on that day: show it with its offset.',
    }),
    limit: Type.Number({
      ...maxHourlyConsumption,
      description: 'The limit that was exceeded, in kWh.',
    }),
    total: Type.Number({
      description:
        'The current energy of the hour, in kWh; after a correction it may be below the limit.',
      examples: [2.75],
    }),
    exceeded: Type.Boolean({
      description:
        'True while the total is greater than the limit of the alert; false after a correction to at most ' +
        'the limit.',
    }),
    estimated: Type.Boolean({
      description:
        'True while the total is estimated, in part or whole: from a register that is interpolated, or from estimated ' +
        'readings.',
    }),
    raisedAt: Type.String({
      format: 'date-time',
      description: 'When it was recorded (ISO 8601, UTC).',
      examples: ['2026-11-22T17:41:03.518Z'],
    }),
    late: Type.Boolean({
      description:
        'True where the hour had ended more than a day before it was recorded: it is listed, not published.',
    }),
    seen,
  },
  { $id: 'Alert', description: 'An hour of a device that exceeded its limit.' },
);

const money = (description: string, example: string) =>
  Type.String({ description, examples: [example] });

/** A month whose forecast reached a part of its client's budget. */
export const BudgetAlert = Type.Object(
  {
    kind: Type.Literal('budget', { description: 'The budget of a client.' }),
    id: Alert.properties.id,
    number: Alert.properties.number,
    ownerId: Type.String({
      format: 'uuid',
      description: 'The client, who has the budget.',
      examples: ['0b9d3a55-5e8b-4d2b-8f7e-9b1c2d3e4f50'],
    }),
    month: Type.String({ description: 'The month that was forecast.', examples: ['2026-11'] }),
    threshold: Type.Unsafe<80 | 100>({
      type: 'integer',
      enum: [80, 100],
      description: 'The part of the budget that the forecast reached, in percent.',
    }),
    amount: money('The budget at that time.', '120.50'),
    currency: money('The currency of both amounts (ISO 4217).', 'EUR'),
    forecast: money('The expected cost of the month at that time.', '98.70'),
    raisedAt: Alert.properties.raisedAt,
    late: Type.Boolean({ description: 'False: it is about the running month.' }),
    seen,
  },
  {
    $id: 'BudgetAlert',
    description:
      'The forecast of a month reached 80 % or 100 % of a budget: raised once each for a client and month.',
  },
);

/** One page of the alerts. */
export const AlertPage = Type.Object(
  {
    alerts: Type.Array(
      Type.Unsafe<Alert | BudgetAlert>({
        anyOf: [Type.Ref('Alert#'), Type.Ref('BudgetAlert#')],
        description: 'The alert of an hour or of a budget: `kind` says which.',
      }),
    ),
    next,
    unseen: Type.Integer({
      minimum: 0,
      description:
        'The number of unseen alerts, independent of this page: of those addressed to a client, of all for ' +
        'an administrator. Late alerts are not counted.',
      examples: [3],
    }),
  },
  { $id: 'AlertPage', description: 'A page of the alerts, newest first.' },
);

const instant = (which: string) =>
  Type.Optional(
    Type.String({
      title: INSTANT,
      description: `Only alerts of hours that start ${which} (ISO 8601 with an offset), and of budgets raised in them.`,
      format: 'date-time',
      examples: ['2026-11-22T00:00:00Z'],
    }),
  );

const onlyOf = (description: string) =>
  Type.Optional(Type.String({ title: 'a UUID', description, format: 'uuid', pattern: '^[^:]*$' }));

export const AlertListQuery = Type.Object(
  {
    limit: pageLimit('alerts'),
    after: Type.Optional(
      Type.String({
        title: PAGE_AFTER,
        description: 'The `next` of the page before; the first page without it.',
        pattern: '^[1-9]\\d{0,14}$',
        examples: ['1042'],
      }),
    ),
    deviceId: onlyOf('Only the alerts of this device.'),
    ownerId: onlyOf('Only the alerts addressed to this user. Clients receive only their own.'),
    from: instant('at this instant or later'),
    to: instant('before this instant'),
  },
  { additionalProperties: false },
);

export type Alert = Static<typeof Alert>;
export type BudgetAlert = Static<typeof BudgetAlert>;
export type AlertPage = Static<typeof AlertPage>;
/** After validation, with the default. */
export type AlertListQuery = Static<typeof AlertListQuery> & { readonly limit: number };
