import { type Device, IdParameter, NoQuery, notModified, problemResponse } from '@energy/http';
import type { DevicesReadModel } from '@energy/read-models';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { queryProblems } from '../problems.ts';
import { findDevice } from './find-device.ts';
import { representationOf } from './representation.ts';

const schema = {
  summary: 'A device',
  description:
    'Its `ETag` may be given as `If-Match` with a change. One that was decommissioned says since when.',
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
    async ({ params }, reply) => {
      const device = representationOf(await findDevice(devices, params.id));
      reply.header('etag', `"${device.revision}"`);
      return device;
    },
  );
}
