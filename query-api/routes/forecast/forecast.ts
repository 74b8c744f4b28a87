import { HoursOfDays } from '@energy/costs';
import { actor, notModified } from '@energy/http';
import type { ReadModels } from '@energy/read-models';
import type { FastifyInstance } from 'fastify';
import { forecastOfViews } from '../../costs/shared-forecast.ts';
import { invalid } from '../../periods/range.ts';
import { SharedForecast } from '../../schemas/forecast.ts';
import { ForecastQuery } from '../../schemas/parameters.ts';
import { viewsOf } from '../../selected-devices.ts';
import { queryProblems } from '../problems.ts';
import { visibleOwner } from '../visible-owner.ts';

const schema = {
  summary: 'Forecast the current month of several devices together',
  description:
    'The energy and the costs so far, and as they are expected at the end of the month: the sums of the devices, costs by ' +
    'currency. For a client: all that it owns or owned. For an administrator: those of an owner, or those that a search ' +
    'finds; up to 200.',
  operationId: 'getSharedForecast',
  tags: ['devices', 'tariffs'],
  querystring: ForecastQuery,
  response: { 200: SharedForecast, 304: notModified, ...queryProblems },
};

/** `GET /api/forecast?ownerId=…&search=…` */
export function getSharedForecast(
  app: FastifyInstance,
  { devices, consumption, dailyConsumption, tariffs }: ReadModels,
  now: () => number,
): void {
  const hoursOfDays = new HoursOfDays();

  app.get<{ Querystring: ForecastQuery; Reply: SharedForecast }>(
    '/api/forecast',
    { schema },
    async (request) => {
      const reader = actor(request);
      const { search, ownerId: requestedOwner } = request.query;
      const ownerId = visibleOwner(reader, requestedOwner?.toLowerCase());
      if (ownerId === undefined && search === undefined) {
        throw invalid(
          'ownerId',
          'All devices together have no forecast: name an owner, or search.',
        );
      }
      const views = await viewsOf(devices, { ownerId, search, reader });
      const reading = { consumption, dailyConsumption, tariffs, hoursOfDays, now: now() };
      return forecastOfViews(views, reading);
    },
  );
}
