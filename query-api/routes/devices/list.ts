import { actor, notModified } from '@energy/http';
import type { DevicesReadModel } from '@energy/read-models';
import type { FastifyInstance } from 'fastify';
import { type Reader, viewOf } from '../../device-view.ts';
import { pageOfOwnDevices } from '../../own-devices.ts';
import { invalid } from '../../periods/range.ts';
import { DevicePage } from '../../schemas/device.ts';
import { DeviceListQuery } from '../../schemas/parameters.ts';
import { pageOf } from '../page.ts';
import { queryProblems } from '../problems.ts';
import { visibleOwner } from '../visible-owner.ts';
import { representationOf } from './representation.ts';

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

/** `GET /api/devices?limit=&after=&search=&sort=&order=&ownerId=&tariffId=` */
export function listDevices(app: FastifyInstance, devices: DevicesReadModel): void {
  app.get<{ Querystring: DeviceListQuery; Reply: DevicePage }>(
    '/api/devices',
    { schema },
    async (request) => {
      const reader = actor(request);
      const { ownerId: requestedOwner, tariffId: requestedTariff, ...options } = request.query;
      const tariffId = requestedTariff?.toLowerCase();
      if (tariffId !== undefined && requestedOwner !== undefined) {
        throw invalid('tariffId', 'The list is of an owner or of a tariff: give either.');
      }
      const ownerId = visibleOwner(reader, requestedOwner?.toLowerCase());
      if (ownerId === 'nobody') return { devices: [], next: null };
      const page = await pageOf(options.limit, () =>
        reader.role === 'administrator'
          ? listAll(devices, { ...options, ownerId, tariffId }, reader)
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

async function listOwn(devices: DevicesReadModel, options: DeviceListQuery, client: Reader) {
  const everOwned = await devices.everOwnedBy(client.userId);
  const views = everOwned.flatMap((device) => viewOf(device, client) ?? []);
  return pageOfOwnDevices(views, options);
}
