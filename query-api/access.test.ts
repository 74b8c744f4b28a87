import { generateKeyPairSync } from 'node:crypto';
import { ACCESS_TABLE, type Access } from '@energy/http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Asking, HEAT_PUMP, Queries } from './testing/queries.ts';

type Method = 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'GET';

const routes = Object.entries(ACCESS_TABLE).map(([route, access]) => {
  const [method, path] = route.split(' ') as [Method, string];
  return { route, method, path, access };
});
const ownRoutes = routes.filter(({ method }) => method === 'GET');

let queries: Queries;
let userId: string;
const asking: Record<string, Asking> = {};
beforeAll(async () => {
  queries = await Queries.start();
  const owner = await queries.user('owner');
  const other = await queries.user('other');
  const administrator = await queries.user('administrator', 'administrator');
  userId = owner.userId;
  await queries.registered(HEAT_PUMP, { ownerId: owner.userId });
  const { signIn } = queries;
  const token = signIn.token('administrator');
  const [header, , signature] = token.split('.') as [string, string, string];
  const claims = (more: object) =>
    signIn.token('administrator', { claims: more as Record<string, unknown> });
  const ended = signIn.token('administrator');
  signIn.end(ended);
  const minute = 60_000;
  const bearer = (value: string) => ({ authorization: `Bearer ${value}` });
  Object.assign(asking, {
    nobody: {},
    'whose token expired': signIn.bearer('administrator', { issuedAt: Date.now() - 11 * minute }),
    'whose session ended': bearer(ended),
    'whose cookie is of a session that ended': { cookie: `energy-session=${ended}` },
    'who signed it themselves': signIn.bearer('administrator', {
      key: generateKeyPairSync('ed25519').privateKey,
    }),
    'who names a key of their own': signIn.bearer('administrator', { header: { kid: 'mine' } }),
    'who names no key': signIn.bearer('administrator', { header: { kid: undefined } }),
    'who says that it needs no signature': bearer(
      signIn.token('administrator', { header: { alg: 'none' } }).replace(/[^.]+$/, ''),
    ),
    'who says that it is signed otherwise': signIn.bearer('administrator', {
      header: { alg: 'HS256' },
    }),
    'who changed the claims': bearer(
      `${header}.${token.split('.')[1]!.slice(0, -4)}AAAA.${signature}`,
    ),
    'whose token is of another issuer': bearer(claims({ iss: 'elsewhere' })),
    'whose token is for others': bearer(claims({ aud: 'others' })),
    'whose token never expires': bearer(claims({ exp: undefined })),
    'whose token is of no session': bearer(claims({ sid: undefined })),
    'whose token is none': bearer('token'),
    'the client who owns': { authorization: owner.authorization },
    'another client': { authorization: other.authorization },
    'an administrator': { authorization: administrator.authorization },
  });
});
afterAll(() => queries.stop());

const notFound: Access[] = ['device-owner'];

function expected(access: Access, who: string): number {
  if (access === 'anyone' || who === 'an administrator') return 200;
  if (who !== 'the client who owns' && who !== 'another client') return 401;
  if (access === 'administrator') return 403;
  return notFound.includes(access) && who === 'another client' ? 404 : 200;
}

describe('the query-api', () => {
  it('has just the routes of the table that are its own', () => {
    for (const { route, method, path } of routes) {
      const isOwn = ownRoutes.some((own) => own.route === route);
      expect(queries.app.hasRoute({ method, url: path }), route).toBe(isOwn);
    }
  });

  it.each(ownRoutes)('lets use $route whom the table names: $access', async ({ path, access }) => {
    const url = path.replace(':id', path.includes('devices') ? HEAT_PUMP : userId);
    for (const [who, headers] of Object.entries(asking)) {
      for (const method of ['GET', 'HEAD'] as const) {
        const { statusCode } = await queries.app.inject({ method, url, headers });
        expect({ who, status: statusCode }).toEqual({ who, status: expected(access, who) });
      }
    }
  });
});
