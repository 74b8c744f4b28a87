import type { Accounts } from '@energy/accounts';
import {
  ACCESS_TOKEN_LIFETIME_MS,
  type CredentialStore,
  type StartedSession,
} from '@energy/credentials';
import type { UserState } from '@energy/domain';
import { EngineUnavailable, withTimeout } from '@energy/engines';
import { ProblemError, type SessionCookies, type TokenClaims } from '@energy/http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { KnownBrowsers } from './known-browsers.ts';
import type { Delivery, Session } from './schemas.ts';

/** A reply to what is done waits no longer for the event store. */
const USER_TIMEOUT_MS = 2_000;

export interface SessionsOptions {
  readonly accounts: Accounts;
  readonly credentials: CredentialStore;
  readonly cookies: SessionCookies;
  readonly browsers: KnownBrowsers;
  /** The present instant, in milliseconds since 1970. */
  readonly now: () => number;
}

/** Issues the tokens of sessions, as cookies or in the body, and revokes them. */
export class Sessions {
  readonly #app: FastifyInstance;
  readonly #options: SessionsOptions;

  constructor(app: FastifyInstance, options: SessionsOptions) {
    this.#app = app;
    this.#options = options;
  }

  /**
   * Issues the tokens of a session that was started or refreshed. It reads the user afterwards: a later
   * deletion or change of role ends the session, so that no token has an outdated role.
   *
   * @param fallback the user as read before, for a reply that must not fail with the event store: the
   *   command that it answers is done
   * @throws ProblemError where the user was deleted
   */
  async give(
    reply: FastifyReply,
    started: StartedSession,
    { delivery, fallback }: { delivery: Delivery; fallback?: UserState },
  ): Promise<Session> {
    const { credentials, now } = this.#options;
    const { session, refreshToken, mustChange } = started;
    const state = await this.#user(session.userId, fallback);
    if (state.status !== 'Registered') {
      await credentials.endSession({ sessionId: session.id });
      throw this.refusal(reply);
    }
    const { name, role } = state;
    const accessToken = await this.#sign({
      sub: session.userId,
      role,
      sid: session.id,
      ...(mustChange && { mustChangePassword: true }),
    });
    const given: Session = {
      user: { id: session.userId, name, role },
      mustChangePassword: mustChange,
      expiresAt: new Date(now() + ACCESS_TOKEN_LIFETIME_MS).toISOString(),
    };
    if (delivery === 'body') return { ...given, accessToken, refreshToken };
    this.#setCookies(reply, accessToken, started);
    this.#options.browsers.remember(reply.request, reply, session.userId);
    return given;
  }

  /** The refresh token that a browser’s request carries. */
  refreshTokenOf(request: FastifyRequest): string | undefined {
    return request.cookies[this.#options.cookies.refresh.name];
  }

  /** Makes a browser forget its tokens. */
  forget(reply: FastifyReply): void {
    for (const { name, options } of Object.values(this.#options.cookies)) {
      reply.clearCookie(name, options);
    }
  }

  /** The reply to a token that has ended; it clears the cookies. */
  refusal(reply: FastifyReply): ProblemError {
    this.forget(reply);
    return new ProblemError('not-signed-in', 'The session has ended: please sign in again.');
  }

  async #user(userId: string, fallback: UserState | undefined): Promise<UserState> {
    const found = this.#options.accounts.find(userId);
    try {
      if (!fallback) return (await found).state;
      return (await withTimeout(found, USER_TIMEOUT_MS, 'the event store did not answer in time'))
        .state;
    } catch (error) {
      if (fallback && error instanceof EngineUnavailable) return fallback;
      throw error;
    }
  }

  async #sign(claims: TokenClaims): Promise<string> {
    const { id, privateKey } = await this.#options.credentials.signingKey();
    return this.#app.jwt.sign(claims, { kid: id, key: privateKey });
  }

  #setCookies(reply: FastifyReply, accessToken: string, { session, refreshToken }: StartedSession) {
    const { cookies, now } = this.#options;
    const { access, refresh } = cookies;
    const seconds = (milliseconds: number) => Math.floor(milliseconds / 1_000);
    reply.setCookie(access.name, accessToken, {
      ...access.options,
      maxAge: seconds(ACCESS_TOKEN_LIFETIME_MS),
    });
    reply.setCookie(refresh.name, refreshToken, {
      ...refresh.options,
      maxAge: seconds(session.expiresAt - now()),
    });
  }
}
