import { actor } from '@energy/http';
import type { DevicesReadModel } from '@energy/read-models';
import type { FastifyInstance } from 'fastify';
import { DevicePage } from '../../schemas/device.ts';
import { DeviceListQuery } from '../../schemas/parameters.ts';
import { pageOf } from '../page.ts';
import { queryProblems } from '../problems.ts';
import { visibleOwner } from '../visible-owner.ts';
import { representationOf } from './representation.ts';

const schema = {
  summary: 'The devices in use',
  description:
    'Page by page: all of them for an administrator, its own for a client. Those that were ' +
    'decommissioned are left out.',
  operationId: 'listDevices',
  tags: ['devices'],
  querystring: DeviceListQuery,
  response: { 200: DevicePage, ...queryProblems },
};

/** `GET /api/devices?limit=&after=&search=&sort=&order=&ownerId=` */
export function listDevices(app: FastifyInstance, devices: DevicesReadModel): void {
  app.get<{ Querystring: DeviceListQuery; Reply: DevicePage }>(
    '/api/devices',
    { schema },
    async (request) => {
      const { ownerId: asked, ...options } = request.query;
      const ownerId = visibleOwner(actor(request), asked?.toLowerCase());
      if (ownerId === 'nobody') return { devices: [], next: null };
      const page = await pageOf(options.limit, () => devices.list({ ...options, ownerId }));
      return { devices: page.devices.map(representationOf), next: page.next ?? null };
    },
  );
}
