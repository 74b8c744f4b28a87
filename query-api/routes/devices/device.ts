import {
  actor,
  type Device,
  IdParameter,
  NoQuery,
  notModified,
  problemResponse,
} from '@energy/http';
import type { DevicesReadModel } from '@energy/read-models';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { queryProblems } from '../problems.ts';
import { findDevice } from './find-device.ts';
import { representationOf } from './representation.ts';

const schema = {
  summary: 'A device',
  description:
    'Its `ETag` may be given as `If-Match` with a change. One that was decommissioned says since when. A ' +
    'client whose device it no longer is sees it as it was then.',
  operationId: 'getDevice',
  tags: ['devices'],
  params: IdParameter,
  querystring: NoQuery,
  response: {
    200: Type.Ref('Device#'),
    304: notModified,
    ...queryProblems,
    404: problemResponse('There is no such device, or it is another client’s.'),
  },
};

/** `GET /api/devices/{id}` */
export function getDevice(app: FastifyInstance, devices: DevicesReadModel): void {
  app.get<{ Params: IdParameter; Reply: Device }>(
    '/api/devices/:id',
    { schema },
    async (request, reply) => {
      const view = await findDevice(devices, request.params.id, actor(request));
      const device = representationOf(view);
      reply.header('etag', `"${device.revision}"`);
      return device;
    },
  );
}
