import { type TariffVersion, tariffDecider, tariffStream } from '@energy/domain';
import { type EventStore, handleCommand } from '@energy/event-store';
import { NoQuery, problemResponse, type Tariff } from '@energy/http';
import type { FastifyInstance } from 'fastify';
import { conditionalContext, setRevisionHeaders } from '../../command-context.ts';
import { ChangingHeaders } from '../../schemas/headers.ts';
import { changed, changeProblems } from '../../schemas/replies.ts';
import { TariffPrices, VersionParameters } from '../../schemas/tariff.ts';
import { tariffResponse } from './tariff-response.ts';

const schema = {
  summary: 'Publish the prices of a tariff from a day on',
  description:
    'They are valid until the next version begins, and replace a version that begins on the same day. A month that has ' +
    'in any time zone is billed: a version can begin in it only while the tariff has no prices for such a month.',
  operationId: 'publishTariffVersion',
  tags: ['tariffs'],
  params: VersionParameters,
  headers: ChangingHeaders,
  querystring: NoQuery,
  body: TariffPrices,
  response: {
    ...changeProblems,
    200: changed('The tariff', 'Tariff#'),
    404: problemResponse('There is no such tariff.'),
    409: problemResponse('It was retired, or others changed it again and again.'),
  },
};

/** `PUT /api/tariffs/{id}/versions/{validFrom}` */
export function publishTariffVersion(
  app: FastifyInstance,
  eventStore: EventStore,
  now: () => number,
): void {
  app.put<{ Params: VersionParameters; Body: TariffPrices; Reply: Tariff }>(
    '/api/tariffs/:id/versions/:validFrom',
    { schema },
    async (request, reply) => {
      const { validFrom } = request.params;
      const id = request.params.id.toLowerCase();
      const version = { validFrom, ...request.body } as TariffVersion;
      const handled = await handleCommand({
        eventStore,
        decider: tariffDecider,
        stream: tariffStream(id),
        command: { type: 'PublishTariffVersion', data: { version, now: now() } },
        context: conditionalContext(request),
      });
      setRevisionHeaders(reply, handled);
      return tariffResponse(id, handled);
    },
  );
}
