import { flowOf, HoursOfDays } from '@energy/costs';
import { actor, notModified, problemResponse } from '@energy/http';
import type { ReadModels } from '@energy/read-models';
import type { FastifyInstance } from 'fastify';
import { consumptionOfAll, consumptionOfViews } from '../../periods/shared-consumption.ts';
import { SharedQuery } from '../../schemas/parameters.ts';
import { SharedConsumption } from '../../schemas/periods.ts';
import { viewsOf } from '../../selected-devices.ts';
import { queryProblems } from '../problems.ts';
import { visibleOwner } from '../visible-owner.ts';

const schema = {
  summary: 'Get the consumption of several devices together',
  description:
    'The sum of devices, those of one `flow`, in the days, weeks, months or years of a range of up to ten years, and the ' +
    'devices that consumed most. For a client: all that it owns or owned, in the time of its ownership. For an administrator: those ' +
    'of an owner, those that a search finds, or all. Days are those of each device’s time zone. By hour, all devices ' +
    'must be in one zone. Costs are given for an owner or for what a search finds.',
  operationId: 'getSharedConsumption',
  tags: ['devices'],
  querystring: SharedQuery,
  response: {
    200: SharedConsumption,
    304: notModified,
    ...queryProblems,
    503: problemResponse(
      'The data is unavailable, behind the requested `Energy-Position`, or its daily totals are being built; try ' +
        'again after `Retry-After`.',
    ),
  },
};

/** `GET /api/consumption?from=2026-11-01&to=2026-11-30&by=month&ownerId=…&search=…&top=10` */
export function getSharedConsumption(
  app: FastifyInstance,
  readModels: ReadModels,
  now: () => number,
): void {
  const { devices, consumption, dailyConsumption, tariffs } = readModels;
  const hoursOfDays = new HoursOfDays();

  app.get<{ Querystring: SharedQuery; Reply: SharedConsumption }>(
    '/api/consumption',
    { schema },
    async (request) => {
      const reader = actor(request);
      const { query } = request;
      const ownerId = visibleOwner(reader, query.ownerId?.toLowerCase());
      if (ownerId === undefined && query.search === undefined) {
        return consumptionOfAll(query, readModels, now());
      }
      const selected = await viewsOf(devices, { ownerId, search: query.search, reader });
      const views = selected.filter(({ device }) => flowOf(device) === query.flow);
      const reading = { consumption, dailyConsumption, tariffs, hoursOfDays, now: now() };
      return consumptionOfViews(views, query, reading);
    },
  );
}
