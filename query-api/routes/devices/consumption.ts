import { type DeviceView, HoursOfDays } from '@energy/costs';
import { localHours } from '@energy/domain';
import { actor, IdParameter, notModified, problemResponse } from '@energy/http';
import type { ReadModels } from '@energy/read-models';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { consumptionOfDay } from '../../consumption-of-day.ts';
import { consumptionOfPeriod } from '../../periods/consumption-of-period.ts';
import { invalid, skippedDay } from '../../periods/range.ts';
import { Consumption } from '../../schemas/consumption.ts';
import { ConsumptionQuery } from '../../schemas/parameters.ts';
import { PeriodConsumption } from '../../schemas/periods.ts';
import { queryProblems } from '../problems.ts';
import { findDevice } from './find-device.ts';

const schema = {
  summary: 'Get the consumption of a device on a day or in a range',
  description:
    'Every hour of a day in the device’s time zone, with its consumption so far (`Consumption`). With `from`, `to` or ' +
    '`by`, the hours, days, weeks, months or years of a range of up to ten years (`PeriodConsumption`). Decommissioned ' +
    'devices are included. For a client, hours of another owner or of none are withheld.',
  operationId: 'getConsumption',
  tags: ['devices'],
  params: IdParameter,
  querystring: ConsumptionQuery,
  response: {
    200: Type.Union([Consumption, PeriodConsumption]),
    304: notModified,
    ...queryProblems,
    404: problemResponse('The device does not exist, or is another client’s.'),
  },
};

/**
 * `GET /api/devices/{id}/consumption?day=2026-11-22` and
 * `GET /api/devices/{id}/consumption?from=2026-01-01&to=2026-12-31&by=month`
 */
export function getConsumption(
  app: FastifyInstance,
  { devices, consumption, dailyConsumption, tariffs }: ReadModels,
  now: () => number,
): void {
  const hoursOfDays = new HoursOfDays();

  app.get<{
    Params: IdParameter;
    Querystring: ConsumptionQuery;
    Reply: Consumption | PeriodConsumption;
  }>(
    '/api/devices/:id/consumption',
    { schema, serializerCompiler: () => JSON.stringify }, // Faster than the compiled serializer here.
    async (request) => {
      const view = await findDevice(devices, request.params.id, actor(request));
      const { day, ...period } = request.query;
      if (!isOfRange(period)) return dayOf(view, day);
      if (day !== undefined) {
        throw invalid('day', 'A day has no `from`, `to`, `by`, `compare` or `cost`: give either.');
      }
      const reading = { consumption, dailyConsumption, tariffs, hoursOfDays, now: now() };
      return consumptionOfPeriod(view, period, reading);
    },
  );

  async function dayOf(view: DeviceView, requested: string | undefined): Promise<Consumption> {
    const { id, timeZone } = view.device;
    const day = requested ?? localHours(timeZone).dayOf(now()).toString();
    const hours = hoursOfDays.of(timeZone, day);
    if (hours.starts.length === 0) throw skippedDay('day', day, timeZone);
    const totals = await consumption.hours(id, hours.starts);
    const marked = await consumption.marks(id, hours.starts);
    return consumptionOfDay(view, { day, hours, totals, marked });
  }
}

function isOfRange({ from, to, by, compare, cost }: ConsumptionQuery): boolean {
  return [from, to, by].some((value) => value !== undefined) || compare === true || cost === true;
}
