import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { Session } from './token-verification.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** A session ends after this without a refresh. */
export const SESSION_IDLE_MS = 7 * DAY_MS;

/**
 * A session ends after this, however busy: the longest that NIST SP 800-63B-4 (section 2.1.3) gives
 * those who sign in by a password alone.
 */
export const SESSION_MAX_AGE_MS = 30 * DAY_MS;

/**
 * A used refresh token may be sent again within this, as when its reply was lost. As short as others have it
 * (Okta 30 s, Amazon Cognito at most 60). It ends early when the next token is used: then that one has arrived.
 */
export const REFRESH_GRACE_MS = 30_000;

/**
 * A new refresh token: 256 random bits. The newest one of a session continues it
 * (rotation as in RFC 9700, section 4.14.2).
 */
export function newRefreshToken(): string {
  return randomBytes(32).toString('base64url');
}

/** The name of the secret that signs the cookies of known browsers, in a store. */
export const BROWSER_SECRET = 'browser';

/** A new secret that signs cookies: 256 random bits. */
export function newBrowserSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** A new salt, from which the next token of a used one is derived. */
export function newSalt(): Uint8Array {
  return randomBytes(32);
}

/**
 * The token that a used one is exchanged for. Derived from the used token and its stored salt, so that a
 * repeated request gets the same reply although no token is stored.
 */
export function nextRefreshToken(token: string, salt: Uint8Array): string {
  return createHmac('sha256', salt).update(token).digest('base64url');
}

/**
 * The hash that is stored instead of a refresh token. A token has 256 random bits, which nobody can guess:
 * a fast hash without a salt is enough.
 */
export function hashOfToken(token: string): Uint8Array {
  return createHash('sha256').update(token).digest();
}

/** The end of a session, by its start and its last refresh. */
export function sessionExpiry({
  startedAt,
  refreshedAt,
}: Pick<Session, 'startedAt' | 'refreshedAt'>): number {
  return Math.min(startedAt + SESSION_MAX_AGE_MS, refreshedAt + SESSION_IDLE_MS);
}

/** A refresh token as it is stored, and when it was used. */
export interface RefreshTokenUse {
  readonly usedAt: number | undefined;
  /** When the token that it was exchanged for was used. */
  readonly nextUsedAt: number | undefined;
}

/** Judges the use of a stored refresh token: its first use, the same use again, or a theft. */
export function judgeTokenUse(
  { usedAt, nextUsedAt }: RefreshTokenUse,
  now: number,
): 'first' | 'repeated' | 'reused' {
  if (usedAt === undefined) return 'first';
  return nextUsedAt === undefined && now - usedAt <= REFRESH_GRACE_MS ? 'repeated' : 'reused';
}
