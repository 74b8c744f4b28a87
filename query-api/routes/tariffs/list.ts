import { NoQuery, notModified } from '@energy/http';
import type { Tariff, TariffsReadModel } from '@energy/read-models';
import type { FastifyInstance } from 'fastify';
import { TariffList } from '../../schemas/tariff.ts';
import { queryProblems } from '../problems.ts';
import { representationOf } from './representation.ts';

const schema = {
  summary: 'List tariffs',
  description: 'All tariffs with their versions, retired ones last.',
  operationId: 'listTariffs',
  tags: ['tariffs'],
  querystring: NoQuery,
  response: { 200: TariffList, 304: notModified, ...queryProblems },
};

/** `GET /api/tariffs` */
export function listTariffs(app: FastifyInstance, tariffs: TariffsReadModel): void {
  app.get<{ Reply: TariffList }>('/api/tariffs', { schema }, async () => {
    const all = await Array.fromAsync(tariffs.all());
    return { tariffs: all.sort(byUseAndName).map(representationOf) };
  });
}

function byUseAndName(one: Tariff, other: Tariff): number {
  const isRetired = ({ retiredAt }: Tariff) => Number(retiredAt !== undefined);
  return isRetired(one) - isRetired(other) || one.name.localeCompare(other.name, 'en');
}
