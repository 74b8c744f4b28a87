import { alertInboxDecider, alertInboxStream } from '@energy/domain';
import { type EventStore, handleCommand } from '@energy/event-store';
import { actor, NoQuery, problemResponse } from '@energy/http';
import type { AlertsReadModel } from '@energy/read-models';
import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import { commandContext, setPositionHeader } from '../../command-context.ts';
import { commandProblems, done } from '../../schemas/replies.ts';

/** Alerts that a user has seen. */
const SeenAlerts = Type.Object(
  {
    through: Type.Integer({
      title: 'the number of an alert, a whole number from 1 on',
      description:
        'The number of the newest alert that was shown: it and all earlier ones are marked. Marked alerts ' +
        'stay marked; future alerts are not marked.',
      minimum: 1,
      maximum: Number.MAX_SAFE_INTEGER,
      examples: [1042],
    }),
  },
  { additionalProperties: false },
);

type SeenAlerts = Static<typeof SeenAlerts>;

const { 422: _, ...problems } = commandProblems;

const schema = {
  summary: 'Mark alerts as seen',
  description:
    'Marks alerts of the signed-in user. A number beyond the newest alert counts as the newest. ' +
    'A repeated request changes nothing, and its reply has no `Energy-Position`.',
  operationId: 'markAlertsSeen',
  tags: ['alerts'],
  querystring: NoQuery,
  body: SeenAlerts,
  response: {
    ...problems,
    204: done('The alerts are marked as seen.'),
    409: problemResponse('Concurrent requests of the same user prevented the command.'),
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
