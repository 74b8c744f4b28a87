import type { TokenVerification } from '@energy/credentials';
import type { FastifyInstance } from 'fastify';
import { IdsQuery, idsOf, SignIns } from '../../schemas/states.ts';
import { queryProblems } from '../problems.ts';

const schema = {
  summary: 'Get when users last signed in',
  description:
    'The times of the last sign-ins of some users, from the credential store, which notes nothing else about them.',
  operationId: 'getSignIns',
  tags: ['users'],
  querystring: IdsQuery,
  response: { 200: SignIns, ...queryProblems },
};

/** `GET /api/sign-ins?ids=` */
export function getSignIns(
  app: FastifyInstance,
  credentials: Pick<TokenVerification, 'lastSignIns'>,
): void {
  app.get<{ Querystring: IdsQuery; Reply: SignIns }>(
    '/api/sign-ins',
    { schema },
    async ({ query }) => {
      const ids = idsOf(query);
      const last = await credentials.lastSignIns(ids);
      return {
        signIns: ids.map((userId) => {
          const at = last.get(userId);
          return { userId, lastSignInAt: at === undefined ? null : new Date(at).toISOString() };
        }),
      };
    },
  );
}
