import { type Static, type TObject, Type } from 'typebox';
import { Alert } from '../schemas/alert.ts';

// What goes over the live WebSocket: JSON documents that say in `type` what they are.

/** How many devices one connection may watch, or limit its alerts to. */
export const MOST_WATCHED = 100;

const deviceId = Type.String({
  format: 'uuid',
  pattern: '^[^:]*$', // The format alone would take urn:uuid:… as well.
  description: 'The id of a device.',
  examples: ['5c2494a3-1140-4c7a-991a-a1a2561c6bc2'],
});

const deviceIds = (description: string) =>
  Type.Array(deviceId, { maxItems: MOST_WATCHED, description });

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

/** What the server sends, by the `type`. */
export const SERVER_FRAMES = {
  hello: frame('hello', 'The first frame of a connection.', {
    after: alertNumber(
      'Alerts with greater numbers come on this connection, in order; those up to it do not.',
    ),
  }),
  alert: frame('alert', 'An hour exceeds its limit, or did while nobody was connected.', {
    alert: Type.Object(Alert.properties, { description: 'As in GET /api/alerts.' }),
  }),
  'alerts-seen': frame('alerts-seen', 'Whoever is connected has seen alerts, here or elsewhere.', {
    through: alertNumber('They have seen the alerts up to this number.'),
  }),
  'hourly-total': frame(
    'hourly-total',
    'An hour of a device that is watched adds up to more now.',
    {
      deviceId,
      hour: Type.String({
        format: 'date-time',
        description: 'The instant at which the hour starts (ISO 8601, UTC).',
        examples: ['2026-11-22T17:00:00.000Z'],
      }),
      total: Type.Number({ description: 'What it adds up to, in kWh.', examples: [2.75] }),
      readings: Type.Integer({
        minimum: 1,
        description: 'From how many readings that is known.',
        examples: [5],
      }),
      exceeded: Type.Boolean({
        description: 'Whether it is more than the device’s limit as it stands now.',
      }),
    },
  ),
  'totals-missed': frame(
    'totals-missed',
    'Totals of devices that are watched may not have been heard: ask for their day again.',
    {},
  ),
  watching: frame('watching', 'The answer to each frame that changes what is heard.', {
    deviceIds: deviceIds('The devices whose hourly totals are heard.'),
    alerts: Type.Union(
      [
        Type.Literal('own', { description: 'Those addressed to the client who is connected.' }),
        Type.Literal('none'),
        Type.Literal('all'),
        deviceIds('Those of these devices.'),
      ],
      { description: 'Which alerts are heard.' },
    ),
  }),
  unwatched: frame('unwatched', 'A device is the client’s no longer, and is not heard any more.', {
    deviceId,
  }),
  error: frame('error', 'The answer to a frame that changes nothing, and why.', {
    code: Type.Union(
      [
        Type.Literal('invalid-frame', { description: 'It is none of the frames described here.' }),
        Type.Literal('device-not-found', {
          description: 'There is no such device, or it is another client’s.',
        }),
        Type.Literal('too-many-devices', {
          description: `One connection watches ${MOST_WATCHED} devices at most.`,
        }),
        Type.Literal('not-allowed', { description: 'It is for administrators alone.' }),
        Type.Literal('engine-unavailable', {
          description: 'The data can’t be reached at the moment: send it again.',
        }),
      ],
      { description: 'What is wrong, for programs.' },
    ),
    message: Type.String({
      description: 'What is wrong, for people.',
      examples: ['No device has the id 5c2494a3-1140-4c7a-991a-a1a2561c6bc2.'],
    }),
  }),
} as const;

/** What the server understands, by the `type`. */
export const CLIENT_FRAMES = {
  watch: frame('watch', 'Hear the hourly totals of these devices as well.', {
    deviceIds: deviceIds('For a client, its own.'),
  }),
  unwatch: frame('unwatch', 'Hear the hourly totals of these devices no longer.', {
    deviceIds: deviceIds('Those that are not watched change nothing.'),
  }),
  'watch-alerts': frame(
    'watch-alerts',
    'For administrators: hear the alerts, in the place of what was asked for before.',
    { deviceIds: Type.Optional(deviceIds('Those of these devices; all without it.')) },
  ),
  'unwatch-alerts': frame('unwatch-alerts', 'For administrators: hear alerts no longer.', {}),
} as const;

type FrameOf<Frames extends Readonly<Record<string, TObject>>> = {
  [Name in keyof Frames]: Static<Frames[Name]>;
}[keyof Frames];

export type ServerFrame = FrameOf<typeof SERVER_FRAMES>;
export type ClientFrame = FrameOf<typeof CLIENT_FRAMES>;
export type ErrorCode = Static<(typeof SERVER_FRAMES)['error']>['code'];
