import type { DevicesReadModel } from '@energy/read-models';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { Device } from '../../schemas/device.ts';
import { DeviceParameters, NoQuery } from '../../schemas/parameters.ts';
import { problemResponse } from '../../schemas/problem.ts';
import { findDevice } from './find-device.ts';
import { representationOf } from './representation.ts';

const schema = {
  summary: 'A device',
  description: 'One that was decommissioned as well: it says since when.',
  operationId: 'getDevice',
  tags: ['devices'],
  params: DeviceParameters,
  querystring: NoQuery,
  response: {
    200: Type.Ref('Device#'),
    400: problemResponse('The id is not a UUID, or there are parameters.'),
    404: problemResponse('There is no such device.'),
    500: problemResponse('Something went wrong on our side.'),
    503: problemResponse('The data can’t be reached; ask again after `Retry-After`.'),
  },
};

/** `GET /api/devices/{id}` */
export function getDevice(app: FastifyInstance, devices: DevicesReadModel): void {
  app.get<{ Params: DeviceParameters; Reply: Device }>(
    '/api/devices/:id',
    { schema },
    async ({ params }) => representationOf(await findDevice(devices, params.id)),
  );
}
