import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import {
  bodyFor,
  type CallerKind,
  refusalOf,
  TABLE_ROUTES,
  type TableRoute,
} from '@energy/http/testing';
import type { Api } from '@energy/testing/api';
import { TestPlatform } from '@energy/testing/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { badTokens, tokenWithoutFreshProof } from './access/tokens.ts';
import { type Description, operationsOf } from './fuzz/description.ts';

const PASSWORD = 'quiet winter evenings';
const apiRoutes = TABLE_ROUTES.filter(({ path }) => path.startsWith('/api/'));

/** A caller: its row in the table, and the headers of its requests. */
interface Caller {
  readonly caller: CallerKind;
  readonly headers: Readonly<Record<string, string>>;
}

let platform: TestPlatform;
let administrator: Api;
let origin: string;
let device: string;
const callers: Record<string, Caller> = {};

beforeAll(async () => {
  platform = TestPlatform.open();
  administrator = (await platform.startBehindGateway({ SIGN_INS_PER_ADDRESS: '1000' }))
    .administrator.api;
  origin = new URL(administrator.url).origin;
  const owner = await signedIn('client');
  const former = await signedIn('client');
  const other = await signedIn('client');
  const second = await signedIn('administrator');
  const deleted = await signedIn('administrator');
  const signedOut = await signedIn('administrator');
  device = (await ask<{ id: string }>('POST', '/devices', METER)).id;
  await ask('PUT', `/devices/${device}/owner`, { userId: former.id });
  await ask('PUT', `/devices/${device}/owner`, { userId: owner.id });
  await ask('DELETE', `/users/${deleted.id}`);
  await fetch(`${origin}/api/session`, { method: 'DELETE', headers: bearer(signedOut.token) });

  const path = `/devices/${device}`;
  const { position } = await administrator.request('PATCH', path, { address: 'There' });
  await administrator.request('GET', path, undefined, position);

  const addCaller = (who: string, caller: CallerKind, headers: Caller['headers']) => {
    callers[who] = { caller, headers };
  };
  addCaller('nobody', 'nobody', {});
  addCaller('a deleted user', 'nobody', bearer(deleted.token));
  addCaller('a user who signed out', 'nobody', bearer(signedOut.token));
  addCaller('the cookie of a user who signed out', 'nobody', cookie(signedOut.token));
  for (const [who, token] of Object.entries(
    await badTokens(second.token, platform.env.CREDENTIALS_URL!),
  )) {
    addCaller(who, 'nobody', bearer(token));
    addCaller(`${who}, as a cookie`, 'nobody', cookie(token));
  }
  addCaller(
    'who has a one-time password',
    'one-time password',
    bearer((await withOneTimePassword()).token),
  );
  addCaller(
    'an administrator who gave the password long ago',
    'administrator without a fresh proof',
    bearer(await tokenWithoutFreshProof(second, platform.env.CREDENTIALS_URL!)),
  );
  addCaller('the client who owns', 'owner', bearer(owner.token));
  addCaller('the client who owns, in a browser', 'owner', cookie(owner.token));
  addCaller('the client who owned it once', 'former owner', bearer(former.token));
  addCaller('the client who owned it once, in a browser', 'former owner', cookie(former.token));
  addCaller('another client', 'other client', bearer(other.token));
  addCaller('an administrator', 'administrator', bearer(second.token));
  addCaller('an administrator in a browser', 'administrator', cookie(second.token));
}, 90_000);

afterAll(() => platform.close());

const METER = {
  description: 'Meter',
  address: 'Here',
  maxHourlyConsumption: 1,
  timeZone: 'Europe/Brussels',
};

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const cookie = (token: string) => ({ cookie: `energy-session=${token}` });

async function ask<T>(method: string, path: string, body?: object): Promise<T> {
  return (await administrator.request<T>(method, path, body)).body;
}

interface Known {
  readonly id: string;
  readonly token: string;
}

