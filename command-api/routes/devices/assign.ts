import { deviceDecider, deviceStream, userDecider, userStream } from '@energy/domain';
import { decideAndAppend, type EventStore, fold } from '@energy/event-store';
import { type Device, IdParameter, NoQuery, problemResponse } from '@energy/http';
import type { FastifyInstance } from 'fastify';
import { changingCommandOf, tellRevision } from '../../command-of.ts';
import { Ownership } from '../../schemas/device.ts';
import { ChangingHeaders } from '../../schemas/headers.ts';
import { changed, changeProblems } from '../../schemas/replies.ts';
import { deviceAfter, idOf } from './device-command.ts';

const schema = {
  summary: 'Give a device an owner',
  description: 'A client, in the place of the owner that it had, if any.',
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
      // Read with every try: the user as it stands when the device is. Who is deleted or promoted after
      // that loses the device by the policies.
      const assign = async (device: typeof deviceDecider.initialState) => {
        const { state: user } = await fold(eventStore, userDecider, userStream(userId));
        return deviceDecider.decide({ type: 'AssignDevice', data: { userId, user } }, device);
      };
      const handled = await decideAndAppend(
        eventStore,
        deviceDecider,
        deviceStream(id),
        assign,
        changingCommandOf(request),
      );
      tellRevision(reply, handled);
      return deviceAfter(id, handled);
    },
  );
}
