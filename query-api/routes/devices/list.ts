import { type Reader, viewOf } from '@energy/costs';
import { actor, notModified } from '@energy/http';
import type { DevicesReadModel, ReadModels } from '@energy/read-models';
import type { FastifyInstance } from 'fastify';
import type { Overview } from '../../overview/overview.ts';
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

const SILENT_AFTER_MS = 3_600_000;

/** `GET /api/devices?limit=&after=&search=&sort=&order=&ownerId=&tariffId=&unassigned=&state=` */
export function listDevices(
  app: FastifyInstance,
  { devices }: Pick<ReadModels, 'devices'>,
  overview: Pick<Overview, 'silentDevices' | 'devicesOverLimit'>,
  now: () => number,
): void {
  app.get<{ Querystring: DeviceListQuery; Reply: DevicePage }>(
    '/api/devices',
    { schema },
    async (request) => {
      const reader = actor(request);
      const { query } = request;
      const { ownerId: requestedOwner, tariffId: requestedTariff, unassigned, state } = query;
      const { limit, after, search, sort, order } = query;
      const options = { limit, after, search, sort, order };
      const tariffId = requestedTariff?.toLowerCase();
      if (tariffId !== undefined && (requestedOwner !== undefined || unassigned || state)) {
        throw invalid('tariffId', 'The list is of an owner or of a tariff: give either.');
      }
      const ownerId = visibleOwner(reader, requestedOwner?.toLowerCase());
      if (ownerId === 'nobody') return { devices: [], next: null };
      const page = await pageOf(limit, async () => {
        if (reader.role !== 'administrator') return listOwn(devices, options, reader);
        const owner = unassigned ? null : ownerId;
        if (state !== undefined) {
          return pageOfOwnDevices(await viewsIn(state, owner, reader), options);
        }
        return listAll(devices, { ...options, ownerId: owner, tariffId }, reader);
      });
      return { devices: page.devices.map(representationOf), next: page.next ?? null };
    },
  );

  /** The devices in a state; those of an owner, or of nobody for null. */
  async function viewsIn(
    state: 'silent' | 'over-limit',
    ownerId: string | null | undefined,
    administrator: Reader,
  ) {
    const found = await (state === 'silent'
      ? overview.silentDevices(now() - SILENT_AFTER_MS)
      : overview.devicesOverLimit(now()));
    const owned = found.filter(
      (device) => ownerId === undefined || (device.ownerId ?? null) === ownerId,
    );
    return owned.map((device) => viewOf(device, administrator)!);
  }
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
