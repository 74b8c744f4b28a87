import {
  IdParameter,
  NoQuery,
  notModified,
  ProblemError,
  problemResponse,
  type Tariff,
} from '@energy/http';
import type { TariffsReadModel } from '@energy/read-models';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { queryProblems } from '../problems.ts';
import { representationOf } from './representation.ts';

const schema = {
  summary: 'Get a tariff',
  description: 'Commands accept its `ETag` as `If-Match`. Retired tariffs are included.',
  operationId: 'getTariff',
  tags: ['tariffs'],
  params: IdParameter,
  querystring: NoQuery,
  response: {
    200: Type.Ref('Tariff#'),
    304: notModified,
    ...queryProblems,
    404: problemResponse('The tariff does not exist.'),
  },
};

/** `GET /api/tariffs/{id}` */
export function getTariff(app: FastifyInstance, tariffs: TariffsReadModel): void {
  app.get<{ Params: IdParameter; Reply: Tariff }>(
    '/api/tariffs/:id',
    { schema },
    async ({ params: { id } }, reply) => {
      const tariff = await tariffs.find(id.toLowerCase());
      if (!tariff) throw new ProblemError('tariff-not-found', `No tariff has the id ${id}.`);
      reply.header('etag', `"${tariff.revision}"`);
      return representationOf(tariff);
    },
  );
}
