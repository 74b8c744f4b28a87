import { HoursOfDays } from '@energy/costs';
import { calendarDay, localHours } from '@energy/domain';
import { actor, IdParameter, invalidParameters, notModified, problemResponse } from '@energy/http';
import type { ReadModels } from '@energy/read-models';
import type { FastifyInstance } from 'fastify';
import { consumptionOfDays } from '../../consumption-of-days.ts';
import { skippedDay } from '../../periods/range.ts';
import { DailyConsumption } from '../../schemas/consumption.ts';
import { DaysQuery, MAX_DAYS } from '../../schemas/parameters.ts';
import { queryProblems } from '../problems.ts';
import { findDevice } from './find-device.ts';

const schema = {
  summary: 'Get the daily consumption of a device',
  description:
    'The totals of days in the device’s time zone, by default the last seven. Days that the calendar of the ' +
    'zone skips are left out. Decommissioned devices are included. For a client, hours of another owner or ' +
    'of none are withheld.',
  operationId: 'getDailyConsumption',
  tags: ['devices'],
  params: IdParameter,
  querystring: DaysQuery,
  response: {
    200: DailyConsumption,
    304: notModified,
    ...queryProblems,
    404: problemResponse('The device does not exist, or is another client’s.'),
  },
};

const DEFAULT_DAYS = 7;

/** `GET /api/devices/{id}/consumption/days?from=2026-11-16&to=2026-11-22` */
export function getDailyConsumption(
  app: FastifyInstance,
  { devices, consumption, dailyConsumption }: ReadModels,
  now: () => number,
): void {
  const hoursOfDays = new HoursOfDays();

  app.get<{ Params: IdParameter; Querystring: DaysQuery; Reply: DailyConsumption }>(
    '/api/devices/:id/consumption/days',
    { schema },
    async (request) => {
      const view = await findDevice(devices, request.params.id, actor(request));
      const { id, timeZone } = view.device;
      const requested = daysOf(request.query, localHours(timeZone).dayOf(now()));
      const days = requested
        .map((day) => ({ day, hours: hoursOfDays.of(timeZone, day) }))
        .filter(({ hours }) => hours.starts.length > 0);
      if (days.length === 0) throw skippedDay('from', requested[0]!, timeZone);
      const starts = days.flatMap(({ hours }) => hours.starts);
      const [totals, marked] = await Promise.all([
        consumption.hours(id, starts),
        dailyConsumption.markedHours(
          { deviceId: id, timeZone },
          { from: calendarDay(requested[0]!), to: calendarDay(requested.at(-1)!) },
        ),
      ]);
      return consumptionOfDays(view, days, { totals, marked });
    },
  );
}

/**
 * The requested days, in order.
 *
 * @throws ProblemError where the last is before the first, or there are too many
 */
function daysOf(query: DaysQuery, today: Temporal.PlainDate): readonly string[] {
  const last = query.to === undefined ? today : Temporal.PlainDate.from(query.to);
  const first =
    query.from === undefined
      ? last.subtract({ days: DEFAULT_DAYS - 1 })
      : Temporal.PlainDate.from(query.from);
  const count = first.until(last).days + 1;
  if (count < 1) throw invalid('to', `${last} is before ${first}, the first day.`);
  if (count > MAX_DAYS)
    throw invalid('to', `These are ${count} days; at most ${MAX_DAYS} are allowed.`);
  return Array.from({ length: count }, (_, index) => first.add({ days: index }).toString());
}

function invalid(parameter: string, detail: string) {
  return invalidParameters([{ in: 'query', parameter, detail }]);
}
