import type { DeviceCommands } from '@energy/accounts';
import {
  type Device,
  IdParameter,
  MeterReplacementRequest,
  NoQuery,
  problemResponse,
} from '@energy/http';
import type { FastifyInstance } from 'fastify';
import { conditionalContext, setRevisionHeaders } from '../../command-context.ts';
import { ChangingHeaders } from '../../schemas/headers.ts';
import { changed, changeProblems } from '../../schemas/replies.ts';
import { deviceResponse, idOf } from './device-command.ts';

const schema = {
  summary: 'Note that the meter of a device was replaced',
  description:
    'For meters that read a register: the energy of both meters counts, without a jump. Readings from the replacement on ' +
    'are those of the new meter; a suspect fall at that time is explained by it. The serial number and the digits of the ' +
    'new meter are changed with it.',
  operationId: 'replaceMeter',
  tags: ['devices'],
  params: IdParameter,
  headers: ChangingHeaders,
  querystring: NoQuery,
  body: MeterReplacementRequest,
  response: {
    ...changeProblems,
    200: changed('The device', 'Device#'),
    404: problemResponse('There is no such device.'),
    409: problemResponse(
      'It reads intervals or was decommissioned, its meter was replaced at this instant already, a recorded register ' +
        'contradicts the readings, another device has the serial number, or others changed it again and again.',
    ),
  },
};

/** `POST /api/devices/{id}/meter-replacements` */
export function replaceMeter(app: FastifyInstance, devices: DeviceCommands): void {
  app.post<{ Params: IdParameter; Body: MeterReplacementRequest; Reply: Device }>(
    '/api/devices/:id/meter-replacements',
    { schema },
    async (request, reply) => {
      const id = idOf(request);
      const handled = await devices.replaceMeter(id, request.body, conditionalContext(request));
      setRevisionHeaders(reply, handled);
      return deviceResponse(id, handled);
    },
  );
}
