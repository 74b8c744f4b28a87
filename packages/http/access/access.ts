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
  preHandlerAsyncHookHandler,
  RouteOptions,
} from 'fastify';
import { problemResponse } from '../problems/problem.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { type Access, accessTo } from './access-table.ts';
import { actor } from './actor.ts';
import { sessionCookies } from './cookies.ts';
import type { KnownSessions } from './known-sessions.ts';
import { addProof, type ProvedAt } from './proof.ts';
import { addSameSiteOnly } from './same-site.ts';
import {
  actorOf,
  type RequestActor,
  TOKEN_AUDIENCE,
  TOKEN_ISSUER,
  type TokenClaims,
} from './token.ts';
import { VerifiedTokens } from './verified-tokens.ts';

export interface AccessOptions {
  readonly sessions: KnownSessions;
  /** Where browsers reach the platform: decides the names of the cookies, and which pages may ask. */
  readonly publicUrl: URL;
  /** Whether a client owns or once owned a device, where the API has routes on devices for their owners. */
  readonly hasEverOwned?: (clientId: string, deviceId: string) => Promise<boolean>;
  /** With it, `app.jwt.sign` makes access tokens. */
  readonly signingKey?: SigningKey;
  /** When the password was last given in a session, where the API has routes that need a fresh proof. */
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

/** Who asked for a route that is for anyone, where they said so by a token that is still good. */
export async function identified(request: FastifyRequest): Promise<RequestActor | undefined> {
  try {
    return await request.jwtVerify<RequestActor>();
  } catch (error) {
    if (isOfToken(error)) return undefined;
    throw error;
  }
}

/**
 * Lets nobody use a route but those whom the access table names. To be added before the routes; a route
 * that the table doesn't know ends the start with an error.
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
    formatUser: (claims) => actorOf(claims as AccessTokenClaims),
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
    if (access !== 'device-owner') return;
    if (!hasEverOwned) {
      throw new Error(`${route.url} is for a device’s owner, but nobody says who that is.`);
    }
    // The route's own: after the validation, which tells an id that is none as that, and after
    // whatever an API waits for before it may be asked who owns what.
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

/** The problem of a device that is not there, or not there for whoever asks. */
export function noSuchDevice(id: string): ProblemError {
  return new ProblemError('device-not-found', `No device has the id ${id}.`);
}

/** Whether browsers reach the platform by HTTPS. */
export function isSecure(publicUrl: URL): boolean {
  return publicUrl.protocol === 'https:';
}

/** Who is asking, or 401 where their token isn't believed. An engine that is away is no such reason. */
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

/** A token names a key that it can't have been signed with. */
class UnknownKey extends Error {
  override readonly name = 'UnknownKey';
}

/** Beside our own, the errors that @fastify/jwt and the library below it make of tokens. */
function isOfToken(error: unknown): boolean {
  if (error instanceof UnknownKey) return true;
  return /^(?:FST|FAST)_JWT_/.test(String((error as { code?: unknown }).code));
}

function notSignedIn(): ProblemError {
  const detail = 'Please sign in: this needs a token that is still good.';
  return new ProblemError('not-signed-in', detail, { headers: { 'www-authenticate': 'Bearer' } });
}

function refuseWrongRole({ role, mustChangePassword }: RequestActor, access?: Access): void {
  if (mustChangePassword && access !== 'one-time-password') {
    throw new ProblemError(
      'password-change-required',
      'The password is a one-time one: change it by PUT /api/session/password.',
    );
  }
  if (access === 'administrator' && role !== 'administrator') {
    throw new ProblemError('not-allowed', 'Only administrators may do this.');
  }
}

function accessOf({ method, url }: RouteOptions): Access {
  const [first, ...others] = [method].flat().map((each) => accessTo(each, url));
  if (first === undefined || others.some((other) => other !== first)) {
    throw new Error(`${url} has methods for different people: make them different routes.`);
  }
  return first;
}

/** A route’s schema with what any route may answer that is not for anyone to use. */
function described(schema: FastifySchema | undefined, access: Access): FastifySchema {
  const own = (schema?.response ?? {}) as Record<string, unknown>;
  if (schema === undefined) return {};
  const common = { 421: problemResponse('The host asked for is not the platform’s.') };
  if (access === 'anyone') return { ...schema, security: [], response: { ...own, ...common } };
  return {
    ...schema,
    security: [{ cookie: [] }, { bearer: [] }],
    response: {
      401: problemResponse('Nobody is signed in, or no longer.'),
      403: problemResponse(
        'Not allowed for this user (`not-allowed`), or not before the password is changed ' +
          '(`password-change-required`) or given again (`proof-required`).',
      ),
      503: problemResponse('The data can’t be reached; ask again after `Retry-After`.'),
      ...own,
      ...common,
    },
  };
}
