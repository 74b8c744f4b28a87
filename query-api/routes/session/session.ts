import { actor, NoQuery, notModified, ProblemError, SignedIn } from '@energy/http';
import type { UsersReadModel } from '@energy/read-models';
import type { FastifyInstance } from 'fastify';
import { queryProblems } from '../problems.ts';

const schema = {
  summary: 'Get the session',
  description: 'The signed-in user, and whether they must change their password first.',
  operationId: 'getSession',
  tags: ['session'],
  querystring: NoQuery,
  response: { 200: SignedIn, 304: notModified, ...queryProblems },
};

/** `GET /api/session` */
export function getSession(app: FastifyInstance, users: UsersReadModel): void {
  app.get<{ Reply: SignedIn }>('/api/session', { schema }, async (request) => {
    const { userId: id, role, mustChangePassword } = actor(request);
    const user = await users.find(id);
    if (!user) {
      throw new ProblemError(
        'not-caught-up',
        'This account is new and not available yet: try again.',
        {
          headers: { 'retry-after': '1' },
        },
      );
    }
    return { user: { id, name: user.name, role }, mustChangePassword };
  });
}
