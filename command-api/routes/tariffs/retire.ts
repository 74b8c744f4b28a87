import { tariffDecider, tariffStream } from '@energy/domain';
import { decideAndAppend, type EventStore } from '@energy/event-store';
import { IdParameter, NoQuery, ProblemError, problemResponse } from '@energy/http';
import { type ReadModels, waitForPosition } from '@energy/read-models';
import type { FastifyInstance } from 'fastify';
import { conditionalContext, setRevisionHeaders } from '../../command-context.ts';
import { ChangingHeaders } from '../../schemas/headers.ts';
import { changeProblems, done } from '../../schemas/replies.ts';

const CATCH_UP_TIMEOUT_MS = 2_000;
const RETRY_AFTER_S = 1;

const schema = {
  summary: 'Retire a tariff for good',
  description:
    'It takes no more devices and versions. Refused while devices in use are billed by it, at present or from a later ' +
    'day on. What was billed by it stays as it is.',
  operationId: 'retireTariff',
  tags: ['tariffs'],
  params: IdParameter,
  headers: ChangingHeaders,
  querystring: NoQuery,
  response: {
    ...changeProblems,
    204: done('The tariff is retired.'),
    404: problemResponse('There is no such tariff.'),
    409: problemResponse('Devices are billed by it, or others changed it again and again.'),
  },
};

export type AssignedDevices = Pick<ReadModels, 'position'> & {
  readonly devices: Pick<ReadModels['devices'], 'list'>;
};

/**
 * `DELETE /api/tariffs/{id}`
 *
 * A device that is assigned at the same moment keeps the retired tariff: nothing is left without prices.
 */
export function retireTariff(
  app: FastifyInstance,
  eventStore: EventStore,
  readModels: AssignedDevices,
): void {
  app.delete<{ Params: IdParameter }>('/api/tariffs/:id', { schema }, async (request, reply) => {
    const id = request.params.id.toLowerCase();
    const handled = await decideAndAppend({
      eventStore,
      decider: tariffDecider,
      stream: tariffStream(id),
      decide: async (state) => {
        const isAssigned = state.status === 'InUse' && (await hasDevices(id));
        return tariffDecider.decide({ type: 'RetireTariff', data: { isAssigned } }, state);
      },
      context: conditionalContext(request),
    });
    setRevisionHeaders(reply, handled);
    return reply.code(204).send();
  });

  /** Waits until the assignments so far are projected. */
  async function hasDevices(tariffId: string): Promise<boolean> {
    const head = await eventStore.head();
    if (head && !(await waitForPosition(readModels, head, CATCH_UP_TIMEOUT_MS))) {
      throw new ProblemError(
        'not-caught-up',
        'The devices of the tariff are not known yet: try again in a moment.',
        { headers: { 'retry-after': String(RETRY_AFTER_S) } },
      );
    }
    const { devices } = await readModels.devices.list({ tariffId, limit: 1 });
    return devices.length > 0;
  }
}
