import { TARIFF_FIELDS, tariffDecider, tariffStream } from '@energy/domain';
import { type EventStore, handleCommand } from '@energy/event-store';
import { NoQuery, problemResponse, type Tariff } from '@energy/http';
import type { FastifyInstance } from 'fastify';
import { idempotentContext, newIdFor, setRevisionHeaders } from '../../command-context.ts';
import { fieldCheck } from '../../field-check.ts';
import { CreatingHeaders } from '../../schemas/headers.ts';
import { commandProblems, created } from '../../schemas/replies.ts';
import { TariffCreation } from '../../schemas/tariff.ts';
import { tariffResponse } from './tariff-response.ts';

const schema = {
  summary: 'Create a tariff',
  description: 'The currency cannot be changed later. The tariff has no prices yet.',
  operationId: 'createTariff',
  tags: ['tariffs'],
  headers: CreatingHeaders,
  querystring: NoQuery,
  body: TariffCreation,
  response: {
    ...commandProblems,
    201: created('The tariff', 'Tariff#'),
    409: problemResponse('It was created by this key, and much happened to it since.'),
  },
};

/** `POST /api/tariffs` */
export function createTariff(app: FastifyInstance, eventStore: EventStore): void {
  app.post<{ Body: TariffCreation; Reply: Tariff }>(
    '/api/tariffs',
    { schema, config: { check: fieldCheck(TARIFF_FIELDS) } },
    async (request, reply) => {
      const context = idempotentContext(request);
      const id = newIdFor(context);
      const handled = await handleCommand({
        eventStore,
        decider: tariffDecider,
        stream: tariffStream(id),
        command: { type: 'CreateTariff', data: request.body },
        context: { ...context, expectedRevision: 'no-stream' },
      });
      setRevisionHeaders(reply, handled);
      return reply
        .code(201)
        .header('location', `/api/tariffs/${id}`)
        .send(tariffResponse(id, handled));
    },
  );
}
