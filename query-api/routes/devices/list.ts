import { type Reader, viewOf } from '@energy/costs';
import { actor, notModified } from '@energy/http';
import type { DevicesReadModel, ReadModels } from '@energy/read-models';
import type { FastifyInstance } from 'fastify';
import { pageOfOwnDevices } from '../../own-devices.ts';
import { DevicePage } from '../../schemas/device.ts';
import { DeviceListQuery } from '../../schemas/parameters.ts';
import { pageOf } from '../page.ts';
import { queryProblems } from '../problems.ts';
import { representationOf } from './representation.ts';
import { type SearchDependencies, toDeviceSearch } from './search.ts';

const schema = {
  summary: 'List devices',
  description:
    'For an administrator: all devices in use. For a client: its own, and after them its former ones ' +
    '(`former`), decommissioned ones included.',
  operationId: 'listDevices',
  tags: ['devices'],
  querystring: DeviceListQuery,
  response: { 200: DevicePage, 304: notModified, ...queryProblems },
};

/** `GET /api/devices?limit=&after=&search=&sort=&order=&ownerId=&tariffId=&unassigned=&state=` */
export function listDevices(
  app: FastifyInstance,
  { devices }: Pick<ReadModels, 'devices'>,
  dependencies: SearchDependencies,
): void {
  app.get<{ Querystring: DeviceListQuery; Reply: DevicePage }>(
    '/api/devices',
    { schema },
    async (request) => {
      const reader = actor(request);
      const { limit, after, sort, order } = request.query;
      const search = await toDeviceSearch(request.query, reader, dependencies);
      if (!search) return { devices: [], next: null };
      const options = { ...search, limit, after, sort, order };
      const page = await pageOf(limit, () =>
        reader.role === 'administrator'
          ? listAll(devices, options, reader)
          : listOwn(devices, options, reader),
      );
      return { devices: page.devices.map(representationOf), next: page.next ?? null };
    },
  );
}

async function listAll(
  devices: DevicesReadModel,
  options: Parameters<DevicesReadModel['list']>[0],
  administrator: Reader,
) {
  const page = await devices.list(options);
  const views = page.devices.map((device) => viewOf(device, administrator)!);
  return { devices: views, next: page.next };
}

async function listOwn(
  devices: DevicesReadModel,
  options: Parameters<typeof pageOfOwnDevices>[1],
  client: Reader,
) {
  const everOwned = await devices.everOwnedBy(client.userId);
  const views = everOwned.flatMap((device) => viewOf(device, client) ?? []);
  return pageOfOwnDevices(views, options);
}
