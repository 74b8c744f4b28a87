import type { UserNames } from '@energy/accounts';
import type { Authentication } from '@energy/credentials';
import { NoQuery, ProblemError, problemResponse } from '@energy/http';
import type { FastifyInstance } from 'fastify';
import { Credentials, type Session } from '../../schemas/session.ts';
import type { Attempts } from '../../sign-in/attempts.ts';
import type { Sessions } from '../../sign-in/sessions.ts';
import { sessionReplies } from './replies.ts';

const schema = {
  summary: 'Sign in',
  description: 'Says nothing of whether it is the name or the password that is wrong.',
  operationId: 'signIn',
  tags: ['session'],
  querystring: NoQuery,
  body: Credentials,
  response: {
    ...sessionReplies,
    401: problemResponse(
      'The name or the password is wrong (`wrong-credentials`), or it is a one-time password that was ' +
        'used or has expired (`one-time-password-expired`).',
    ),
    429: problemResponse('Too many tries; try again after `Retry-After`.'),
  },
};

export interface SignInOptions {
  readonly names: UserNames;
  readonly authentication: Authentication;
  readonly sessions: Sessions;
  readonly attempts: Attempts;
}

/** `POST /api/session` */
export function signIn(app: FastifyInstance, options: SignInOptions): void {
  const { names, authentication, sessions, attempts } = options;
  app.post<{ Body: Credentials; Reply: Session }>(
    '/api/session',
    { schema },
    async (request, reply) => {
      const { name, password, delivery = 'cookies' } = request.body;
      await attempts.count(request, name);
      const userId = await names.holderOf(name);
      const started = await authentication.signIn(userId, password);
      if (!started) {
        throw new ProblemError('wrong-credentials', 'The name or the password is wrong.');
      }
      return sessions.give(reply, started, { delivery });
    },
  );
}
