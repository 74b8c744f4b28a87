import { createMetrics } from '@energy/service';
import fastify, { type FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildGateway } from './app.ts';

const document = (paths: object, schemas: object) => ({
  openapi: '3.1.1',
  info: { title: 'One side', version: '1.0.0' },
  tags: [{ name: 'devices' }],
  paths,
  components: { schemas },
});

describe('the gateway', () => {
  let queryApi: FastifyInstance;
  let commandApi: FastifyInstance;
  let gateway: FastifyInstance;

  beforeEach(async () => {
    queryApi = await upstream('query-api', document({ '/api/devices': { get: {} } }, { A: {} }));
    commandApi = await upstream(
      'command-api',
      document({ '/api/devices': { post: {} } }, { B: {} }),
    );
    gateway = await buildGateway({
      queryApiUrl: await queryApi.listen({ host: '127.0.0.1', port: 0 }),
      commandApiUrl: await commandApi.listen({ host: '127.0.0.1', port: 0 }),
      chatGrpcUrl: new URL('http://127.0.0.1:9'),
      publicUrl: new URL('http://127.0.0.1:8080'),
      log: pino({ enabled: false }),
      metrics: createMetrics('gateway'),
    });
  });

  afterEach(() => Promise.all([gateway.close(), queryApi.close(), commandApi.close()]));

  async function upstream(name: string, openApi: object): Promise<FastifyInstance> {
    const app = fastify();
    app.get('/api/openapi.json', async () => openApi);
    app.all('/api/*', async ({ method, url, headers, body }, reply) => {
      reply.header('etag', '"3"').header('set-cookie', ['a=1', 'b=2']);
      const { host, authorization, 'x-forwarded-for': address } = headers;
      return { name, method, url, host, authorization, address, body, all: headers };
    });
    return app;
  }

  it.each([
    ['GET', 'query-api'],
    ['POST', 'command-api'],
    ['PUT', 'command-api'],
    ['PATCH', 'command-api'],
    ['DELETE', 'command-api'],
  ] as const)('passes %s on to %s, as it came', async (method, name) => {
    const { statusCode, headers, body } = await gateway.inject({
      method,
      url: '/api/devices/1/owner?day=2026-11-22',
      headers: { host: '127.0.0.1:8080', authorization: 'Bearer t', 'x-forwarded-for': '6.6.6.6' },
      ...(method !== 'GET' && { payload: { userId: '2' } }),
    });
    expect(statusCode).toBe(200);
    expect(JSON.parse(body)).toMatchObject({
      name,
      method,
      url: '/api/devices/1/owner?day=2026-11-22',
      host: '127.0.0.1:8080',
      authorization: 'Bearer t',
      address: '127.0.0.1',
      ...(method !== 'GET' && { body: { userId: '2' } }),
    });
    expect(headers).toMatchObject({ etag: '"3"', 'set-cookie': ['a=1', 'b=2'] });
  });

  it('says by itself by which host it was asked', async () => {
    const headers = { 'x-forwarded-host': 'evil.example', forwarded: 'host=evil.example' };
    const { all } = (await gateway.inject({ url: '/api/devices', headers })).json();
    expect(all).not.toHaveProperty('x-forwarded-host');
    expect(all).not.toHaveProperty('forwarded');
  });

  it('passes on the request’s id, and nothing that others say of traces', async () => {
    const brought = {
      'x-request-id': '0f0e7a5c-5c4e-4d0c-9d5e-0b8d2f4a1c3e',
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      tracestate: 'a=b',
      baggage: 'c=d',
    };
    const known = await gateway.inject({ url: '/api/devices', headers: brought });
    expect(known.headers['x-request-id']).toBe(brought['x-request-id']);
    expect(known.json().all).toMatchObject({ 'x-request-id': brought['x-request-id'] });
    expect(Object.keys(known.json().all)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(trace|baggage)/)]),
    );
    const unknown = await gateway.inject({ url: '/api/devices', headers: { 'x-request-id': '?' } });
    expect(unknown.headers['x-request-id']).toMatch(/^[\da-f-]{36}$/);
    expect(unknown.json().all['x-request-id']).toBe(unknown.headers['x-request-id']);
  });

  it('describes both sides as one', async () => {
    const described = (await gateway.inject('/api/openapi.json')).json();
    expect(described).toMatchObject({
      info: { title: 'Energy platform' },
      tags: [{ name: 'devices' }],
      paths: { '/api/devices': { get: {}, post: {} } },
      components: { schemas: { A: {}, B: {} } },
    });
  });

  it('lets browsers run, frame and fetch nothing of others', async () => {
    const { headers } = await gateway.inject('/api/devices');
    expect(headers['content-security-policy']).toContain("default-src 'self'");
    expect(headers['content-security-policy']).not.toContain('unsafe');
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  it('says 503 and when to ask again while an API is away', async () => {
    const url = await gateway.listen({ host: '127.0.0.1', port: 0 });
    await commandApi.close();
    const answer = await fetch(`${url}/api/devices`, { method: 'POST', body: '{}' });
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('2');
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(await answer.json()).toMatchObject({ type: 'urn:energy:problem:engine-unavailable' });
    expect((await fetch(`${url}/api/devices`)).status).toBe(200);
  });

  it.each(['/elsewhere', '/metrics', '/health/live', '/health/ready', '/api/../metrics'])(
    'has nothing at %s',
    async (url) => {
      const answer = await gateway.inject({ url, headers: { accept: 'text/html' } });
      expect(answer.statusCode).toBe(404);
      expect(answer.json()).toMatchObject({ type: 'urn:energy:problem:resource-not-found' });
    },
  );
});
