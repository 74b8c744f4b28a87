import type { AccessTokenClaims } from '@energy/credentials';

/** Whom an access token is by and for: every service checks both. */
export const TOKEN_ISSUER = 'energy-platform';
export const TOKEN_AUDIENCE = 'energy-api';

export type Role = AccessTokenClaims['role'];

/** What is signed into an access token, beside its issuer, audience and times. */
export type TokenClaims = Omit<AccessTokenClaims, 'iat' | 'exp'>;

/** Who is asking. */
export interface RequestActor {
  readonly userId: string;
  readonly role: Role;
  readonly sessionId: string;
  /** Signed in with a one-time password, and allowed nothing but to choose another one. */
  readonly mustChangePassword: boolean;
  /** When the token expires: milliseconds since 1970, UTC. */
  readonly expiresAt: number;
}

/** Who a verified token speaks for. */
export function actorOf({
  sub,
  role,
  sid,
  mustChangePassword,
  exp,
}: AccessTokenClaims): RequestActor {
  return {
    userId: sub,
    role,
    sessionId: sid,
    mustChangePassword: mustChangePassword === true,
    expiresAt: exp * 1_000,
  };
}
