import { deviceDecider, deviceStream, userDecider, userStream } from '@energy/domain';
import { decideAndAppend, type EventStore, foldStream } from '@energy/event-store';
import { type Device, IdParameter, NoQuery, problemResponse } from '@energy/http';
import type { FastifyInstance } from 'fastify';
import { conditionalContext, setRevisionHeaders } from '../../command-context.ts';
import { Ownership } from '../../schemas/device.ts';
import { ChangingHeaders } from '../../schemas/headers.ts';
import { changed, changeProblems } from '../../schemas/replies.ts';
import { deviceResponse, idOf } from './device-command.ts';

const schema = {
  summary: 'Give a device an owner',
  description: 'The owner must be a client, and replaces the current owner.',
  operationId: 'assignDevice',
  tags: ['devices'],
  params: IdParameter,
  headers: ChangingHeaders,
  querystring: NoQuery,
  body: Ownership,
  response: {
    ...changeProblems,
    200: changed('The device', 'Device#'),
    404: problemResponse('There is no such device.'),
    409: problemResponse(
      'There is no client with this id, or the device was decommissioned, or others changed it ' +
        'again and again.',
    ),
  },
};

/** `PUT /api/devices/{id}/owner` */
export function assignDevice(app: FastifyInstance, eventStore: EventStore): void {
  app.put<{ Params: IdParameter; Body: Ownership; Reply: Device }>(
    '/api/devices/:id/owner',
    { schema },
    async (request, reply) => {
      const id = idOf(request);
      const userId = request.body.userId.toLowerCase();
      // Reads the user in every attempt. A user who is deleted or promoted later loses the device by a policy.
      const assign = async (device: typeof deviceDecider.initialState) => {
        const { state: user } = await foldStream(eventStore, userStream(userId), userDecider);
        return deviceDecider.decide({ type: 'AssignDevice', data: { userId, user } }, device);
      };
      const handled = await decideAndAppend({
        eventStore,
        decider: deviceDecider,
        stream: deviceStream(id),
        decide: assign,
        context: conditionalContext(request),
      });
      setRevisionHeaders(reply, handled);
      return deviceResponse(id, handled);
    },
  );
}
