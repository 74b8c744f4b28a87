import type { ReadingCommands } from '@energy/accounts';
import { IdParameter, NoQuery, problemResponse } from '@energy/http';
import type { FastifyInstance } from 'fastify';
import { idempotentContext, setPositionHeader } from '../../command-context.ts';
import { CreatingHeaders } from '../../schemas/headers.ts';
import { ReadingReview } from '../../schemas/reading.ts';
import { commandProblems, done } from '../../schemas/replies.ts';
import { idOf } from '../devices/device-command.ts';

const schema = {
  summary: 'Decide about a reading of a device',
  description:
    'Accepts a suspect reading, or rejects or replaces any. The reading is named by its timestamp and energy: a decision ' +
    'about a reading that has been corrected is refused, and changes nothing. Of a register, the energy is what it shows, ' +
    'and an accepted one counts whatever it implies.',
  operationId: 'reviewReading',
  tags: ['devices'],
  params: IdParameter,
  headers: CreatingHeaders,
  querystring: NoQuery,
  body: ReadingReview,
  response: {
    ...commandProblems,
    204: done('It is decided.'),
    404: problemResponse('There is no such device, or no reading of this timestamp.'),
    409: problemResponse(
      'The reading was corrected, or counts already, or the device was decommissioned.',
    ),
  },
};

/** `POST /api/devices/{id}/reading-reviews` */
export function reviewReading(app: FastifyInstance, readings: ReadingCommands): void {
  app.post<{ Params: IdParameter; Body: ReadingReview }>(
    '/api/devices/:id/reading-reviews',
    { schema },
    async (request, reply) => {
      const { at, ...review } = request.body;
      const data = { ...review, at: Date.parse(at) };
      const handled = await readings.review(idOf(request), data, idempotentContext(request));
      setPositionHeader(reply, handled.position);
      return reply.code(204).send();
    },
  );
}
