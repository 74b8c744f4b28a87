import type { AccessTokenClaims } from '@energy/credentials';
import { publishPeerTime } from '@energy/engines';

/** The issuer and audience of access tokens. Every service checks both. */
export const TOKEN_ISSUER = 'energy-platform';
export const TOKEN_AUDIENCE = 'energy-api';

export type Role = AccessTokenClaims['role'];

/** The claims of an access token beside its issuer, audience and times. */
export type TokenClaims = Omit<AccessTokenClaims, 'iat' | 'exp'>;

/** The authenticated caller. */
export interface RequestActor {
  readonly userId: string;
  readonly role: Role;
  readonly sessionId: string;
  /** True after signing in with a one-time password: only changing it is allowed. */
  readonly mustChangePassword: boolean;
  /** The expiry of the token, in milliseconds since 1970, UTC. */
  readonly expiresAt: number;
}

/** Lets this process compare its clock with the one of the service that issued a verified token. */
export function publishTokenTime({ iat }: Pick<AccessTokenClaims, 'iat'>): void {
  publishPeerTime({ peer: 'the service that issues tokens', at: iat * 1_000, mayBeOld: true });
}

/** The caller that a verified token identifies. */
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
