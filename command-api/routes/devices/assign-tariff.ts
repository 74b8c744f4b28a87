import { deviceDecider, deviceStream } from '@energy/domain';
import { decideAndAppend, type EventStore } from '@energy/event-store';
import { type Device, IdParameter, NoQuery, problemResponse } from '@energy/http';
import type { FastifyInstance } from 'fastify';
import { conditionalContext, setRevisionHeaders } from '../../command-context.ts';
import { ChangingHeaders } from '../../schemas/headers.ts';
import { changed, changeProblems } from '../../schemas/replies.ts';
import { TariffAssignment } from '../../schemas/tariff.ts';
import { deviceResponse, idOf } from './device-command.ts';
import { findTariff } from './find-tariff.ts';

const schema = {
  summary: 'Bill a device by a tariff from a day on',
  description: 'Replaces the assignments that begin on this day or later.',
  operationId: 'assignTariff',
  tags: ['devices', 'tariffs'],
  params: IdParameter,
  headers: ChangingHeaders,
  querystring: NoQuery,
  body: TariffAssignment,
  response: {
    ...changeProblems,
    200: changed('The device', 'Device#'),
    404: problemResponse('There is no such device.'),
    409: problemResponse(
      'There is no tariff with this id, or it was retired, or the device was decommissioned, or others changed it ' +
        'again and again.',
    ),
  },
};

/** `PUT /api/devices/{id}/tariff` */
export function assignTariff(
  app: FastifyInstance,
  eventStore: EventStore,
  now: () => number,
): void {
  app.put<{ Params: IdParameter; Body: TariffAssignment; Reply: Device }>(
    '/api/devices/:id/tariff',
    { schema },
    async (request, reply) => {
      const id = idOf(request);
      const { tariffId, from } = request.body;
      const tariff = tariffId === null ? undefined : await findTariff(eventStore, tariffId);
      const data = { from, now: now(), ...(tariff && { tariff }) };
      const handled = await decideAndAppend({
        eventStore,
        decider: deviceDecider,
        stream: deviceStream(id),
        decide: (device) => deviceDecider.decide({ type: 'AssignTariff', data }, device),
        context: conditionalContext(request),
      });
      setRevisionHeaders(reply, handled);
      return deviceResponse(id, handled);
    },
  );
}
