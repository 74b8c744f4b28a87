import { dayText, kilowattHours, type LocalHours, localHours } from '@energy/domain';
import { actor, IdParameter, problemResponse } from '@energy/http';
import { findGaps, type Gap, type ReadModels } from '@energy/read-models';
import type { FastifyInstance } from 'fastify';
import { rangeOf } from '../../periods/range.ts';
import { DeviceGaps, DeviceGapsQuery } from '../../schemas/gaps.ts';
import { findDevice } from '../devices/find-device.ts';
import { queryProblems } from '../problems.ts';
import { toGap } from './representation.ts';

const schema = {
  summary: 'List gaps of a device',
  description:
    'The hours of a device in which readings are missing, or suspect, and the suspect readings: by default of the last ' +
    'seven days. Decommissioned devices are included.',
  operationId: 'listDeviceGaps',
  tags: ['devices'],
  params: IdParameter,
  querystring: DeviceGapsQuery,
  response: {
    200: DeviceGaps,
    ...queryProblems,
    404: problemResponse('The device does not exist.'),
  },
};

type GapModels = Pick<ReadModels, 'devices' | 'consumption'>;

/** `GET /api/devices/{id}/gaps?from=&to=` */
export function listDeviceGaps(
  app: FastifyInstance,
  { devices, consumption }: GapModels,
  now: () => number,
): void {
  app.get<{ Params: IdParameter; Querystring: DeviceGapsQuery; Reply: DeviceGaps }>(
    '/api/devices/:id/gaps',
    { schema },
    async (request) => {
      const { device } = await findDevice(devices, request.params.id, actor(request));
      const { id: deviceId, timeZone } = device;
      const at = now();
      const today = localHours(timeZone).dayOfHour(at);
      const days = rangeOf({ ...request.query, by: 'hour' }, { today, timeZone });
      const gaps = await findGaps(consumption.scan, { devices: [device], days, now: at });
      return {
        deviceId,
        timeZone,
        from: dayText(days.from),
        to: dayText(days.to),
        gaps: gaps.map(toGap),
        suspectReadings: await suspectReadingsIn(gaps, { consumption, timeZone }),
      };
    },
  );
}

async function suspectReadingsIn(
  gaps: readonly Gap[],
  { consumption: { scan }, timeZone }: Pick<GapModels, 'consumption'> & { timeZone: string },
): Promise<DeviceGaps['suspectReadings']> {
  const suspects = gaps.filter(({ suspect }) => suspect > 0);
  const [group] = suspects[0] ? await scan.groups([suspects[0].deviceId]) : [];
  if (!group) return [];
  const starts = suspects.flatMap((gap) => startsOf(gap, localHours(timeZone)));
  const [readings = []] = await scan.readings(group, starts);
  return readings
    .filter(({ quality }) => quality === 'suspect')
    .map(({ at, energy }) => ({ at: new Date(at).toISOString(), energy: kilowattHours(energy) }));
}

function startsOf({ start, end }: Gap, zone: LocalHours): readonly number[] {
  const starts: number[] = [];
  for (let hour = start; hour < end; hour = zone.endOf(hour)) starts.push(hour);
  return starts;
}
