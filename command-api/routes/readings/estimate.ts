import type { ReadingCommands } from '@energy/accounts';
import { IdParameter, NoQuery, problemResponse } from '@energy/http';
import type { FastifyInstance } from 'fastify';
import { idempotentContext, setPositionHeader } from '../../command-context.ts';
import { CreatingHeaders } from '../../schemas/headers.ts';
import { GapToEstimate } from '../../schemas/reading.ts';
import { commandProblems, done } from '../../schemas/replies.ts';
import { idOf } from '../devices/device-command.ts';

const schema = {
  summary: 'Estimate a gap of a device',
  description:
    'Estimates the missing readings of some hours, 31 days at most. A reading that is recorded later replaces the ' +
    'estimate of its interval. Of a register, the estimate divides the energy between the registers around the gap, and ' +
    'counts by itself only where the register was reset.',
  operationId: 'estimateGap',
  tags: ['devices'],
  params: IdParameter,
  headers: CreatingHeaders,
  querystring: NoQuery,
  body: GapToEstimate,
  response: {
    ...commandProblems,
    204: done('The gap is estimated.'),
    404: problemResponse('There is no such device.'),
    409: problemResponse(
      'An hour has all its readings, or nothing is known to estimate it by, or the device was decommissioned.',
    ),
  },
};

/** `POST /api/devices/{id}/gap-estimates` */
export function estimateGap(app: FastifyInstance, readings: ReadingCommands): void {
  app.post<{ Params: IdParameter; Body: GapToEstimate }>(
    '/api/devices/:id/gap-estimates',
    { schema },
    async (request, reply) => {
      const { from, to, ...estimate } = request.body;
      const gap = { ...estimate, from: Date.parse(from), to: Date.parse(to) };
      const handled = await readings.estimate(idOf(request), gap, idempotentContext(request));
      setPositionHeader(reply, handled.position);
      return reply.code(204).send();
    },
  );
}
