import type { Authentication } from '@energy/credentials';
import { RuleViolation, registeredUser } from '@energy/domain';
import { EngineUnavailable } from '@energy/engines';
import { type CommandContext, RevisionConflict } from '@energy/event-store';
import { actor, NoQuery, ProblemError, problemResponse } from '@energy/http';
import { sentenceOf } from '@energy/service';
import type { FastifyInstance } from 'fastify';
import { commandOf, tellPosition } from '../../command-of.ts';
import { PasswordChange, type Session } from '../../schemas/session.ts';
import type { Attempts } from '../../sign-in/attempts.ts';
import type { Sessions } from '../../sign-in/sessions.ts';
import type { Accounts } from '../../users/accounts.ts';
import { sessionReplies } from './replies.ts';

const schema = {
  summary: 'Choose another password',
  description: 'Ends every session of the user, and begins a new one.',
  operationId: 'changePassword',
  tags: ['session'],
  querystring: NoQuery,
  body: PasswordChange,
  response: {
    ...sessionReplies,
    409: problemResponse('The user was deleted, or the password was changed at the same time.'),
    429: problemResponse('Too many tries; try again after `Retry-After`.'),
  },
};

export interface ChangePasswordOptions {
  readonly accounts: Accounts;
  readonly authentication: Authentication;
  readonly sessions: Sessions;
  readonly attempts: Attempts;
}

/** `PUT /api/session/password` */
export function changePassword(app: FastifyInstance, options: ChangePasswordOptions): void {
  const { accounts, authentication, sessions, attempts } = options;
  app.put<{ Body: PasswordChange; Reply: Session }>(
    '/api/session/password',
    { schema },
    async (request, reply) => {
      const { currentPassword, newPassword, delivery = 'cookies' } = request.body;
      const { userId } = actor(request);
      const { name: userName } = await userOf(userId);
      await attempts.count(request, userName);
      const started = await authentication.changePassword({
        userId,
        userName,
        currentPassword,
        newPassword,
      });
      const position = await record(userId, commandOf(request));
      if (!started) {
        throw new ProblemError('too-many-changes', 'The password was changed again meanwhile.');
      }
      tellPosition(reply, position);
      return sessions.give(reply, started, delivery);
    },
  );

  async function userOf(userId: string) {
    return registeredUser((await accounts.find(userId)).state);
  }

  /** The password is changed by now, whether or not that can be recorded. */
  async function record(userId: string, context: CommandContext) {
    try {
      const { position } = await accounts.recordPasswordChange(userId, { reset: false }, context);
      return position;
    } catch (error) {
      const isKnown = [EngineUnavailable, RuleViolation, RevisionConflict].some(
        (kind) => error instanceof kind,
      );
      if (!isKnown) throw error;
      app.log.error(
        `The user ${userId} has a new password, which could not be recorded: ${sentenceOf(error)}`,
      );
      return undefined;
    }
  }
}
