import { randomUUID } from 'node:crypto';
import type {
  Authentication,
  ChosenPassword,
  CredentialStore,
  PasswordChange,
  StartedSession,
} from '@energy/credentials';
import { RuleViolation, registeredUser, userDecider, userStream } from '@energy/domain';
import { type EngineLog, EngineUnavailable, withTimeout } from '@energy/engines';
import {
  type CommandContext,
  type EventStore,
  foldStream,
  handleCommand,
  type Position,
  RevisionConflict,
} from '@energy/event-store';

/** The caller learns of a changed password within this, whether or not the event store answers. */
const RECORD_TIMEOUT_MS = 2_000;

export interface PasswordsOptions {
  readonly eventStore: EventStore;
  readonly credentials: CredentialStore;
  readonly authentication: Authentication;
  readonly log: EngineLog;
}

/** A new password, and where the event store holds its event; `undefined` where it is yet to. */
export type Recorded<T> = T & { readonly position: Position | undefined };

/**
 * Changes passwords, and records each change in its user’s stream. The credential store makes a change and
 * marks it as unrecorded in one step (an outbox): the stream gets an event for every change, and for no
 * other, whatever is unavailable or killed in between.
 */
export class Passwords {
  readonly #options: PasswordsOptions;

  constructor(options: PasswordsOptions) {
    this.#options = options;
  }

  /**
   * Sets the password that a user has chosen, ends all sessions of the user, and starts a new one.
   *
   * @returns no session where the password was changed again before it could start
   * @throws RuleViolation where the current password is wrong or the new one is not fit
   */
  async choose(
    chosen: Omit<ChosenPassword, 'change'>,
    context: CommandContext,
  ): Promise<Recorded<{ readonly started: StartedSession | undefined }>> {
    const resumed = await this.#options.authentication.resumeChange(chosen);
    if (resumed) return { started: resumed, position: undefined };
    const change = changeOf(chosen.userId, false, context);
    const started = await this.#options.authentication.changePassword({ ...chosen, change });
    return { started, position: await this.#recordIfPossible(change) };
  }

  /**
   * Gives a user a one-time password, which must be changed at the next sign-in, and ends all sessions
   * of the user.
   *
   * @throws RuleViolation where there is no such user
   * @throws RevisionConflict where the user is not at the revision that the context expects
   */
  async reset(
    userId: string,
    context: CommandContext,
  ): Promise<Recorded<{ readonly oneTimePassword: string; readonly expiresAt: number }>> {
    const { eventStore, credentials, authentication } = this.#options;
    const stream = userStream(userId);
    const { expectedRevision } = context;
    const before = await credentials.findPassword(userId);
    // The revision must cover every change up to the current password.
    if (expectedRevision !== undefined) await this.recordOutstanding();
    const { state, revision } = await foldStream(eventStore, stream, userDecider);
    registeredUser(state);
    if (expectedRevision !== undefined && expectedRevision !== revision) {
      throw new RevisionConflict(stream, expectedRevision, revision);
    }
    const change = changeOf(userId, true, context);
    const replaces = before ? { hash: before.hash } : 'none';
    const made = await authentication.resetPassword(userId, {
      change,
      ...(expectedRevision !== undefined && { replaces }),
    });
    // The password was changed at the same time: now the revision shows it.
    if (made === undefined) return this.reset(userId, context);
    const { password: oneTimePassword, expiresAt } = made;
    return { oneTimePassword, expiresAt, position: await this.#recordIfPossible(change) };
  }

  /**
   * Records unrecorded changes: their process was killed, or the event store was unavailable.
   *
   * @throws EngineUnavailable, RevisionConflict
   */
  async recordOutstanding(): Promise<void> {
    const changes = await this.#options.credentials.unrecordedChanges();
    for (const change of changes) await this.#record(change);
  }

  /** The password is changed already: a failure only delays the event. */
  async #recordIfPossible(change: PasswordChange): Promise<Position | undefined> {
    try {
      const message = 'the event store did not answer in time';
      return await withTimeout(this.#record(change), RECORD_TIMEOUT_MS, message);
    } catch (error) {
      const mayBeLater = error instanceof EngineUnavailable || error instanceof RevisionConflict;
      if (!mayBeLater) throw error;
      this.#options.log.warn(
        `The user ${change.userId} has a new password; the event will be stored later: ${error.message}`,
      );
      return undefined;
    }
  }

  /** Idempotent: the event's id follows from the change's. */
  async #record({ id, userId, reset, context }: PasswordChange): Promise<Position | undefined> {
    const { eventStore, credentials } = this.#options;
    let position: Position | undefined;
    try {
      const command = { type: 'RecordPasswordChange', data: { reset } } as const;
      ({ position } = await handleCommand({
        eventStore,
        decider: userDecider,
        stream: userStream(userId),
        command,
        context: {
          ...(context as Pick<CommandContext, 'actor' | 'correlationId'>),
          commandId: id,
        },
      }));
    } catch (error) {
      if (!(error instanceof RuleViolation)) throw error;
      // The user was deleted while the password was set.
      if (error.rule === 'user-deleted') await credentials.forget(userId);
    }
    await credentials.changeRecorded(id);
    return position;
  }
}

function changeOf(
  userId: string,
  reset: boolean,
  { actor, correlationId = randomUUID() }: CommandContext,
): PasswordChange {
  return { id: randomUUID(), userId, reset, context: { actor, correlationId } };
}
