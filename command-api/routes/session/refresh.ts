import type { CredentialStore } from '@energy/credentials';
import type { EventStore } from '@energy/event-store';
import { NoQuery, problemResponse } from '@energy/http';
import type { FastifyInstance } from 'fastify';
import { sessionReplies } from './replies.ts';
import { Refresh, type Session } from './schemas.ts';
import type { Sessions } from './sessions.ts';

const schema = {
  summary: 'Refresh a session',
  description:
    'Exchanges a refresh token, which works once, for new tokens: from the cookie for cookies, from the ' +
    'body for a body. A token that was used before ends the session: it may be stolen.',
  operationId: 'refreshSession',
  tags: ['session'],
  querystring: NoQuery,
  body: Refresh,
  response: { ...sessionReplies, 401: problemResponse('The session has ended.') },
};

export interface RefreshSessionOptions {
  readonly eventStore: EventStore;
  readonly credentials: CredentialStore;
  readonly sessions: Sessions;
}

/** `POST /api/session/refresh` */
export function refreshSession(app: FastifyInstance, options: RefreshSessionOptions): void {
  const { eventStore, credentials, sessions } = options;
  app.post<{ Body: Refresh; Reply: Session }>(
    '/api/session/refresh',
    { schema },
    async (request, reply) => {
      const given = request.body?.refreshToken;
      const token = given ?? sessions.refreshTokenOf(request);
      if (token === undefined) throw sessions.refusal(reply);
      await eventStore.head(); // Throws while no session could be issued, so that the token stays unused.
      const outcome = await credentials.refreshSession(token);
      if (outcome.status === 'reused') {
        app.log.warn(
          `A refresh token of the user ${outcome.userId} was used twice: the session has ended.`,
        );
        app.securityLog.record(request, 'refresh-token-reused', { userId: outcome.userId });
      }
      if (outcome.status !== 'refreshed') throw sessions.refusal(reply);
      return sessions.give(reply, outcome, {
        delivery: given === undefined ? 'cookies' : 'body',
      });
    },
  );
}
