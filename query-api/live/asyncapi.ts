import type { TObject } from 'typebox';
import { CLOSE_CODES } from './close-codes.ts';
import { CLIENT_FRAMES, SERVER_FRAMES } from './frames.ts';

/** The live WebSocket as an AsyncAPI 3 document, from the schemas of its frames. */
export function asyncApi(): object {
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Energy platform: live',
      version: '1.0.0',
      description: `Alerts and hourly totals, live. Energies are in kWh, instants in ISO 8601 UTC.\n\n${closeCodes()}`,
    },
    defaultContentType: 'application/json',
    channels: {
      live: {
        address: '/api/live',
        title: 'Live',
        description:
          'A connection lasts as long as the session that opened it. With `after` in its URL, the alerts ' +
          'since that number come first. An empty `unwatch` checks whether the connection is alive.',
        messages: mapped(FRAMES, (name) => ({ $ref: `#/components/messages/${name}` })),
        bindings: { ws: { method: 'GET', query: QUERY } },
      },
    },
    operations: {
      tell: operation('send', 'The frames that the server sends.', SERVER_FRAMES),
      ask: operation(
        'receive',
        'The frames that a client sends; each gets one reply, in order: `watching` or `error`.',
        CLIENT_FRAMES,
      ),
    },
    components: {
      messages: mapped(FRAMES, message),
      securitySchemes: {
        cookie: {
          type: 'httpApiKey',
          in: 'cookie',
          name: '__Host-energy-session',
          description:
            'Set by signing in with a browser; over plain HTTP, `energy-session`. Only pages of the platform ' +
            'itself are accepted.',
        },
        bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
      },
    },
  };
}

const QUERY = {
  type: 'object',
  properties: {
    after: {
      type: 'integer',
      minimum: 0,
      description: 'The number of the last alert received, or 0.',
    },
  },
};

type Frames = Readonly<Record<string, TObject>>;

const FRAMES: Frames = { ...SERVER_FRAMES, ...CLIENT_FRAMES };

function message(name: string, schema: TObject): object {
  const { title, description, ...payload } = schema as TObject & Record<string, unknown>;
  return { name, title, summary: description, payload };
}

function operation(action: 'send' | 'receive', description: string, frames: Frames): object {
  return {
    action,
    channel: { $ref: '#/channels/live' },
    description,
    messages: Object.keys(frames).map((name) => ({ $ref: `#/channels/live/messages/${name}` })),
    security: [
      { $ref: '#/components/securitySchemes/cookie' },
      { $ref: '#/components/securitySchemes/bearer' },
    ],
  };
}

function closeCodes(): string {
  const rows = Object.values(CLOSE_CODES).map(
    ({ code, description }) => `- ${code}: ${description}`,
  );
  return `The server closes a connection with one of these codes:\n${rows.join('\n')}`;
}

function mapped(frames: Frames, make: (name: string, schema: TObject) => object): object {
  return Object.fromEntries(
    Object.entries(frames).map(([name, schema]) => [name, make(name, schema)]),
  );
}
