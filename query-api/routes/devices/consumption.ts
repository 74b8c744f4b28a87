import { localHours } from '@energy/domain';
import type { ReadModels } from '@energy/read-models';
import type { FastifyInstance } from 'fastify';
import { consumptionOfDay } from '../../consumption-of-day.ts';
import { HoursOfDays } from '../../hours-of-days.ts';
import { Consumption } from '../../schemas/consumption.ts';
import { DayQuery, DeviceParameters } from '../../schemas/parameters.ts';
import { problemResponse } from '../../schemas/problem.ts';
import { findDevice } from './find-device.ts';

const schema = {
  summary: 'What a device consumed on a day',
  description:
    'Every hour of a day in the device’s time zone, with what was measured so far. A device that ' +
    'was decommissioned still answers.',
  operationId: 'getConsumption',
  tags: ['devices'],
  params: DeviceParameters,
  querystring: DayQuery,
  response: {
    200: Consumption,
    400: problemResponse('The id is not a UUID, or the day is not one of the calendar.'),
    404: problemResponse('There is no such device.'),
    500: problemResponse('Something went wrong on our side.'),
    503: problemResponse('The data can’t be reached; ask again after `Retry-After`.'),
  },
};

/** `GET /api/devices/{id}/consumption?day=2026-11-22` */
export function getConsumption(
  app: FastifyInstance,
  { devices, consumption }: ReadModels,
  now: () => number,
): void {
  const hoursOfDays = new HoursOfDays();

  app.get<{ Params: DeviceParameters; Querystring: DayQuery; Reply: Consumption }>(
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
