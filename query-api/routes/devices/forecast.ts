import { HoursOfDays } from '@energy/costs';
import { actor, IdParameter, NoQuery, notModified, problemResponse } from '@energy/http';
import type { ReadModels } from '@energy/read-models';
import type { FastifyInstance } from 'fastify';
import { forecastOf } from '../../costs/forecast.ts';
import { Forecast } from '../../schemas/forecast.ts';
import { queryProblems } from '../problems.ts';
import { findDevice } from './find-device.ts';

const schema = {
  summary: 'Forecast the current month of a device',
  description: 'The energy and the costs so far, and as they are expected at the end of the month.',
  operationId: 'getForecast',
  tags: ['devices', 'tariffs'],
  params: IdParameter,
  querystring: NoQuery,
  response: {
    200: Forecast,
    304: notModified,
    ...queryProblems,
    404: problemResponse('The device does not exist, or is another client’s.'),
  },
};

/** `GET /api/devices/{id}/forecast` */
export function getForecast(
  app: FastifyInstance,
  { devices, consumption, dailyConsumption, tariffs }: ReadModels,
  now: () => number,
): void {
  const hoursOfDays = new HoursOfDays();

  app.get<{ Params: IdParameter; Reply: Forecast }>(
    '/api/devices/:id/forecast',
    { schema },
    async (request) => {
      const view = await findDevice(devices, request.params.id, actor(request));
      return forecastOf(view, { consumption, dailyConsumption, tariffs, hoursOfDays, now: now() });
    },
  );
}
