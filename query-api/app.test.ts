import { once } from 'node:events';
import { connect } from 'node:net';
import { EngineUnavailable } from '@energy/engines';
import { Problem } from '@energy/http';
import type { DevicesReadModel, HourlyConsumption, ReadModels } from '@energy/read-models';
import { repetitions } from '@energy/testing';
import fc from 'fast-check';
import { Value } from 'typebox/value';
import { afterEach, describe, expect, it } from 'vitest';
import { HEAT_PUMP, Queries } from './testing/queries.ts';

const started: Queries[] = [];
afterEach(async () => {
  for (const queries of started.splice(0)) await queries.stop();
});

async function start(...replaced: Parameters<typeof Queries.start>): Promise<Queries> {
  const queries = await Queries.start(...replaced);
  started.push(queries);
  return queries;
}

function away(error: Error): Pick<ReadModels, 'devices' | 'consumption' | 'position'> {
  const fail = () => Promise.reject(error);
  return {
    position: fail,
    devices: { find: fail, list: fail } as unknown as DevicesReadModel,
    consumption: { hours: fail } as unknown as HourlyConsumption,
  };
}

describe('a request that can’t be answered', () => {
  it('for an unknown path is a 404', async () => {
    const { status, body } = await (await start()).get('/api/nothing?x=1');
    expect(status).toBe(404);
    expect(body).toEqual({
      type: 'urn:energy:problem:resource-not-found',
      title: 'Not found',
      status: 404,
      detail: 'No resource has this address.',
      instance: '/api/nothing',
      requestId: expect.any(String),
    });
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'QUERY'])(
    'by %s is refused with every method of the platform at its path, whatever its body',
    async (method) => {
      const { app } = await start();
      for (const [url, allow] of [
        ['/api/devices', 'GET, HEAD, POST'],
        ['/api/devices/', 'GET, HEAD, POST'],
        [`/api/devices/${HEAT_PUMP}`, 'GET, HEAD, PATCH, DELETE'],
        [`/api/devices/${HEAT_PUMP}/consumption?day=2026-11-22`, 'GET, HEAD'],
        ['/api/openapi.json', 'GET, HEAD'],
        ['/api/session', 'POST, DELETE, GET, HEAD'],
      ] as const) {
        const headers = { 'content-type': 'text/xml' };
        const request = { method: method as 'POST', url, headers, payload: 'x'.repeat(5_000) };
        const response = await app.inject(request);
        expect(response.statusCode).toBe(405);
        expect(response.headers.allow).toBe(allow);
        expect(response.json().type).toBe('urn:energy:problem:method-not-allowed');
      }
    },
  );

  it.each(['not-a-uuid', `urn:uuid:${HEAT_PUMP}`, `${HEAT_PUMP}0`, '%20', '5c2494a3'])(
    'with the id "%s" is refused, as it is not a UUID',
    async (id) => {
      const queries = await start();
      for (const path of [`/api/devices/${id}`, `/api/devices/${id}/consumption`]) {
        const { status, body } = await queries.get(path);
        expect(status).toBe(400);
        expect(body.errors).toEqual([
          { in: 'path', parameter: 'id', detail: `"${decodeURIComponent(id)}" is not a UUID.` },
        ]);
      }
    },
  );

  it.each([
    ['/api/devices?search=abc%00def', 'query', 'search'],
    ['/api/devices?search=%1B%5B2J', 'query', 'search'],
    ['/api/users?search=a&search=%7F', 'query', 'search'],
    ['/api/alerts?%0A=1', 'query', '\\n'],
    ['/api/devices?after=%C2%85', 'query', 'after'],
    [`/api/devices/${HEAT_PUMP}%00`, 'path', 'id'],
    [`/api/devices/%0D%0A/history`, 'path', 'id'],
    ['/api/live?after=1%00', 'query', 'after'],
  ])('with a control character is refused: %s', async (url, part, parameter) => {
    const queries = await start();
    await queries.registered();
    const { status, body } = await queries.get(url);
    expect(status).toBe(400);
    expect(body.errors).toEqual([
      { in: part, parameter, detail: 'It contains a control character.' },
    ]);
  });

  it('with two Host headers is refused', async () => {
    const { app } = await start();
    const { hostname, port } = new URL(await app.listen({ host: '127.0.0.1', port: 0 }));
    const socket = connect(Number(port), hostname);
    socket.end('GET /api/devices HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n');
    const [reply] = await once(socket.setEncoding('utf8'), 'data');
    expect(reply).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(reply).toContain('Send one Host header.');
  });

  it('with an invalid path is a 400', async () => {
    const { status, body } = await (await start()).get('/api/devices/%zz');
    expect(status).toBe(400);
    expect(body.type).toBe('urn:energy:problem:invalid-request');
  });

  it('that is not HTTP is a 400', async () => {
    const { app } = await start();
    const { hostname, port } = new URL(await app.listen({ host: '127.0.0.1', port: 0 }));
    const socket = connect(Number(port), hostname);
    socket.end('Good morning!\r\n\r\n');
    const [reply] = await once(socket.setEncoding('utf8'), 'data');
    expect(reply).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    const body = JSON.parse(reply.split('\r\n\r\n')[1]);
    expect(Value.Check(Problem, body)).toBe(true);
  });

  it('is never the service’s fault, whatever is asked: always 4xx, always a problem', async () => {
    const queries = await start();
    await queries.registered();
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }).filter((text) => text.isWellFormed()),
      fc.constantFrom('__proto__', 'constructor', '..', 'null', '0', '-0', '1e9', '9'.repeat(400)),
    );
    const path = fc.oneof(
      fc.tuple(fc.constant('/api/devices/'), text.map(encodeURIComponent)),
      fc.tuple(
        fc.constantFrom('/api/devices', `/api/devices/${HEAT_PUMP}/consumption`),
        fc
          .array(fc.tuple(fc.oneof(text, fc.constantFrom('day', 'limit', 'after')), text), {
            minLength: 1,
            maxLength: 4,
          })
          .map(
            (pairs) => `?${pairs.map((pair) => pair.map(encodeURIComponent).join('=')).join('&')}`,
          ),
      ),
      fc.tuple(fc.constant('/'), text),
    );
    await fc.assert(
      fc.asyncProperty(path, async (parts) => {
        const response = await queries.app.inject({
          method: 'GET',
          url: parts.join(''),
          headers: queries.administrator,
        });
        if (response.statusCode === 200) return; // Some of it happens to be right.
        expect(response.statusCode).toBeGreaterThanOrEqual(400);
        expect(response.statusCode).toBeLessThan(500);
        expect(response.headers['content-type']).toMatch(/^application\/problem\+json/);
        expect(Value.Check(Problem, response.json())).toBe(true);
      }),
      { numRuns: repetitions({ quick: 250, thorough: 1_000 }) },
    );
    expect(queries.log).toBe('');
  });
});

