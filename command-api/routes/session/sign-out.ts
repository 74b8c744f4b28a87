import type { CredentialStore } from '@energy/credentials';
import { identified, NoQuery, problemResponse } from '@energy/http';
import type { FastifyInstance } from 'fastify';
import type { Sessions } from './sessions.ts';

const schema = {
  summary: 'Sign out',
  description: 'Ends the session of the tokens in the request; changes nothing without tokens.',
  operationId: 'signOut',
  tags: ['session'],
  querystring: NoQuery,
  response: {
    204: { type: 'null' as const, description: 'The session has ended.' },
    400: problemResponse('The request has parameters, but the route takes none.'),
    403: problemResponse('The request comes from a page of another site.'),
    413: problemResponse('The body is too large.'),
    415: problemResponse('The body is not JSON.'),
    500: problemResponse('Internal error.'),
    503: problemResponse('The data is unavailable: retry after `Retry-After`.'),
  },
};

/** `DELETE /api/session` */
export function signOut(
  app: FastifyInstance,
  credentials: CredentialStore,
  sessions: Sessions,
): void {
  app.delete('/api/session', { schema }, async (request, reply) => {
    const refreshToken = sessions.refreshTokenOf(request);
    if (refreshToken !== undefined) await credentials.endSession({ refreshToken });
    const actor = await identified(request);
    if (actor) await credentials.endSession({ sessionId: actor.sessionId });
    const userId = actor?.userId;
    if (actor || refreshToken !== undefined) {
      app.securityLog.record(request, 'signed-out', { userId });
    }
    sessions.forget(reply);
    return reply.code(204).send();
  });
}
