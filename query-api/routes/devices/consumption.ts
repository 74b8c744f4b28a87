import { localHours } from '@energy/domain';
import { IdParameter, problemResponse } from '@energy/http';
import type { ReadModels } from '@energy/read-models';
import type { FastifyInstance } from 'fastify';
import { consumptionOfDay } from '../../consumption-of-day.ts';
import { HoursOfDays } from '../../hours-of-days.ts';
import { Consumption } from '../../schemas/consumption.ts';
import { DayQuery } from '../../schemas/parameters.ts';
import { queryProblems } from '../problems.ts';
import { findDevice } from './find-device.ts';

const schema = {
  summary: 'What a device consumed on a day',
  description:
    'Every hour of a day in the device’s time zone, with what was measured so far. A device that ' +
    'was decommissioned still answers.',
  operationId: 'getConsumption',
  tags: ['devices'],
  params: IdParameter,
  querystring: DayQuery,
  response: {
    200: Consumption,
    ...queryProblems,
    404: problemResponse('There is no such device, or it is another client’s.'),
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
    { schema, serializerCompiler: () => JSON.stringify }, // Its flat string is sent faster.
    async ({ params, query }) => {
      const device = await findDevice(devices, params.id);
      const day = query.day ?? localHours(device.timeZone).dayOf(now()).toString();
      const hours = hoursOfDays.of(device.timeZone, day);
      const totals = await consumption.hours(device.id, hours.starts);
      return consumptionOfDay(device, day, hours, totals);
    },
  );
}
