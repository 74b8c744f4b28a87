import { localHours } from '@energy/domain';
import { actor, IdParameter, notModified, problemResponse } from '@energy/http';
import type { ReadModels } from '@energy/read-models';
import type { FastifyInstance } from 'fastify';
import { consumptionOfDay } from '../../consumption-of-day.ts';
import { HoursOfDays, skippedDay } from '../../hours-of-days.ts';
import { Consumption } from '../../schemas/consumption.ts';
import { DayQuery } from '../../schemas/parameters.ts';
import { queryProblems } from '../problems.ts';
import { findDevice } from './find-device.ts';

const schema = {
  summary: 'Get the consumption of a device on a day',
  description:
    'Every hour of a day in the device’s time zone, with its consumption so far. Decommissioned devices are ' +
    'included. For a client, hours of another owner or of none are withheld.',
  operationId: 'getConsumption',
  tags: ['devices'],
  params: IdParameter,
  querystring: DayQuery,
  response: {
    200: Consumption,
    304: notModified,
    ...queryProblems,
    404: problemResponse('The device does not exist, or is another client’s.'),
  },
};

/** `GET /api/devices/{id}/consumption?day=2026-11-22` */
export function getConsumption(
  app: FastifyInstance,
  { devices, consumption }: ReadModels,
  now: () => number,
): void {
  const hoursOfDays = new HoursOfDays();

  app.get<{ Params: IdParameter; Querystring: DayQuery; Reply: Consumption }>(
    '/api/devices/:id/consumption',
    { schema, serializerCompiler: () => JSON.stringify }, // Faster than the compiled serializer here.
    async (request) => {
      const view = await findDevice(devices, request.params.id, actor(request));
      const { id, timeZone } = view.device;
      const day = request.query.day ?? localHours(timeZone).dayOf(now()).toString();
      const hours = hoursOfDays.of(timeZone, day);
      if (hours.starts.length === 0) throw skippedDay('day', day, timeZone);
      return consumptionOfDay(view, day, hours, await consumption.hours(id, hours.starts));
    },
  );
}
