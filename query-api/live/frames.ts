import { type Static, type TObject, Type } from 'typebox';
import { Alert, BudgetAlert } from '../schemas/alert.ts';

// The frames of the live WebSocket: JSON documents, distinguished by their `type`.

/** Devices that one connection may watch, or select alerts of. */
export const MAX_WATCHED = 100;

const deviceId = Type.String({
  format: 'uuid',
  pattern: '^[^:]*$', // The format alone would accept urn:uuid:… as well.
  description: 'The id of a device.',
  examples: ['5c2494a3-1140-4c7a-991a-a1a2561c6bc2'],
});

const deviceIds = (description: string) =>
  Type.Array(deviceId, { maxItems: MAX_WATCHED, description });

const alertNumber = (description: string) =>
  Type.Integer({ minimum: 0, description, examples: [1042] });

const frame = <Name extends string, Properties extends Record<string, object>>(
  type: Name,
  description: string,
  properties: Properties,
) =>
  Type.Object(
    { type: Type.Literal(type), ...properties },
    { title: type, description, additionalProperties: false },
  );

/** The server's frames, by `type`. */
export const SERVER_FRAMES = {
  hello: frame('hello', 'The first frame of a connection.', {
    after: alertNumber('Alerts with greater numbers follow on this connection, in order.'),
  }),
  alert: frame(
    'alert',
    'An hour has exceeded its limit, now or while the user was not connected.',
    {
      alert: Type.Object(Alert.properties, { description: 'As in GET /api/alerts.' }),
    },
  ),
  'budget-alert': frame(
    'budget-alert',
    'The forecast of a month has reached a part of its budget, now or while the user was not connected.',
    {
      alert: Type.Object(BudgetAlert.properties, { description: 'As in GET /api/alerts.' }),
    },
  ),
  'alerts-seen': frame('alerts-seen', 'The user has seen alerts, on this connection or another.', {
    through: alertNumber('The number up to which the alerts are seen.'),
  }),
  'hourly-total': frame('hourly-total', 'The total of an hour of a watched device has changed.', {
    deviceId,
    hour: Type.String({
      format: 'date-time',
      description: 'The instant at which the hour starts (ISO 8601, UTC).',
      examples: ['2026-11-22T17:00:00.000Z'],
    }),
    total: Type.Number({ description: 'The total, in kWh.', examples: [2.75] }),
    readings: Type.Integer({
      minimum: 0,
      description: 'The number of readings in the total.',
      examples: [5],
    }),
    exceeded: Type.Boolean({
      description: 'True where the total is greater than the device’s current limit.',
    }),
    estimated: Type.Boolean({ description: 'True where the total contains estimates.' }),
    suspect: Type.Integer({
      minimum: 0,
      description: 'The number of suspect readings, which are not counted.',
      examples: [0],
    }),
    partlyUnknown: Type.Optional(
      Type.Boolean({
        description: 'True where a register was reset: the energy across that is unknown.',
      }),
    ),
  }),
  'totals-missed': frame(
    'totals-missed',
    'Totals of watched devices may have been lost: request their day again.',
    {},
  ),
  watching: frame('watching', 'The reply to each frame that changes the subscription.', {
    deviceIds: deviceIds('The watched devices.'),
    alerts: Type.Union(
      [
        Type.Literal('own', { description: 'Those addressed to the connected client.' }),
        Type.Literal('none'),
        Type.Literal('all'),
        deviceIds('Those of these devices.'),
      ],
      { description: 'The alerts that are sent.' },
    ),
  }),
  unwatched: frame('unwatched', 'The client no longer owns a device, which is no longer watched.', {
    deviceId,
  }),
  error: frame('error', 'The reply to a frame that changed nothing, with the reason.', {
    code: Type.Union(
      [
        Type.Literal('invalid-frame', { description: 'Not one of the frames described here.' }),
        Type.Literal('device-not-found', {
          description: 'There is no such device, or it is another client’s.',
        }),
        Type.Literal('too-many-devices', {
          description: `One connection watches at most ${MAX_WATCHED} devices.`,
        }),
        Type.Literal('not-allowed', { description: 'Only for administrators.' }),
        Type.Literal('engine-unavailable', {
          description: 'The data is unavailable: send the frame again.',
        }),
      ],
      { description: 'The reason, for programs.' },
    ),
    message: Type.String({
      description: 'The reason, for people.',
      examples: ['No device has the id 5c2494a3-1140-4c7a-991a-a1a2561c6bc2.'],
    }),
  }),
} as const;

/** The client's frames, by `type`. */
export const CLIENT_FRAMES = {
  watch: frame('watch', 'Subscribe to the hourly totals of more devices.', {
    deviceIds: deviceIds('A client can watch its own devices.'),
  }),
  unwatch: frame('unwatch', 'Unsubscribe from the hourly totals of devices.', {
    deviceIds: deviceIds('Devices that are not watched are ignored.'),
  }),
  'watch-alerts': frame(
    'watch-alerts',
    'For administrators: subscribe to alerts, replacing the previous selection.',
    { deviceIds: Type.Optional(deviceIds('Only alerts of these devices; all by default.')) },
  ),
  'unwatch-alerts': frame('unwatch-alerts', 'For administrators: unsubscribe from alerts.', {}),
} as const;

type FrameOf<Frames extends Readonly<Record<string, TObject>>> = {
  [Name in keyof Frames]: Static<Frames[Name]>;
}[keyof Frames];

export type ServerFrame = FrameOf<typeof SERVER_FRAMES>;
export type ClientFrame = FrameOf<typeof CLIENT_FRAMES>;
export type ErrorCode = Static<(typeof SERVER_FRAMES)['error']>['code'];
