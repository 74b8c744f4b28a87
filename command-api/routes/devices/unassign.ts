import type { EventStore } from '@energy/event-store';
import { IdParameter, NoQuery, problemResponse } from '@energy/http';
import type { FastifyInstance } from 'fastify';
import { setRevisionHeaders } from '../../command-context.ts';
import { ChangingHeaders } from '../../schemas/headers.ts';
import { changeProblems, done } from '../../schemas/replies.ts';
import { handleDeviceCommand } from './device-command.ts';

const schema = {
  summary: 'Leave a device without an owner',
  description: 'Ends the ownership. The former owner keeps the hours of their own time.',
  operationId: 'unassignDevice',
  tags: ['devices'],
  params: IdParameter,
  headers: ChangingHeaders,
  querystring: NoQuery,
  response: {
    ...changeProblems,
    204: done('The device has no owner.'),
    404: problemResponse('There is no such device.'),
    409: problemResponse('Others changed it again and again.'),
  },
};

/** `DELETE /api/devices/{id}/owner` */
export function unassignDevice(app: FastifyInstance, eventStore: EventStore): void {
  app.delete<{ Params: IdParameter }>(
    '/api/devices/:id/owner',
    { schema },
    async (request, reply) => {
      const handled = await handleDeviceCommand(eventStore, request, {
        type: 'UnassignDevice',
        data: {},
      });
      setRevisionHeaders(reply, handled);
      return reply.code(204).send();
    },
  );
}
