import type { Accounts, Passwords } from '@energy/accounts';
import { checkChosenPassword } from '@energy/credentials';
import { RuleViolation, registeredUser } from '@energy/domain';
import { withTimeout } from '@energy/engines';
import { actor, NoQuery, ProblemError, problemResponse, type RequestCheck } from '@energy/http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { commandContext, setPositionHeader } from '../../command-context.ts';
import { fieldCheck } from '../../field-check.ts';
import type { Attempts } from './attempts.ts';
import { sessionReplies, tooManyAttempts } from './replies.ts';
import { PasswordChange, type Session } from './schemas.ts';
import type { Sessions } from './sessions.ts';

const schema = {
  summary: 'Change the password',
  description:
    'Ends every session of the user, and starts a new one. The current password may be absent in a session ' +
    'that a one-time password started.',
  operationId: 'changePassword',
  tags: ['session'],
  querystring: NoQuery,
  body: PasswordChange,
  response: {
    ...sessionReplies,
    409: problemResponse('The user was deleted, or the password was changed at the same time.'),
    429: tooManyAttempts,
  },
};

const READ_TIMEOUT_MS = 2_000;

export interface ChangePasswordOptions {
  readonly accounts: Accounts;
  readonly passwords: Passwords;
  readonly sessions: Sessions;
  readonly attempts: Attempts;
}

/** `PUT /api/session/password` */
export function changePassword(app: FastifyInstance, options: ChangePasswordOptions): void {
  const { accounts, passwords, sessions, attempts } = options;
  /** Known once the handler has read the user. */
  const userNames = new WeakMap<FastifyRequest, string>();
  const check: RequestCheck = (request) => {
    const userName = userNames.get(request) ?? '';
    const newPassword = (password: string) =>
      checkChosenPassword({ password, userName, field: 'newPassword' });
    return fieldCheck({ newPassword })(request);
  };
  app.put<{ Body: PasswordChange; Reply: Session }>(
    '/api/session/password',
    { schema, config: { check } },
    async (request, reply) => {
      const { currentPassword, newPassword, delivery = 'cookies' } = request.body;
      const { userId, sessionId } = actor(request);
      // Nothing waits for the event store after this: the gateway still gets the reply in time.
      const message = 'the event store did not answer in time';
      const { state } = await withTimeout(accounts.find(userId), READ_TIMEOUT_MS, message);
      const { name: userName } = registeredUser(state);
      userNames.set(request, userName);
      await attempts.count(request, { name: userName, userId });
      const { started, position } = await passwords
        .choose(
          { userId, userName, sessionId, currentPassword, newPassword },
          commandContext(request),
        )
        .catch((error) => {
          if (error instanceof RuleViolation) {
            app.securityLog.record(request, 'password-change-failed');
          }
          throw error;
        });
      app.securityLog.record(request, 'password-changed');
      if (!started) {
        throw new ProblemError(
          'too-many-changes',
          'The password was changed again at the same time.',
        );
      }
      setPositionHeader(reply, position);
      return sessions.give(reply, started, { delivery, fallback: state });
    },
  );
}
