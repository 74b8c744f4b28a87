import type { Accounts } from '@energy/accounts';
import type { Authentication } from '@energy/credentials';
import { RuleViolation, registeredUser } from '@energy/domain';
import { actor, NoQuery, PROOF_LIFETIME_MS, problemResponse } from '@energy/http';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { Attempts } from './attempts.ts';
import { sessionReplies, tooManyAttempts } from './replies.ts';
import { PasswordProof, type Proof } from './schemas.ts';

const schema = {
  summary: 'Give the password again',
  description:
    'Some commands require the password within the last five minutes: resetting the password, changing the ' +
    'role and deleting the account of another user. They answer `proof-required` until it is given here. ' +
    'Signing in and changing the password count as well.',
  operationId: 'proveSession',
  tags: ['session'],
  querystring: NoQuery,
  body: PasswordProof,
  response: {
    ...sessionReplies,
    200: Type.Ref('Proof#'),
    409: problemResponse('The user was deleted.'),
    429: tooManyAttempts,
  },
};

export interface ProveSessionOptions {
  readonly accounts: Accounts;
  readonly authentication: Authentication;
  readonly attempts: Attempts;
  readonly now: () => number;
}

/** `POST /api/session/proof` */
export function proveSession(app: FastifyInstance, options: ProveSessionOptions): void {
  const { accounts, authentication, attempts, now } = options;
  app.post<{ Body: PasswordProof; Reply: Proof }>(
    '/api/session/proof',
    { schema },
    async (request) => {
      const session = actor(request);
      const { name } = registeredUser((await accounts.find(session.userId)).state);
      await attempts.count(request, { name, userId: session.userId });
      if (!(await authentication.prove(session, request.body.password))) {
        app.securityLog.record(request, 'proof-failed');
        throw new RuleViolation('wrong-password', 'This is not your password.', 'password');
      }
      app.securityLog.record(request, 'proof-given');
      return { expiresAt: new Date(now() + PROOF_LIFETIME_MS).toISOString() };
    },
  );
}
