import type { Accounts } from '@energy/accounts';
import type { Authentication } from '@energy/credentials';
import { RuleViolation } from '@energy/domain';
import { NoQuery, ProblemError, problemResponse } from '@energy/http';
import type { FastifyInstance } from 'fastify';
import type { Attempts } from './attempts.ts';
import { sessionReplies, tooManyAttempts } from './replies.ts';
import { Credentials, type Session } from './schemas.ts';
import type { Sessions } from './sessions.ts';

const schema = {
  summary: 'Sign in',
  description: 'A refusal does not reveal whether the name or the password is wrong.',
  operationId: 'signIn',
  tags: ['session'],
  querystring: NoQuery,
  body: Credentials,
  response: {
    ...sessionReplies,
    401: problemResponse(
      'The name or the password is wrong (`wrong-credentials`), or the one-time password was used ' +
        'or has expired (`one-time-password-expired`).',
    ),
    429: tooManyAttempts,
  },
};

/** Looked up for unknown names, so that they take as long as known ones. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

export interface SignInOptions {
  readonly accounts: Accounts;
  readonly authentication: Authentication;
  readonly sessions: Sessions;
  readonly attempts: Attempts;
}

/** `POST /api/session` */
export function signIn(app: FastifyInstance, options: SignInOptions): void {
  const { accounts, authentication, sessions, attempts } = options;
  app.post<{ Body: Credentials; Reply: Session }>(
    '/api/session',
    { schema },
    async (request, reply) => {
      const { name, password, delivery = 'cookies' } = request.body;
      const userId = await accounts.names.holderOf(name);
      await attempts.count(request, { name, userId });
      // Read before the one-time password is used up: the reply needs nothing more afterwards.
      const { state } = await accounts.find(userId ?? NOBODY);
      const started = await authentication.signIn(userId, password).catch((error) => {
        if (error instanceof RuleViolation) {
          const reason = 'one-time-password-expired';
          app.securityLog.record(request, 'sign-in-failed', { userId, reason });
        }
        throw error;
      });
      if (!started) {
        app.securityLog.record(request, 'sign-in-failed', { userId, reason: 'wrong-credentials' });
        throw new ProblemError('wrong-credentials', 'The name or the password is wrong.');
      }
      app.securityLog.record(request, 'signed-in', { userId });
      return sessions.give(reply, started, { delivery, fallback: state });
    },
  );
}
