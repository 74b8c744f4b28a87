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
/** Replies of commands that ran at once arrive in any order: a client sends the positions of the last ones. */
const MAX_POSITIONS = 8;
/** Any visible ASCII but the comma. */
const POSITION = '[!-+\\x2d-~]{1,200}';
/** A browser sends six requests at a time to one address. */
const MAX_WAITING_PER_USER = 20;

const headers = Type.Object({
  [HEADER]: Type.Optional(
    Type.String({
      title: 'the `Energy-Position` of a command’s reply',
      description:
        'The position that a command replied, or those of up to eight commands, separated by commas: the ' +
        'answer then includes what they saved, or is 503 after 2 s. An unknown position is refused.',
      // Positions are opaque; only their alphabet is known.
      pattern: `^${POSITION}(, ?${POSITION}){0,${MAX_POSITIONS - 1}}$`,
      examples: ['0000000000000042', '0000000000000042, 0000000000000041'],
    }),
  ),
});

export interface EnergyPositionOptions {
  readonly readModels: Pick<ReadModels, 'position'>;
  readonly events: Pick<EventStore, 'hasPosition'>;
}

/**
 * Makes a query with an `Energy-Position` wait until the read models have reached it, or each of several. Refuses
 * a position that the event store does not have, and too many waiting requests of one user. Add it before the routes.
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
    const position = latestPosition(request);
    if (position === undefined || (await waitForPosition(readModels, position, 0))) return;
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

/** The read models that have passed the latest position have passed the others. */
function latestPosition({ headers }: FastifyRequest): Position | undefined {
  const header = headers[HEADER];
  return typeof header === 'string' ? header.split(/, ?/).sort().at(-1) : undefined;
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
