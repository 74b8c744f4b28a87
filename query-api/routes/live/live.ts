import { EngineUnavailable } from '@energy/engines';
import { actor, ProblemError, problemResponse } from '@energy/http';
import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import type { Live } from '../../live/live.ts';
import { queryProblems } from '../problems.ts';

const LiveQuery = Type.Object(
  {
    after: Type.Optional(
      Type.Integer({
        title: 'the number of an alert',
        description:
          'The number of the last alert that is known, or 0: those that were missed since come first. ' +
          'Without it, what is heard begins now.',
        minimum: 0,
        maximum: Number.MAX_SAFE_INTEGER,
        examples: [1042],
      }),
    ),
  },
  { additionalProperties: false },
);

const schema = {
  summary: 'Alerts and hourly totals, live: a WebSocket',
  description:
    'To be opened as a WebSocket; a browser must open it from a page of the platform. The frames and ' +
    'close codes are described by GET /api/asyncapi.json.',
  operationId: 'openLive',
  tags: ['live'],
  querystring: LiveQuery,
  response: {
    ...queryProblems,
    101: { description: 'The WebSocket is open.', type: 'null' },
    426: problemResponse('The request does not ask for a WebSocket.'),
  },
};

/** `GET /api/live?after=`, as a WebSocket */
export function openLive(app: FastifyInstance, live: Live): void {
  app.route<{ Querystring: Static<typeof LiveQuery> }>({
    method: 'GET',
    url: '/api/live',
    schema,
    preHandler: async () => {
      if (!live.isStarted) throw new EngineUnavailable('the alerts could not be read yet');
    },
    handler: async () => {
      throw new ProblemError('websocket-required', 'Open it as a WebSocket.', {
        headers: { upgrade: 'websocket', connection: 'Upgrade' },
      });
    },
    wsHandler: (socket, request) => live.open(socket, actor(request), request.query.after),
  });
}
