import { withPeerTimes } from '@energy/engines/testing';
import { createLogger, createMetrics } from '@energy/service';
import type { FastifyInstance } from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import { createHttpApi } from '../http-api.ts';
import { SignIn } from '../testing/sign-in.ts';
import { accessTo } from './access-table.ts';

let app: FastifyInstance | undefined;
afterEach(() => app?.close());

async function api(sessions = new SignIn()): Promise<FastifyInstance> {
  app = await createHttpApi({
    log: createLogger('api', { level: 'silent', format: 'json' }),
    metrics: createMetrics('api'),
    readiness: async () => ({}),
    description: { title: 'An API', description: 'For a test.', tags: [] },
    access: { sessions, publicUrl: new URL('http://localhost:8080') },
    bodyLimit: 1_024,
  });
  return app;
}

describe('an API', () => {
  it('does not start with a route that is missing in the access table', async () => {
    const started = await api();
    expect(() => started.get('/api/secrets', async () => 'secret')).toThrow(
      'The access table has no rule for GET /api/secrets: add it there.',
    );
    expect(() => started.post('/api/devices/:id', async () => 'changed')).toThrow(
      'has no rule for POST /api/devices/:id',
    );
  });

  it('does not start with a route for owners without a lookup of owners', async () => {
    const started = await api();
    expect(() => started.get('/api/devices/:id', async () => 'device')).toThrow(
      'is for the owner of a device, but `hasEverOwned` is missing',
    );
  });
});

describe('a verified token', () => {
  it('gives the clock of the service that issued it', async () => {
    await withPeerTimes(async (times) => {
      const sessions = new SignIn();
      const started = await api(sessions);
      started.get('/api/users', async () => 'users');
      const at = Math.floor(Date.now() / 1_000) * 1_000 + 60_000;
      const authorization = `Bearer ${sessions.token('administrator', { issuedAt: at })}`;
      const response = await started.inject({ url: '/api/users', headers: { authorization } });
      expect(response.statusCode).toBe(200);
      expect(times).toEqual([{ peer: 'the service that issues tokens', at, mayBeOld: true }]);
    });
  });
});

describe('the access table', () => {
  it.each(['constructor', '__proto__', 'toString'])('knows no route %s', (route) => {
    expect(() => accessTo(route, '')).toThrow('has no rule for');
  });

  it('gives HEAD the rule of GET', () => {
    expect(accessTo('HEAD', '/api/users')).toBe('administrator');
  });
});
