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
  summary: 'Get a device',
  description:
    'Commands accept its `ETag` as `If-Match`. Decommissioned devices are included. A former owner sees its ' +
    'state at the end of the ownership.',
  operationId: 'getDevice',
  tags: ['devices'],
  params: IdParameter,
  querystring: NoQuery,
  response: {
    200: Type.Ref('Device#'),
    304: notModified,
    ...queryProblems,
    404: problemResponse('The device does not exist, or is another client’s.'),
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
