import { actor, NoQuery, notModified, ProblemError, SignedIn } from '@energy/http';
import type { UsersReadModel } from '@energy/read-models';
import type { FastifyInstance } from 'fastify';
import { queryProblems } from '../problems.ts';

const schema = {
  summary: 'Who am I',
  description: 'The user of the session, and whether they must choose a password first.',
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
      throw new ProblemError('not-caught-up', 'This account is too new to be shown: ask again.', {
        headers: { 'retry-after': '1' },
      });
    }
    return { user: { id, name: user.name, role }, mustChangePassword };
  });
}
