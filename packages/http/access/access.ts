import {
  ACCESS_TOKEN_ALGORITHM,
  ACCESS_TOKEN_LIFETIME_MS,
  type AccessTokenClaims,
  type SigningKey,
} from '@energy/credentials';
import cookie from '@fastify/cookie';
import jwt from '@fastify/jwt';
import type {
  FastifyInstance,
  FastifyRequest,
  FastifySchema,
  onRequestAsyncHookHandler,
  preHandlerAsyncHookHandler,
  RouteOptions,
} from 'fastify';
import { ProblemError } from '../problems/problem-error.ts';
import { problemResponse } from '../problems/problem-schema.ts';
import { type Access, accessTo } from './access-table.ts';
import { actor } from './actor.ts';
import { sessionCookies } from './cookies.ts';
import type { KnownSessions } from './known-sessions.ts';
import { addProof, type ProvedAt } from './proof.ts';
import { addSameSiteOnly } from './same-site.ts';
import {
  actorOf,
  publishTokenTime,
  type RequestActor,
  TOKEN_AUDIENCE,
  TOKEN_ISSUER,
  type TokenClaims,
} from './token.ts';
import { VerifiedTokens } from './verified-tokens.ts';

export interface AccessOptions {
  readonly sessions: KnownSessions;
  /** The address of the platform for browsers: decides the names of the cookies and the trusted origin. */
  readonly publicUrl: URL;
  /** True where a client owns or once owned a device. Required by routes for the owners of devices. */
  readonly hasEverOwned?: (clientId: string, deviceId: string) => Promise<boolean>;
  /** With it, `app.jwt.sign` makes access tokens. */
  readonly signingKey?: SigningKey;
  /** The time of a session's last proof. Required by routes that need a fresh proof. */
  readonly provedAt?: ProvedAt;
  /** The present instant, in milliseconds since 1970. */
  readonly now?: () => number;
}

declare module 'fastify' {
  interface FastifyRequest {
    actor: RequestActor | null;
  }
  interface FastifyContextConfig {
    access?: Access;
  }
}

declare module '@fastify/jwt' {
  interface FastifyJWT {
    payload: TokenClaims;
    user: RequestActor;
  }
}

/** The caller of a route that is for anyone, if the request has a valid token. */
export async function identified(request: FastifyRequest): Promise<RequestActor | undefined> {
  try {
    return await request.jwtVerify<RequestActor>();
  } catch (error) {
    if (isOfToken(error)) return undefined;
    throw error;
  }
}

/**
 * Enforces the access table. Add it before the routes; adding a route that is missing in the table throws.
 */
export async function addAccess(app: FastifyInstance, options: AccessOptions): Promise<void> {
  const { sessions, publicUrl, hasEverOwned, signingKey, provedAt, now = Date.now } = options;
  const verified = new VerifiedTokens();
  addSameSiteOnly(app, publicUrl);
  await app.register(cookie);
  await app.register(jwt, {
    secret: {
      public: async (_request: FastifyRequest, token: unknown) => publicKeyOf(token, sessions),
      ...(signingKey && { private: signingKey.privateKey }),
    },
    cookie: { cookieName: sessionCookies(isSecure(publicUrl)).access.name, signed: false },
    decode: { complete: true },
    decoratorName: 'actor',
    formatUser: (claims) => {
      publishTokenTime(claims as AccessTokenClaims);
      return actorOf(claims as AccessTokenClaims);
    },
    trusted: async (_request, token) => sessions.isLive((token as TokenClaims).sid),
    sign: {
      algorithm: ACCESS_TOKEN_ALGORITHM,
      iss: TOKEN_ISSUER,
      aud: TOKEN_AUDIENCE,
      expiresIn: ACCESS_TOKEN_LIFETIME_MS / 1_000,
      ...(signingKey && { kid: signingKey.id }),
    },
    verify: {
      algorithms: [ACCESS_TOKEN_ALGORITHM],
      allowedIss: TOKEN_ISSUER,
      allowedAud: TOKEN_AUDIENCE,
      requiredClaims: ['sub', 'role', 'sid', 'iss', 'aud', 'iat', 'exp'],
    },
  });

  app.addHook('onRoute', (route) => {
    const access = accessOf(route);
    route.config = { ...route.config, access };
    route.schema = described(route.schema, access);
    addProof(route, provedAt, now);
    if (access === 'own-user') {
      route.onRequest = [...[route.onRequest ?? []].flat(), ownUserOnly];
    }
    if (access !== 'device-owner') return;
    if (!hasEverOwned) {
      throw new Error(
        `${route.url} is for the owner of a device, but \`hasEverOwned\` is missing.`,
      );
    }
    // After the validation, which refuses an invalid id, and after the hooks by which an API catches up with
    // the events before it looks up an owner.
    route.preHandler = [...[route.preHandler ?? []].flat(), ownersOnly(hasEverOwned)];
  });

  app.addHook('onRequest', async (request) => {
    const { access } = request.routeOptions.config;
    if (access === 'anyone') return;
    await identify(request, sessions, verified);
    refuseWrongRole(actor(request), access);
  });
}