describe('while the read models are away', () => {
  const error = new EngineUnavailable('the database read-models.db can’t be used: it is locked');

  it('every query is answered with 503 and when to ask again, and the log says why', async () => {
    const queries = await start(away(error));
    for (const path of ['', `/${HEAT_PUMP}`, `/${HEAT_PUMP}/consumption`]) {
      const { status, headers, body } = await queries.get(`/api/devices${path}`);
      expect(status).toBe(503);
      expect(headers['retry-after']).toBe('2');
      expect(body.type).toBe('urn:energy:problem:engine-unavailable');
      expect(JSON.stringify(body)).not.toContain('read-models.db');
    }
    expect(queries.log.trim().split('\n')).toHaveLength(1);
    expect(queries.log).toContain(`Requests can't be answered: ${error.message}.`);
  });

  it('it is live, but not ready', async () => {
    const queries = await start(away(error));
    expect((await queries.get('/health/live')).status).toBe(200);
    expect(await queries.get('/health/ready')).toMatchObject({
      status: 503,
      body: { status: 'not ready', notReady: { 'read models': error.message } },
    });
  });
});

describe('an error that nobody thought of', () => {
  it('is answered without details, which the log has under the request id', async () => {
    const queries = await start(away(new TypeError('the secret is out')));
    const { status, body } = await queries.get(`/api/devices/${HEAT_PUMP}`);
    expect(status).toBe(500);
    expect(body).toMatchObject({ type: 'urn:energy:problem:internal-error', status: 500 });
    expect(JSON.stringify(body)).not.toContain('secret');
    const name = /request id ([0-9a-f-]{36})\.$/.exec(body.detail)?.[1];
    expect(queries.log).toContain(`GET /api/devices/${HEAT_PUMP} failed (${name}).`);
    expect(queries.log).toContain('the secret is out');
  });
});

describe('every reply', () => {
  it.each(['/api/devices', '/api/nothing', '/api/devices?x=1', '/api/devices/%zz', '/health/live'])(
    'forbids sniffing and caching (%s)',
    async (url) => {
      const { headers } = await (await start()).get(url);
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
      });
    },
  );
});

describe('what operators see', () => {
  it('is that it is ready, and how long requests took by route and status', async () => {
    const queries = await start();
    await queries.get(`/api/devices/${HEAT_PUMP}`);
    await queries.get('/api/nothing');
    await queries.ready();
    expect((await queries.get('/health/ready')).body).toEqual({ status: 'ready' });
    const { body: metrics } = await queries.app.inject('/metrics');
    const count = (labels: string) =>
      `http_request_duration_seconds_count{service="query-api",${labels}} 1`;
    expect(metrics).toContain(count('method="GET",route="/api/devices/:id",status="404"'));
    expect(metrics).toContain(count('method="GET",route="none",status="404"'));
  });
});
