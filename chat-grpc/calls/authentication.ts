import { ACCESS_TOKEN_ALGORITHM, type AccessTokenClaims } from '@energy/credentials';
import { actorOf, type KnownSessions, TOKEN_AUDIENCE, TOKEN_ISSUER } from '@energy/http';
import { createVerifier } from 'fast-jwt';
import type { Metadata, ServerMiddleware } from 'nice-grpc';
import type { Caller, CallerContext } from './caller.ts';
import { notSignedIn, passwordChangeRequired, sessionEnded, tokenExpired } from './failures.ts';
import type { RequestContext } from './request-ids.ts';

/**
 * Finds out who calls, by `authorization: Bearer TOKEN` in the metadata. A token is believed as the
 * HTTP APIs believe it: signed with a key of the platform, not expired, and of a session that goes on.
 */
export function authentication(
  sessions: KnownSessions,
): ServerMiddleware<CallerContext, RequestContext> {
  const verify = createVerifier({
    key: async ({ header }: { header: { kid?: unknown } }) => publicKeyOf(header.kid, sessions),
    algorithms: [ACCESS_TOKEN_ALGORITHM],
    allowedIss: TOKEN_ISSUER,
    allowedAud: TOKEN_AUDIENCE,
    requiredClaims: ['sub', 'role', 'sid', 'iss', 'aud', 'iat', 'exp'],
    cache: true,
  });

  return async function* authenticated(call, context) {
    const claims = await claimsOf(tokenIn(context.metadata));
    if (!(await sessions.isLive(claims.sid))) throw sessionEnded();
    return yield* call.next(call.request, { ...context, caller: callerOf(claims) });
  };

  async function claimsOf(token: string): Promise<AccessTokenClaims> {
    try {
      return await verify(token);
    } catch (error) {
      throw failureOfToken(error as TokenTrouble);
    }
  }
}

function tokenIn(metadata: Metadata): string {
  const token = /^Bearer +(\S+)$/i.exec(metadata.get('authorization') ?? '')?.[1];
  if (token === undefined) throw notSignedIn();
  return token;
}

function callerOf(claims: AccessTokenClaims): Caller {
  const { userId, role, sessionId, mustChangePassword } = actorOf(claims);
  if (mustChangePassword) throw passwordChangeRequired();
  return { userId, role, sessionId, expiresAt: claims.exp * 1_000 };
}

async function publicKeyOf(keyId: unknown, sessions: KnownSessions): Promise<string> {
  const key = typeof keyId === 'string' ? await sessions.publicKey(keyId) : undefined;
  if (key === undefined) throw notSignedIn();
  return key;
}

/** What verifying throws; with what getting the key threw, where it was that. */
interface TokenTrouble {
  readonly code?: unknown;
  readonly originalError?: unknown;
}

function failureOfToken({ code, originalError }: TokenTrouble): unknown {
  if (code === 'FAST_JWT_EXPIRED') return tokenExpired();
  return code === 'FAST_JWT_KEY_FETCHING_ERROR' ? originalError : notSignedIn();
}
