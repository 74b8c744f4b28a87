import { localHours } from '@energy/domain';
import type { Device, ReadModels } from '@energy/read-models';
import type { FastifyInstance } from 'fastify';
import { inKilowattHours } from '../../consumption-of-day.ts';
import { DeviceStates, IdsQuery, idsOf } from '../../schemas/states.ts';
import { queryProblems } from '../problems.ts';

const schema = {
  summary: 'Get what devices measure at the moment',
  description:
    'The newest reading, the running hour and the current day of some devices, such as those of a page of a list.',
  operationId: 'getDeviceStates',
  tags: ['devices'],
  querystring: IdsQuery,
  response: { 200: DeviceStates, ...queryProblems },
};

/** `GET /api/device-states?ids=` */
export function getDeviceStates(
  app: FastifyInstance,
  readModels: Pick<ReadModels, 'devices' | 'lastReadings' | 'consumption' | 'dailyConsumption'>,
  now: () => number,
): void {
  const { devices, lastReadings, consumption, dailyConsumption } = readModels;

  app.get<{ Querystring: IdsQuery; Reply: DeviceStates }>(
    '/api/device-states',
    { schema },
    async ({ query }) => {
      const at = now();
      const ids = idsOf(query);
      const [found, readings] = await Promise.all([devices.findAll(ids), lastReadings.find(ids)]);
      const readAt = new Map(readings.map((reading) => [reading.deviceId, reading.at]));
      const states: DeviceStates['devices'] = [];
      for (const device of found) states.push(await stateOf(device, readAt.get(device.id), at));
      return { at: new Date(at).toISOString(), devices: states };
    },
  );

  async function stateOf(
    { id: deviceId, timeZone }: Device,
    lastReadingAt: number | undefined,
    at: number,
  ): Promise<DeviceStates['devices'][number]> {
    const zone = localHours(timeZone);
    const hour = zone.startOf(at);
    const day = zone.dayOfHour(hour);
    const [today] = await dailyConsumption.days({ deviceId, timeZone }, { from: day, to: day });
    const [running] = await consumption.hours(deviceId, [hour]);
    return {
      deviceId,
      timeZone,
      lastReadingAt: lastReadingAt === undefined ? null : new Date(lastReadingAt).toISOString(),
      today: today ? inKilowattHours(today.total) : null,
      hour: running ? inKilowattHours(running.total) : null,
    };
  }
}
