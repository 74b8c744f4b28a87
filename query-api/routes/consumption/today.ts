import { setImmediate as turn } from 'node:timers/promises';
import { localHours } from '@energy/domain';
import { actor, notModified } from '@energy/http';
import type { ReadModels } from '@energy/read-models';
import type { FastifyInstance } from 'fastify';
import { consumptionOfDay } from '../../consumption-of-day.ts';
import { type DeviceView, viewOf } from '../../device-view.ts';
import { type HoursOfDay, HoursOfDays } from '../../hours-of-days.ts';
import { Today, TodayQuery } from '../../schemas/today.ts';
import { representationOf } from '../devices/representation.ts';
import { queryProblems } from '../problems.ts';
import { visibleOwner } from '../visible-owner.ts';

/** Devices read at a time, before other work gets a turn. */
const BATCH_SIZE = 50;

const schema = {
  summary: 'Get today’s consumption of all devices of a client',
  description:
    'Every hour of the current and the previous day of each device, in the device’s time zone. For a client: of its ' +
    'current devices. For an administrator: of those of `ownerId`; without it, of none. Hours of another owner are ' +
    'withheld from a client.',
  operationId: 'getToday',
  tags: ['devices'],
  querystring: TodayQuery,
  response: { 200: Today, 304: notModified, ...queryProblems },
};

/** A local day and the day before. */
interface LocalDays {
  readonly day: string;
  readonly hours: HoursOfDay;
  readonly dayBefore: string;
  readonly hoursBefore: HoursOfDay;
}

/** `GET /api/consumption/today?ownerId=` */
export function getToday(
  app: FastifyInstance,
  { devices, consumption }: Pick<ReadModels, 'devices' | 'consumption'>,
  now: () => number,
): void {
  const hoursOfDays = new HoursOfDays();

  app.get<{ Querystring: TodayQuery; Reply: Today }>(
    '/api/consumption/today',
    { schema, serializerCompiler: () => JSON.stringify }, // Faster than the compiled serializer here.
    async (request) => {
      const reader = actor(request);
      const at = now();
      const ownerId = visibleOwner(reader, request.query.ownerId?.toLowerCase());
      const everOwned =
        ownerId === undefined || ownerId === 'nobody' ? [] : await devices.everOwnedBy(ownerId);
      const everViewed = everOwned.flatMap((device) => viewOf(device, reader) ?? []);
      const views = everViewed.filter(({ device }) => device.ownerId === ownerId);
      const zones = new Set(views.map(({ device }) => device.timeZone));
      const days = new Map([...zones].map((zone) => [zone, localDays(zone, at)]));
      const rows: Today['devices'] = [];
      for (let start = 0; start < views.length; start += BATCH_SIZE) {
        const batch = views.slice(start, start + BATCH_SIZE);
        const read = batch.map((view) => todayOf(view, days.get(view.device.timeZone)!));
        rows.push(...(await Promise.all(read)));
        await turn(); // Embedded engines answer synchronously.
      }
      return {
        at: new Date(at).toISOString(),
        unit: 'kWh',
        days: Array.from(days, ([timeZone, { day, hours, hoursBefore }]) => ({
          timeZone,
          day,
          starts: hours.names.map(({ start }) => start),
          before: hoursBefore.names.map(({ start }) => start),
        })),
        devices: rows,
        former: everViewed.filter(({ isFormer }) => isFormer).map(representationOf),
      };
    },
  );

  function localDays(timeZone: string, at: number): LocalDays {
    const today = localHours(timeZone).dayOf(at);
    const day = today.toString();
    const dayBefore = today.subtract({ days: 1 }).toString();
    return {
      day,
      hours: hoursOfDays.of(timeZone, day),
      dayBefore,
      hoursBefore: hoursOfDays.of(timeZone, dayBefore),
    };
  }

  async function todayOf(view: DeviceView, days: LocalDays): Promise<Today['devices'][number]> {
    const { id: deviceId, description, address, maxHourlyConsumption, timeZone } = view.device;
    const energiesOf = async (day: string, hours: HoursOfDay) => {
      const totals = await consumption.hours(deviceId, hours.starts);
      return consumptionOfDay(view, day, hours, totals).hours.map(({ energy }) => energy);
    };
    return {
      deviceId,
      description,
      address,
      maxHourlyConsumption,
      timeZone,
      energies: await energiesOf(days.day, days.hours),
      before: await energiesOf(days.dayBefore, days.hoursBefore),
    };
  }
}
