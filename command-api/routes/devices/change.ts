import { DEVICE_FIELDS } from '@energy/domain';
import type { EventStore } from '@energy/event-store';
import { type Device, IdParameter, NoQuery, problemResponse } from '@energy/http';
import type { FastifyInstance } from 'fastify';
import { setRevisionHeaders } from '../../command-context.ts';
import { fieldCheck } from '../../field-check.ts';
import { DeviceChanges } from '../../schemas/device.ts';
import { ChangingHeaders } from '../../schemas/headers.ts';
import { changed, changeProblems } from '../../schemas/replies.ts';
import { deviceResponse, handleDeviceCommand, idOf } from './device-command.ts';

const schema = {
  summary: 'Change a device',
  description: 'What is not given stays as it is.',
  operationId: 'changeDevice',
  tags: ['devices'],
  params: IdParameter,
  headers: ChangingHeaders,
  querystring: NoQuery,
  body: DeviceChanges,
  response: {
    ...changeProblems,
    200: changed('The device', 'Device#'),
    404: problemResponse('There is no such device.'),
    409: problemResponse('It was decommissioned, or others changed it again and again.'),
  },
};

/** `PATCH /api/devices/{id}` */
export function changeDevice(app: FastifyInstance, eventStore: EventStore): void {
  app.patch<{ Params: IdParameter; Body: DeviceChanges; Reply: Device }>(
    '/api/devices/:id',
    { schema, config: { check: fieldCheck(DEVICE_FIELDS) } },
    async (request, reply) => {
      const command = { type: 'ChangeDevice', data: request.body } as const;
      const handled = await handleDeviceCommand(eventStore, request, command);
      setRevisionHeaders(reply, handled);
      return deviceResponse(idOf(request), handled);
    },
  );
}
