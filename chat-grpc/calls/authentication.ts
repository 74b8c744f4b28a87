import { ACCESS_TOKEN_ALGORITHM, type AccessTokenClaims } from '@energy/credentials';
import {
  actorOf,
  type KnownSessions,
  publishTokenTime,
  TOKEN_AUDIENCE,
  TOKEN_ISSUER,
} from '@energy/http/server';
import { createVerifier } from 'fast-jwt';
import type { Metadata, ServerMiddleware } from 'nice-grpc';
import type { Caller, CallerContext } from './caller.ts';
import { notSignedIn, passwordChangeRequired, sessionEnded, tokenExpired } from './failures.ts';
import type { RequestContext } from './request-ids.ts';

/**
 * Authenticates the caller by `authorization: Bearer TOKEN` in the metadata. As in the HTTP APIs, a token must
 * be signed with a key of the platform, not expired, and belong to a live session.
 */
export function authentication(
  sessions: KnownSessions,
): ServerMiddleware<CallerContext, RequestContext> {
  const verify = createVerifier({
    key: async ({ header }: { header: { kid?: unknown } }) => findPublicKey(header.kid, sessions),
    algorithms: [ACCESS_TOKEN_ALGORITHM],
    allowedIss: TOKEN_ISSUER,
    allowedAud: TOKEN_AUDIENCE,
    requiredClaims: ['sub', 'role', 'sid', 'iss', 'aud', 'iat', 'exp'],
    cache: true,
  });

  return async function* authenticated(call, context) {
    const claims = await verifyToken(readToken(context.metadata));
    if (!(await sessions.isLive(claims.sid))) throw sessionEnded();
    return yield* call.next(call.request, { ...context, caller: toCaller(claims) });
  };

  async function verifyToken(token: string): Promise<AccessTokenClaims> {
    try {
      const claims: AccessTokenClaims = await verify(token);
      publishTokenTime(claims);
      return claims;
    } catch (error) {
      throw tokenFailure(error as TokenError);
    }
  }
}

function readToken(metadata: Metadata): string {
  const token = /^Bearer +(\S+)$/i.exec(metadata.get('authorization') ?? '')?.[1];
  if (token === undefined) throw notSignedIn();
  return token;
}

function toCaller(claims: AccessTokenClaims): Caller {
  const { userId, role, sessionId, mustChangePassword } = actorOf(claims);
  if (mustChangePassword) throw passwordChangeRequired();
  return { userId, role, sessionId, expiresAt: claims.exp * 1_000 };
}

async function findPublicKey(keyId: unknown, sessions: KnownSessions): Promise<string> {
  const key = typeof keyId === 'string' ? await sessions.publicKey(keyId) : undefined;
  if (key === undefined) throw notSignedIn();
  return key;
}

interface TokenError {
  readonly code?: unknown;
  /** The error of the key lookup, where that failed. */
  readonly originalError?: unknown;
}

function tokenFailure({ code, originalError }: TokenError): unknown {
  if (code === 'FAST_JWT_EXPIRED') return tokenExpired();
  return code === 'FAST_JWT_KEY_FETCHING_ERROR' ? originalError : notSignedIn();
}
