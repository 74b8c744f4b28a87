import type { DeviceCommands } from '@energy/accounts';
import { DEVICE_FIELDS } from '@energy/domain';
import { type Device, IdParameter, NoQuery, problemResponse } from '@energy/http';
import type { FastifyInstance } from 'fastify';
import { conditionalContext, setRevisionHeaders } from '../../command-context.ts';
import { fieldCheck } from '../../field-check.ts';
import { DeviceChanges } from '../../schemas/device.ts';
import { ChangingHeaders } from '../../schemas/headers.ts';
import { changed, changeProblems } from '../../schemas/replies.ts';
import { deviceResponse, idOf } from './device-command.ts';

const schema = {
  summary: 'Change a device',
  description:
    'What is not given stays as it is; null removes an optional attribute of the meter. Once the device has readings, a ' +
    'change of `reads` or `stampedAt` counts all of them again: the recorded values stay, and mean what the device ' +
    'says now. Hours, days and the totals of alerts change with them; an alert that was raised is not raised again. ' +
    '`unit`, `medium` and `kWhPerCubicMetre` of a register cannot be changed then, as further registers would not ' +
    'continue the recorded ones: decommission the device and register a new one, and send the readings again to it if ' +
    'the description was wrong from the start. A new meter of the same kind is noted as a replacement instead. Other ' +
    'attributes of the meter hold for the readings that are recorded afterwards; the hours of a register are derived ' +
    'again from all of its readings.',
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
    409: problemResponse(
      'It was decommissioned, it has registers that further ones would not continue, another device has the ' +
        'serial number, or others changed it again and again.',
    ),
  },
};

/** `PATCH /api/devices/{id}` */
export function changeDevice(app: FastifyInstance, devices: DeviceCommands): void {
  app.patch<{ Params: IdParameter; Body: DeviceChanges; Reply: Device }>(
    '/api/devices/:id',
    { schema, config: { check: fieldCheck(DEVICE_FIELDS) } },
    async (request, reply) => {
      const id = idOf(request);
      const handled = await devices.change(id, request.body, conditionalContext(request));
      setRevisionHeaders(reply, handled);
      return deviceResponse(id, handled);
    },
  );
}
