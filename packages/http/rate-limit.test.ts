import { createLogger, createMetrics } from '@energy/service';
import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHttpApi } from './http-api.ts';
import { SignIn } from './testing/sign-in.ts';

const MAX = 3;

let signIn: SignIn;
let app: FastifyInstance;

beforeEach(async () => {
  signIn = new SignIn();
  app = await createHttpApi({
    log: createLogger('api', { level: 'silent', format: 'json' }),
    metrics: createMetrics('api'),
    readiness: async () => ({}),
    description: { title: 'An API', description: 'For a test.', tags: [] },
    access: { sessions: signIn, publicUrl: new URL('http://localhost:8080') },
    bodyLimit: 1_024,
    requestsPerUser: MAX,
  });
  app.get('/api/alerts', async () => ({}));
  app.get('/api/asyncapi.json', async () => ({}));
});
afterEach(() => app.close());

async function statuses(count: number, headers = {}, url = '/api/alerts'): Promise<number[]> {
  const replies: number[] = [];
  for (let n = 0; n < count; n++) {
    replies.push((await app.inject({ url, headers })).statusCode);
  }
  return replies;
}

describe('the limit of requests by user', () => {
  it('refuses a user’s requests beyond it, and states when to try again', async () => {
    const headers = signIn.bearer('client');
    expect(await statuses(MAX, headers)).toEqual([200, 200, 200]);
    const reply = await app.inject({ url: '/api/alerts', headers });
    expect(reply.statusCode).toBe(429);
    expect(reply.json()).toMatchObject({ type: 'urn:energy:problem:too-many-requests' });
    expect(Number(reply.headers['retry-after'])).toBeGreaterThan(0);
    expect(reply.headers['ratelimit-policy']).toBe(`"user";q=${MAX};w=10`);
    expect(reply.headers.ratelimit).toMatch(/^"user";r=0;t=\d+$/);
  });

  it('counts the sessions of one user together, and each user apart', async () => {
    const session = () => signIn.bearer('client', { userId: 'ann' });
    expect(await statuses(MAX, session())).toEqual([200, 200, 200]);
    expect(await statuses(1, session())).toEqual([429]);
    expect(await statuses(1, signIn.bearer('client', { userId: 'bob' }))).toEqual([200]);
    expect(await statuses(1, signIn.bearer('administrator'))).toEqual([200]);
  });

  it('does not count requests without a user', async () => {
    expect(await statuses(MAX + 1, {}, '/api/asyncapi.json')).toEqual([200, 200, 200, 200]);
    expect(await statuses(MAX + 1)).toEqual([401, 401, 401, 401]);
  });
});
