import type { DeviceCommands } from '@energy/accounts';
import { DEVICE_FIELDS } from '@energy/domain';
import { type Device, NoQuery, problemResponse } from '@energy/http';
import type { FastifyInstance } from 'fastify';
import { idempotentContext, newIdFor, setRevisionHeaders } from '../../command-context.ts';
import { fieldCheck } from '../../field-check.ts';
import { DeviceRegistration } from '../../schemas/device.ts';
import { CreatingHeaders } from '../../schemas/headers.ts';
import { commandProblems, created } from '../../schemas/replies.ts';
import { deviceResponse } from './device-command.ts';

const schema = {
  summary: 'Register a device',
  description:
    'The time zone cannot be changed later. The device has no owner yet. Attributes of its meter that are not given ' +
    'have their defaults.',
  operationId: 'registerDevice',
  tags: ['devices'],
  headers: CreatingHeaders,
  querystring: NoQuery,
  body: DeviceRegistration,
  response: {
    ...commandProblems,
    201: created('The device', 'Device#'),
    409: problemResponse(
      'Another device has the serial number, or it was registered by this key, and much happened to it since.',
    ),
  },
};

/** `POST /api/devices` */
export function registerDevice(app: FastifyInstance, devices: DeviceCommands): void {
  app.post<{ Body: DeviceRegistration; Reply: Device }>(
    '/api/devices',
    { schema, config: { check: fieldCheck(DEVICE_FIELDS) } },
    async (request, reply) => {
      const context = idempotentContext(request);
      const id = newIdFor(context);
      const handled = await devices.register(id, request.body, {
        ...context,
        expectedRevision: 'no-stream',
      });
      setRevisionHeaders(reply, handled);
      return reply
        .code(201)
        .header('location', `/api/devices/${id}`)
        .send(deviceResponse(id, handled));
    },
  );
}
