import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HEAT_PUMP, Queries } from './testing/queries.ts';

let queries: Queries;
beforeEach(async () => {
  queries = await Queries.start();
  await queries.registered();
  await queries.user('Ada');
});
afterEach(() => queries.stop());

const ask = (url: string, headers: Record<string, string> = {}, method: 'GET' | 'HEAD' = 'GET') =>
  queries.app.inject({ method, url, headers: { ...queries.administrator, ...headers } });

describe.each([
  '/api/users',
  '/api/devices',
  '/api/alerts',
  `/api/devices/${HEAT_PUMP}/consumption?day=2026-11-22`,
  `/api/devices/${HEAT_PUMP}/consumption/days`,
])('GET %s', (url) => {
  it('answers 304 without a body while nothing has changed', async () => {
    const first = await ask(url);
    expect(first.statusCode).toBe(200);
    const etag = first.headers.etag!;
    expect(etag).toMatch(/^W\/"[\w-]+"$/);
    for (const ifNoneMatch of [etag, etag.replace('W/', ''), `"other", ${etag}`, '*']) {
      const again = await ask(url, { 'if-none-match': ifNoneMatch });
      expect([ifNoneMatch, again.statusCode, again.body]).toEqual([ifNoneMatch, 304, '']);
      expect(again.headers.etag).toBe(etag);
      expect(again.headers['cache-control']).toBe('no-store');
    }
    const head = await ask(url, { 'if-none-match': etag }, 'HEAD');
    expect(head.statusCode).toBe(304);
  });

  it('answers 200 where the ETag is another one', async () => {
    const { statusCode, body } = await ask(url, { 'if-none-match': 'W/"other"' });
    expect(statusCode).toBe(200);
    expect(body).not.toBe('');
  });
});

it('answers HEAD of a single resource as GET', async () => {
  const url = `/api/devices/${HEAT_PUMP}`;
  const { headers } = await ask(url);
  const head = await ask(url, { 'if-none-match': headers.etag! }, 'HEAD');
  expect([head.statusCode, head.headers.etag, head.body]).toEqual([304, '"0"', '']);
});

it('gives a changed list another ETag', async () => {
  const { headers } = await ask('/api/users');
  await queries.user('Ben');
  const changed = await ask('/api/users', { 'if-none-match': headers.etag! });
  expect(changed.statusCode).toBe(200);
  expect(changed.headers.etag).not.toBe(headers.etag);
});

it('gives each user an ETag of what that user sees', async () => {
  const { authorization } = await queries.user('Ben');
  const { headers } = await ask('/api/devices');
  const own = await ask('/api/devices', {
    authorization: authorization!,
    'if-none-match': headers.etag!,
  });
  expect(own.statusCode).toBe(200);
  expect(own.json().devices).toEqual([]);
});

it('gives no ETag to errors, nor to what differs at every request', async () => {
  for (const url of ['/api/devices?limit=0', '/api/overview', '/health/live']) {
    expect([url, (await ask(url)).headers.etag]).toEqual([url, undefined]);
  }
});
