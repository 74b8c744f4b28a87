import type { TokenVerification } from '@energy/credentials';
import { actor, NoQuery } from '@energy/http';
import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import { queryProblems } from '../problems.ts';

const instant = (description: string) =>
  Type.String({ format: 'date-time', description, examples: ['2026-11-22T09:30:00.000Z'] });

const Sessions = Type.Object(
  {
    sessions: Type.Array(
      Type.Object({
        id: Type.String({ format: 'uuid' }),
        startedAt: instant('The sign-in.'),
        refreshedAt: instant('When the session was last in use, up to ten minutes earlier.'),
        expiresAt: instant('When the session ends unless it is used.'),
        current: Type.Boolean({ description: 'True for the session of this request.' }),
      }),
      { description: 'Newest first.' },
    ),
  },
  { $id: 'Sessions', description: 'The sessions of the signed-in user that have not ended.' },
);

const schema = {
  summary: 'List the sessions of the signed-in user',
  description:
    'Those that have not ended, newest first, with when each began, was last used and will end.',
  operationId: 'getSessions',
  tags: ['session'],
  querystring: NoQuery,
  response: { 200: Sessions, ...queryProblems },
};

/** `GET /api/sessions` */
export function getSessions(
  app: FastifyInstance,
  credentials: Pick<TokenVerification, 'sessionsOf'>,
): void {
  app.get<{ Reply: Static<typeof Sessions> }>('/api/sessions', { schema }, async (request) => {
    const { userId, sessionId } = actor(request);
    const sessions = await credentials.sessionsOf(userId);
    return {
      sessions: sessions.map(({ id, startedAt, refreshedAt, expiresAt }) => ({
        id,
        startedAt: new Date(startedAt).toISOString(),
        refreshedAt: new Date(refreshedAt).toISOString(),
        expiresAt: new Date(expiresAt).toISOString(),
        current: id === sessionId,
      })),
    };
  });
}