type HasEverOwned = NonNullable<AccessOptions['hasEverOwned']>;

function ownersOnly(hasEverOwned: HasEverOwned): preHandlerAsyncHookHandler {
  return async (request) => {
    const { role, userId } = actor(request);
    if (role === 'administrator') return;
    const { id } = request.params as { id: string };
    if (!(await hasEverOwned(userId, id.toLowerCase()))) throw noSuchDevice(id);
  };
}

/** Before the validation: what another user's id is sent with says nothing. */
const ownUserOnly: onRequestAsyncHookHandler = async (request) => {
  const { role, userId } = actor(request);
  const { id } = request.params as { id: string };
  if (role === 'administrator' || id.toLowerCase() === userId) return;
  throw new ProblemError('user-not-found', `No user has the id ${id}.`);
};

/** The problem of a device that does not exist, or not for this caller. */
export function noSuchDevice(id: string): ProblemError {
  return new ProblemError('device-not-found', `No device has the id ${id}.`);
}

/** True where browsers reach the platform by HTTPS. */
export function isSecure(publicUrl: URL): boolean {
  return publicUrl.protocol === 'https:';
}

/** Identifies the caller; 401 without a valid token. An unavailable engine stays an error of its own. */
async function identify(
  request: FastifyRequest,
  sessions: KnownSessions,
  verified: VerifiedTokens,
): Promise<void> {
  try {
    const token = request.server.jwt.lookupToken(request);
    const known = verified.find(token);
    if (!known) verified.add(token, await request.jwtVerify());
    else if (await sessions.isLive(known.sessionId)) request.actor = known;
    else throw notSignedIn();
  } catch (error) {
    throw isOfToken(error) ? notSignedIn() : error;
  }
}

async function publicKeyOf(token: unknown, sessions: KnownSessions): Promise<string> {
  const { kid } = (token as { header: { kid?: unknown } }).header;
  const key = typeof kid === 'string' ? await sessions.publicKey(kid) : undefined;
  if (key === undefined) throw new UnknownKey();
  return key;
}

/** The key that a token names does not exist. */
class UnknownKey extends Error {
  override readonly name = 'UnknownKey';
}

/** Recognises our own error, and those of @fastify/jwt and the library below it. */
function isOfToken(error: unknown): boolean {
  if (error instanceof UnknownKey) return true;
  return /^(?:FST|FAST)_JWT_/.test(String((error as { code?: unknown }).code));
}

function notSignedIn(): ProblemError {
  const detail = 'Sign in: this request needs a valid token.';
  return new ProblemError('not-signed-in', detail, { headers: { 'www-authenticate': 'Bearer' } });
}

function refuseWrongRole({ role, mustChangePassword }: RequestActor, access?: Access): void {
  if (mustChangePassword && access !== 'one-time-password') {
    throw new ProblemError(
      'password-change-required',
      'Change the one-time password first, by PUT /api/session/password.',
    );
  }
  if (access === 'administrator' && role !== 'administrator') {
    throw new ProblemError('not-allowed', 'Only administrators have access.');
  }
}

function accessOf({ method, url }: RouteOptions): Access {
  const [first, ...others] = [method].flat().map((each) => accessTo(each, url));
  if (first === undefined || others.some((other) => other !== first)) {
    throw new Error(`${url} has methods with different access: add them as separate routes.`);
  }
  return first;
}

/** Adds to a route’s schema its security and the replies of the access check. */
function described(schema: FastifySchema | undefined, access: Access): FastifySchema {
  const own = (schema?.response ?? {}) as Record<string, unknown>;
  if (schema === undefined) return {};
  const common = { 421: problemResponse('The `Host` header names another host.') };
  if (access === 'anyone') return { ...schema, security: [], response: { ...own, ...common } };
  return {
    ...schema,
    security: [{ cookie: [] }, { bearer: [] }],
    response: {
      401: problemResponse('Not signed in, or the session has ended.'),
      403: problemResponse(
        'Forbidden for this user (`not-allowed`), or until the password is changed ' +
          '(`password-change-required`) or given again (`proof-required`).',
      ),
      503: problemResponse('The data is unavailable: retry after `Retry-After`.'),
      ...own,
      ...common,
    },
  };
}
