import type { EventStore } from '@energy/event-store';
import { IdParameter, NoQuery, problemResponse } from '@energy/http';
import type { FastifyInstance } from 'fastify';
import { setPositionHeader } from '../../command-context.ts';
import { ChangingHeaders } from '../../schemas/headers.ts';
import { changeProblems, done } from '../../schemas/replies.ts';
import { handleDeviceCommand } from './device-command.ts';

const schema = {
  summary: 'Decommission a device',
  description:
    'This cannot be undone. The device loses its owner and leaves the lists. Its readings stay.',
  operationId: 'decommissionDevice',
  tags: ['devices'],
  params: IdParameter,
  headers: ChangingHeaders,
  querystring: NoQuery,
  response: {
    ...changeProblems,
    204: done('The device is out of use.'),
    404: problemResponse('There is no such device.'),
    409: problemResponse('Others changed it again and again.'),
  },
};

/** `DELETE /api/devices/{id}` */
export function decommissionDevice(app: FastifyInstance, eventStore: EventStore): void {
  app.delete<{ Params: IdParameter }>('/api/devices/:id', { schema }, async (request, reply) => {
    const handled = await handleDeviceCommand(eventStore, request, { type: 'DecommissionDevice' });
    setPositionHeader(reply, handled.position);
    return reply.code(204).send();
  });
}
