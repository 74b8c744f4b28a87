import type { UserRole } from '@energy/domain';

/**
 * What the short-lived access token says (a JWT, RFC 7519, signed with EdDSA, RFC 8037). Its header
 * names the key in `kid`.
 */
export interface AccessTokenClaims {
  /** The user's id. */
  readonly sub: string;
  readonly role: UserRole;
  /** The session that it was given out for. */
  readonly sid: string;
  /** The user signed in with a one-time password, and may only choose another one or sign out. */
  readonly mustChangePassword?: true;
  /** When it was signed and when it expires: seconds since 1970, UTC. */
  readonly iat: number;
  readonly exp: number;
}

/** How long an access token is valid: for so long at most does it outlive its session. */
export const ACCESS_TOKEN_LIFETIME_MS = 10 * 60_000;

/** The `alg` of every access token; no other one is accepted. */
export const ACCESS_TOKEN_ALGORITHM = 'EdDSA';
