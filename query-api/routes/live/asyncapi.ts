import { NoQuery, problemResponse } from '@energy/http';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { asyncApi } from '../../live/asyncapi.ts';

const schema = {
  summary: 'Get the description of the live WebSocket',
  description: 'The frames and close codes of /api/live as an AsyncAPI 3 document.',
  operationId: 'getAsyncApi',
  tags: ['live'],
  querystring: NoQuery,
  response: {
    200: Type.Object({}, { additionalProperties: true, description: 'An AsyncAPI document.' }),
    400: problemResponse('The request has parameters, but this route takes none.'),
    500: problemResponse('Internal error.'),
  },
};

/** `GET /api/asyncapi.json` */
export function getAsyncApi(app: FastifyInstance): void {
  const document = asyncApi();
  app.get('/api/asyncapi.json', { schema }, async () => document);
}
