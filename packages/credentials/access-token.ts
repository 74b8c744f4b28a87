import type { UserRole } from '@energy/domain';

/**
 * The claims of the short-lived access token (a JWT, RFC 7519, signed with EdDSA, RFC 8037). Its header
 * names the key in `kid`.
 */
export interface AccessTokenClaims {
  /** The user's id. */
  readonly sub: string;
  readonly role: UserRole;
  /** The id of its session. */
  readonly sid: string;
  /** The user signed in with a one-time password, and may only choose another password or sign out. */
  readonly mustChangePassword?: true;
  /** Signing and expiry time, in seconds since 1970, UTC. */
  readonly iat: number;
  readonly exp: number;
}

/** The validity of an access token. Each request also looks up its session, which may end earlier. */
export const ACCESS_TOKEN_LIFETIME_MS = 10 * 60_000;

/** The `alg` of every access token; no other one is accepted. */
export const ACCESS_TOKEN_ALGORITHM = 'EdDSA';
