import { alertInboxDecider, alertInboxStream } from '@energy/domain';
import { type EventStore, handleCommand } from '@energy/event-store';
import { actor, NoQuery, problemResponse } from '@energy/http';
import type { AlertsReadModel } from '@energy/read-models';
import type { FastifyInstance } from 'fastify';
import { commandContext, setPositionHeader } from '../../command-context.ts';
import { SeenAlerts } from '../../schemas/alert.ts';
import { commandProblems, done } from '../../schemas/replies.ts';

const { 422: _, ...problems } = commandProblems;

const schema = {
  summary: 'Mark alerts as seen',
  description:
    'For the signed-in user alone. A number beyond the newest alert counts as that of the newest. ' +
    'Repeating the request changes nothing, and the reply then has no `Energy-Position`.',
  operationId: 'markAlertsSeen',
  tags: ['alerts'],
  querystring: NoQuery,
  body: SeenAlerts,
  response: {
    ...problems,
    204: done('The alerts are seen.'),
    409: problemResponse('Others of the same user changed it again and again.'),
  },
};

/** `POST /api/alerts/seen` */
export function markAlertsSeen(
  app: FastifyInstance,
  eventStore: EventStore,
  alerts: Pick<AlertsReadModel, 'last'>,
): void {
  app.post<{ Body: SeenAlerts }>('/api/alerts/seen', { schema }, async (request, reply) => {
    const stream = alertInboxStream(actor(request).userId);
    const data = { through: request.body.through, newest: await alerts.last() };
    const command = { type: 'MarkAlertsSeen', data } as const;
    const context = commandContext(request);
    const handled = await handleCommand({
      eventStore,
      decider: alertInboxDecider,
      stream,
      command,
      context,
    });
    setPositionHeader(reply, handled.position);
    return reply.code(204).send();
  });
}
