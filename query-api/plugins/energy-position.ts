import { ProblemError } from '@energy/http';
import { type ReadModels, reached } from '@energy/read-models';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';

const HEADER = 'energy-position';
const PATIENCE_MS = 2_000;
const RETRY_AFTER_S = 1;

const headers = Type.Object({
  [HEADER]: Type.Optional(
    Type.String({
      title: 'the `Energy-Position` of a command’s reply',
      description:
        'What a command replied: the answer then shows what that command saved, or is 503 where it ' +
        'can’t within 2 s.',
      pattern: '^[!-~]{1,200}$', // Positions are opaque; this much is known of them.
      examples: ['0000000000000042'],
    }),
  ),
});

/**
 * Lets a query that carries an `Energy-Position` wait until the read models have come that far: whoever
 * sends what a command replied sees what they saved. To be added before the routes.
 */
export function addEnergyPosition(
  app: FastifyInstance,
  readModels: Pick<ReadModels, 'position'>,
): void {
  app.addHook('onRoute', (route) => {
    if (route.config?.access === 'anyone') return; // It shows nothing that was saved.
    route.schema = { ...route.schema, headers };
    // After whoever asks is known, and before it is asked who owns what.
    route.preHandler = [waitForPosition, ...[route.preHandler ?? []].flat()];
  });

  async function waitForPosition(request: FastifyRequest): Promise<void> {
    const position = request.headers[HEADER];
    if (typeof position !== 'string') return;
    if (!(await reached(readModels, position, PATIENCE_MS))) throw notCaughtUp();
  }
}

function notCaughtUp(): ProblemError {
  return new ProblemError('not-caught-up', 'Please ask again in a moment.', {
    headers: { 'retry-after': String(RETRY_AFTER_S) },
  });
}
