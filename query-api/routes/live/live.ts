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
          'The number of the last alert received, or 0: alerts since then come first. Without it, alerts ' +
          'start with the next one.',
        minimum: 0,
        maximum: Number.MAX_SAFE_INTEGER,
        examples: [1042],
      }),
    ),
  },
  { additionalProperties: false },
);

const schema = {
  summary: 'Receive live alerts and hourly totals by WebSocket',
  description:
    'Browsers must open the WebSocket from a page of the platform. GET /api/asyncapi.json describes the ' +
    'frames and close codes.',
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
