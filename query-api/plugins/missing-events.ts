import { EngineUnavailable } from '@energy/engines';
import { eventsMissingProblem } from '@energy/http';
import { EventsMissing, type EventsWatch } from '@energy/read-models/projection';
import type { FastifyInstance } from 'fastify';

/**
 * Answers every query with 503 while the event store lacks events that the read models were built from. An
 * unavailable event store refuses no query. Add it before the routes, and after the plugin for positions: the
 * plugin added last runs first.
 */
export function refuseQueriesWhileEventsMissing(
  app: FastifyInstance,
  watch: Pick<EventsWatch, 'expectEvents'>,
): void {
  app.addHook('onRoute', (route) => {
    if (route.config?.access === 'anyone') return;
    route.preHandler = [expectEvents, ...[route.preHandler ?? []].flat()];
  });

  async function expectEvents(): Promise<void> {
    try {
      await watch.expectEvents();
    } catch (error) {
      if (error instanceof EventsMissing) throw eventsMissingProblem();
      if (!(error instanceof EngineUnavailable)) throw error;
    }
  }
}
