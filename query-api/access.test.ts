import { generateKeyPairSync } from 'node:crypto';
import { type CallerKind, refusalOf, TABLE_ROUTES } from '@energy/http/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Asking, HEAT_PUMP, Queries } from './testing/queries.ts';

const ownRoutes = TABLE_ROUTES.filter(({ method }) => method === 'GET');

let queries: Queries;
let userId: string;
let otherUserId: string;
let tariffId: string;
const asking: Record<string, Asking> = {};
beforeAll(async () => {
  queries = await Queries.start();
  await queries.ready();
  tariffId = await queries.tariff();
  const owner = await queries.user('owner');
  const other = await queries.user('other');
  const administrator = await queries.user('administrator', 'administrator');
  userId = owner.userId;
  otherUserId = (await queries.user('one more')).userId;
  const formerOwner = await queries.user('former owner');
  await queries.registered(HEAT_PUMP, { ownerId: formerOwner.userId });
  await queries.assigned(HEAT_PUMP, owner.userId);
  await queries.decided(HEAT_PUMP, 'system');
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
    'the client who owned it once': { authorization: formerOwner.authorization },
    'another client': { authorization: other.authorization },
    'an administrator': { authorization: administrator.authorization },
  });
});
afterAll(() => queries.stop());

/** Everybody else is nobody: their tokens are not to be believed. */
const known: Readonly<Record<string, CallerKind>> = {
  'the client who owns': 'owner',
  'the client who owned it once': 'former owner',
  'another client': 'other client',
  'an administrator': 'administrator',
};

/** The id of a resource of a route. */
function idIn(path: string): string {
  if (path.includes('devices')) return HEAT_PUMP;
  if (path.includes('budget')) return otherUserId;
  return path.includes('tariffs') ? tariffId : userId;
}

describe('the query-api', () => {
  it('has just the routes of the table that are its own', () => {
    for (const { route, method, path } of TABLE_ROUTES) {
      const isOwn = ownRoutes.some((own) => own.route === route);
      expect(queries.app.hasRoute({ method, url: path }), route).toBe(isOwn);
    }
  });

  it.each(ownRoutes)('opens $route to the callers in the table: $access', async (route) => {
    const { path } = route;
    const isOfSome = path === '/api/forecast'; // An administrator's names an owner, or searches.
    const url = path.replace(':id', idIn(path)) + (isOfSome ? '?search=meter' : '');
    const success = path === '/api/live' ? 426 : 200; // It is asked for as no WebSocket.
    for (const [who, headers] of Object.entries(asking)) {
      for (const method of ['GET', 'HEAD'] as const) {
        const { statusCode } = await queries.app.inject({ method, url, headers });
        const status = refusalOf(route, known[who] ?? 'nobody') ?? success;
        expect({ who, status: statusCode }).toEqual({ who, status });
      }
    }
  });
});
