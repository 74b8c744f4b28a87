import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { NoQuery } from '../schemas/parameters.ts';
import { problemResponse } from '../schemas/problem.ts';

const schema = {
  summary: 'This description',
  description: 'The whole API as an OpenAPI 3.1 document.',
  operationId: 'getOpenApi',
  querystring: NoQuery,
  response: {
    200: Type.Object({}, { additionalProperties: true, description: 'An OpenAPI document.' }),
    400: problemResponse('There are parameters, but it takes none.'),
    500: problemResponse('Something went wrong on our side.'),
  },
};

/** `GET /api/openapi.json` */
export function getOpenApi(app: FastifyInstance): void {
  app.get('/api/openapi.json', { schema }, async () => app.swagger());
}
