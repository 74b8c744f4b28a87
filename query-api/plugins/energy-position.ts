import { EngineUnavailable } from '@energy/engines';
import type { EventStore, Position } from '@energy/event-store';
import { actor, invalidParameters, ProblemError } from '@energy/http';
import { type ReadModels, waitForPosition } from '@energy/read-models';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { UserSlots } from '../user-slots.ts';

const HEADER = 'energy-position';
const TIMEOUT_MS = 2_000;
const RETRY_AFTER_S = 1;
/** A browser sends six requests at a time to one address. */
const MAX_WAITING_PER_USER = 20;

const headers = Type.Object({
  [HEADER]: Type.Optional(
    Type.String({
      title: 'the `Energy-Position` of a command’s reply',
      description:
        'The position that a command replied: the answer then includes what it saved, or is 503 after ' +
        '2 s. An unknown position is refused.',
      pattern: '^[!-~]{1,200}$', // Positions are opaque; only their alphabet is known.
      examples: ['0000000000000042'],
    }),
  ),
});

export interface EnergyPositionOptions {
  readonly readModels: Pick<ReadModels, 'position'>;
  readonly events: Pick<EventStore, 'hasPosition'>;
}

/**
 * Makes a query with an `Energy-Position` wait until the read models have reached it. Refuses a position
 * that the event store does not have, and too many waiting requests of one user. Add it before the routes.
 */
export function addEnergyPosition(
  app: FastifyInstance,
  { readModels, events }: EnergyPositionOptions,
): void {
  const waiting = new UserSlots(MAX_WAITING_PER_USER, { retryAfterS: RETRY_AFTER_S });

  app.addHook('onRoute', (route) => {
    if (route.config?.access === 'anyone') return; // It shows no saved data.
    route.schema = { ...route.schema, headers };
    // After authentication, before the check of ownership.
    route.preHandler = [awaitPosition, ...[route.preHandler ?? []].flat()];
  });

  async function awaitPosition(request: FastifyRequest): Promise<void> {
    const position = request.headers[HEADER];
    if (typeof position !== 'string' || (await waitForPosition(readModels, position, 0))) return;
    if (!(await canBeReached(position))) throw unknownPosition();
    const { userId } = actor(request);
    const release = waiting.take(userId);
    try {
      if (!(await waitForPosition(readModels, position, TIMEOUT_MS))) throw notCaughtUp();
    } finally {
      release();
    }
  }

  /** While the event store is unavailable, every position counts as reachable. */
  async function canBeReached(position: Position): Promise<boolean> {
    try {
      return await events.hasPosition(position);
    } catch (error) {
      if (error instanceof EngineUnavailable) return true;
      throw error;
    }
  }
}

function unknownPosition(): ProblemError {
  const detail =
    'The event store has no such position. Send one that a command replied, or leave out the header.';
  return invalidParameters([{ in: 'header', parameter: HEADER, code: 'position-unknown', detail }]);
}

function notCaughtUp(): ProblemError {
  return new ProblemError('not-caught-up', 'The data is behind. Try again in a moment.', {
    headers: { 'retry-after': String(RETRY_AFTER_S) },
  });
}