async function withOneTimePassword(
  role = 'administrator',
): Promise<Known & Record<'name' | 'password', string>> {
  const name = randomUUID();
  const { id } = await ask<{ id: string }>('POST', '/users', { name, role });
  const { oneTimePassword: password } = await ask<{ oneTimePassword: string }>(
    'PUT',
    `/users/${id}/password`,
  );
  const credentials = { name, password, delivery: 'body' };
  const { accessToken } = await ask<{ accessToken: string }>('POST', '/session', credentials);
  return { id, name, password, token: accessToken };
}

async function signedIn(role: string): Promise<Known> {
  const { id, password, token } = await withOneTimePassword(role);
  const choice = { currentPassword: password, newPassword: PASSWORD, delivery: 'body' };
  const answer = await fetch(`${origin}/api/session/password`, {
    method: 'PUT',
    headers: { ...bearer(token), 'content-type': 'application/json' },
    body: JSON.stringify(choice),
  });
  return { id, token: ((await answer.json()) as { accessToken: string }).accessToken };
}

/** Requests a path exactly as written, without normalisation; resolves to the response body. */
async function contentAt(path: string): Promise<string> {
  const asked = request(origin, { path }).end();
  const [answer] = await once(asked, 'response');
  return text(answer);
}

/** True if an allowed request for a route would have an effect. */
function wouldAct({ method, path }: TableRoute): boolean {
  return method === 'DELETE' || (method === 'PUT' && path === '/api/users/:id/password');
}

/**
 * Calls a route. Queries name resources that exist; commands are invalid, so that an allowed caller gets
 * 400 and nothing changes.
 */
async function answerTo(route: TableRoute, { caller, headers }: Caller) {
  const { method, path } = route;
  const isLetIn = refusalOf(route, caller) === undefined;
  const id = path.includes('/devices/') && !(isLetIn && wouldAct(route)) ? device : randomUUID();
  const body = bodyFor(route);
  const answer = await fetch(origin + path.replace(':id', id), {
    method,
    headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, headers: answer.headers, body: await answer.text() };
}

describe('the platform behind its gateway', () => {
  it('describes just the routes of the access table', async () => {
    const described = operationsOf(await ask<Description>('GET', '/openapi.json'));
    const routes = apiRoutes.map(({ route }) => route.replaceAll(/:(\w+)/g, '{$1}'));
    expect(described.map(({ name }) => name).sort()).toEqual(routes.sort());
  });

  it.each(apiRoutes)('allows $route to those in the table alone: $access', async (route) => {
    for (const [who, each] of Object.entries(callers)) {
      // Everybody may sign out, and that would end the caller's session.
      if (route.route === 'DELETE /api/session' && each.caller !== 'nobody') continue;
      const refusal = refusalOf(route, each.caller);
      const head = await platform.eventStore.head();
      const { status, headers, body } = await answerTo(route, each);
      if (refusal === undefined) {
        const isRefused = [401, 403].includes(status) && route.access !== 'anyone';
        expect({ who, status, isRefused }).toEqual({ who, status, isRefused: false });
        // Nothing has these ids, and an administrator's forecast names an owner.
        const hasNothing = /\/(?:users|tariffs)\/|\/api\/forecast$/.test(route.path);
        if (route.method === 'GET' && !hasNothing)
          expect(status, who).toBe(route.path === '/api/live' ? 426 : 200);
      } else {
        expect({ who, status }).toEqual({ who, status: refusal });
        expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
        if (status === 401) expect(headers.get('www-authenticate')).toBe('Bearer');
        expect(body).not.toContain(METER.description);
      }
      expect(await platform.eventStore.head(), who).toBe(head);
    }
  });

  it('passes on nothing but what is below /api', async () => {
    const services = ['command-api', 'query-api'];
    for (const path of ['/metrics', '/api/../metrics', '/api/%2e%2e/metrics', '/api//../metrics']) {
      const answer = await contentAt(path);
      for (const service of services) expect(answer, path).not.toContain(`service="${service}"`);
    }
  });
});
