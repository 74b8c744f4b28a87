import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { medianTime } from '@energy/testing';
import fastify, { type FastifyInstance } from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import type { GatewayOptions } from './app.ts';
import { testGateway } from './testing/gateway.ts';

/** Maximum ratio of the median request duration under attack to that in the quiet case. */
const MAX_SLOWDOWN = 5;
const SAMPLES = 40;

let api: FastifyInstance;
let gateway: FastifyInstance;
let url: URL;
let upstreamRequests = 0;
const sockets: Socket[] = [];

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await Promise.all([gateway.close(), api.close()]);
});

type Answer = (request: { method: string; body: unknown; headers: object }) => unknown;

/** Starts a gateway in front of one fake server for both APIs. */
async function start(options: Partial<GatewayOptions> = {}, answer: Answer = () => ({ ok: true })) {
  upstreamRequests = 0;
  api = fastify({ forceCloseConnections: true });
  api.removeAllContentTypeParsers();
  api.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  api.all('/api/*', async ({ method, body, headers }, reply) => {
    upstreamRequests += 1;
    const result = await answer({ method, body, headers });
    if (typeof result !== 'number') return result;
    return reply.code(result).header('retry-after', '2').send({ status: result });
  });
  const upstream = await api.listen({ host: '127.0.0.1', port: 0 });
  gateway = await testGateway({ queryApiUrl: upstream, commandApiUrl: upstream, ...options });
  url = new URL(await gateway.listen({ host: '127.0.0.1', port: 0 }));
}

function send(text: string): Socket {
  const socket = connect(Number(url.port), url.hostname).setEncoding('utf8');
  sockets.push(socket);
  socket.on('error', () => undefined);
  socket.write(text);
  return socket;
}

/** Begins a sign-in whose body never arrives completely. */
function beginSlowBody(address = '198.51.100.1'): Socket {
  return send(
    `POST /api/session HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: ${address}\r\n` +
      'Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"name":',
  );
}

async function replyTo(socket: Socket): Promise<string> {
  let reply = '';
  for await (const chunk of socket) reply += chunk;
  return reply;
}

const signIn = () => fetch(new URL('/api/session', url), { method: 'POST', body: '{}' });
const read = () => fetch(new URL('/api/devices', url));

/** Median duration of a request with its reply, in milliseconds. */
function medianMs(request: () => Promise<Response>): Promise<number> {
  return medianTime(SAMPLES, async () => {
    await (await request()).arrayBuffer();
  });
}

describe('slow bodies', () => {
  it('of 140 unfinished sign-ins take no connection to an API and slow nobody down', async () => {
    await start({ unfinishedPerAddress: 1_000 });
    await medianMs(signIn);
    const quiet = await medianMs(signIn);
    upstreamRequests = 0;
    for (let n = 0; n < 140; n++) beginSlowBody();
    const attacked = await medianMs(signIn);
    expect(upstreamRequests).toBe(SAMPLES);
    expect(attacked / quiet).toBeLessThan(MAX_SLOWDOWN);
  });

  it('are limited for one address, and no other', async () => {
    await start({ unfinishedPerAddress: 3, trustedProxies: ['127.0.0.1'] });
    const slow = [1, 2, 3].map(() => beginSlowBody());
    await expect
      .poll(async () => {
        const reply = beginSlowBody();
        const [text] = await Promise.race([
          once(reply, 'data'),
          new Promise<string[]>((resolve) => setTimeout(resolve, 100, [''])),
        ]);
        reply.destroy();
        return text;
      })
      .toMatch(/^HTTP\/1\.1 429 .*retry-after: \d+.*urn:energy:problem:too-many-requests/is);
    const headers = { 'x-forwarded-for': '198.51.100.2' };
    const other = await fetch(new URL('/api/session', url), {
      method: 'POST',
      body: '{}',
      headers,
    });
    expect(other.status).toBe(200);
    for (const socket of slow) socket.destroy();
    const same = { 'x-forwarded-for': '198.51.100.1' };
    await expect
      .poll(async () => {
        const options = { method: 'POST', body: '{}', headers: same };
        return (await fetch(new URL('/api/session', url), options)).status;
      })
      .toBe(200);
  });

  it.each([
    ['that stops', 'Content-Length: 1000\r\n\r\n{"name":'],
    ['that never begins', 'Content-Length: 1000\r\n\r\n'],
    ['in chunks that stop', 'Transfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n'],
    ['whose headers stop', 'X-Slow: '],
  ])('%s are ended with 408', async (_case, rest) => {
    await start({ requestTimeoutMs: 200 });
    const socket = send(
      `POST /api/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n${rest}`,
    );
    const reply = await replyTo(socket);
    expect(reply).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
    expect(reply).toContain('urn:energy:problem:request-timeout');
    expect(upstreamRequests).toBe(0);
  });

  it('are ended after 10 s unless configured otherwise', async () => {
    await start();
    expect(gateway.server.requestTimeout).toBe(10_000);
  });
});

describe('bodies', () => {
  it('beyond the limit are refused with 413 and reach no API', async () => {
    await start();
    const body = 'x'.repeat(16 * 1024 + 1);
    const reply = await fetch(new URL('/api/session', url), { method: 'POST', body });
    expect(reply.status).toBe(413);
    expect(await reply.json()).toMatchObject({ type: 'urn:energy:problem:body-too-large' });
    expect(upstreamRequests).toBe(0);
  });

  it.each([
    ['of JSON', 'application/json', '{"a":"é"}', 'Content-Length: 10\r\n\r\n{"a":"é"}'],
    ['of no JSON', 'application/json', '{', 'Content-Length: 1\r\n\r\n{'],
    ['of another type', 'text/csv; charset=utf-8', 'a,b', 'Content-Length: 3\r\n\r\na,b'],
    [
      'in chunks',
      'application/json',
      '{"a":1}',
      'Transfer-Encoding: chunked\r\n\r\n7\r\n{"a":1}\r\n0\r\n\r\n',
    ],
  ])('%s are forwarded byte by byte', async (_case, type, expected, rest) => {
    await start({}, ({ body, headers }) => ({ body, headers }));
    const socket = send(
      `POST /api/devices HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: ${type}\r\n${rest}`,
    );
    const { body, headers } = JSON.parse((await replyTo(socket)).split('\r\n\r\n')[1]!);
    expect(body).toBe(expected);
    expect(headers).toMatchObject({ 'content-type': type });
  });

  it('of a GET are ignored', async () => {
    await start();
    const socket = send(
      'GET /api/devices HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}',
    );
    expect(await replyTo(socket)).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  });
});

describe('while an API answers 503', () => {
  it('each request is forwarded once, and answered as fast as with 200', async () => {
    let isAway = false;
    await start({}, () => (isAway ? 503 : { ok: true }));
    await medianMs(read);
    const quiet = await medianMs(read);
    isAway = true;
    upstreamRequests = 0;
    const away = await medianMs(read);
    expect(upstreamRequests).toBe(SAMPLES);
    expect(away / quiet).toBeLessThan(MAX_SLOWDOWN);
    const reply = await read();
    expect(reply.status).toBe(503);
    expect(reply.headers.get('retry-after')).toBe('2');
  });
});

describe('an API that never answers', () => {
  it('is a 504 for every request, also for those that wait for a connection', async () => {
    const released = Promise.withResolvers<void>();
    await start({ answerTimeoutMs: 300 }, () => released.promise);
    try {
      const replies = await Promise.all(
        Array.from({ length: 200 }, (_, n) => (n % 2 === 0 ? read() : signIn())),
      );
      expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([504]));
      expect(await replies[0]!.json()).toMatchObject({
        type: 'urn:energy:problem:gateway-timeout',
      });
      expect(upstreamRequests).toBeLessThanOrEqual(200);
    } finally {
      released.resolve();
    }
  });
});

describe('a request', () => {
  it.each(['TRACE', 'QUERY', 'OPTIONS', 'PROPFIND'])(
    'by %s is refused with 405 and every method of the path',
    async (method) => {
      await start();
      const socket = send(
        `${method} /api/devices?a=b HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
      );
      const reply = await replyTo(socket);
      expect(reply).toMatch(/^HTTP\/1\.1 405 /);
      expect(reply).toMatch(/^allow: GET, HEAD, POST\r$/im);
      expect(upstreamRequests).toBe(0);
    },
  );

  it('with two Host headers is refused with 400', async () => {
    await start();
    for (const path of ['/api/devices', '/', '/api/live']) {
      const socket = send(
        `GET ${path} HTTP/1.1\r\nHost: localhost\r\nhost: evil.example\r\nConnection: close\r\n\r\n`,
      );
      expect(await replyTo(socket)).toMatch(/^HTTP\/1\.1 400 .*Send one Host header/s);
    }
    expect(upstreamRequests).toBe(0);
  });

  it('carries the gateway’s proof, whatever its sender claims', async () => {
    const secret = 'a secret of the gateway, 32 characters long';
    await start({ secret }, ({ headers }) => headers);
    const headers = { 'x-gateway-proof': 'forged' };
    const reply = await fetch(new URL('/api/devices', url), { headers });
    expect(await reply.json()).toMatchObject({ 'x-gateway-proof': secret });
    await gateway.close();
    await api.close();
    await start({}, ({ headers }) => headers);
    const without = await fetch(new URL('/api/devices', url), { headers });
    expect(await without.json()).not.toHaveProperty('x-gateway-proof');
  });
});

describe('the rate limit', () => {
  it('counts by address, states itself and refuses with 429', async () => {
    await start({ requestsPerAddress: 3, trustedProxies: ['127.0.0.1'] });
    const from = (address: string) =>
      fetch(new URL('/api/devices', url), { headers: { 'x-forwarded-for': address } });
    const replies: Response[] = [];
    for (let n = 0; n < 4; n++) replies.push(await from('198.51.100.1:5123'));
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 429]);
    expect(replies[0]!.headers.get('ratelimit-policy')).toBe('"address";q=3;w=10');
    expect(replies[0]!.headers.get('ratelimit')).toMatch(/^"address";r=2;t=\d+$/);
    expect(Number(replies[3]!.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await replies[3]!.json()).toMatchObject({
      type: 'urn:energy:problem:too-many-requests',
    });
    expect((await from('198.51.100.2')).status).toBe(200);
    expect((await from('[2001:db8::1]:1')).status).toBe(200);
  });

  it('is stated beside the one of the API', async () => {
    await start({ requestsPerAddress: 30 });
    await api.close();
    api = fastify();
    api.get('/api/*', async (_request, reply) =>
      reply
        .header('ratelimit', '"user";r=1;t=9')
        .header('ratelimit-policy', '"user";q=2;w=10')
        .send({}),
    );
    await gateway.close();
    const upstream = await api.listen({ host: '127.0.0.1', port: 0 });
    gateway = await testGateway({ queryApiUrl: upstream, requestsPerAddress: 30 });
    const { headers } = await gateway.inject('/api/devices');
    expect(headers.ratelimit).toMatch(/^"address";r=29;t=\d+, "user";r=1;t=9$/);
    expect(headers['ratelimit-policy']).toBe('"address";q=30;w=10, "user";q=2;w=10');
  });
});

describe('exports', () => {
  const PATH = '/api/consumption/export?from=2026-01-01';
  const TIMEOUT_MS = 300;

  it('may begin late and pause, where any other reply ends after the timeout', async () => {
    const late = async () => {
      await sleep(2 * TIMEOUT_MS);
      return Readable.from(paused());
    };
    async function* paused() {
      yield 'a';
      await sleep(3_000); // Longer than the timeout and the steps in which it is checked.
      yield 'b';
    }
    await start({ answerTimeoutMs: TIMEOUT_MS }, late);
    expect((await fetch(new URL('/api/devices', url))).status).toBe(504);
    expect(await (await fetch(new URL(PATH, url))).text()).toBe('ab');
    const ofDevice = '/api/devices/5c2494a3-1140-4c7a-991a-a1a2561c6bc2/consumption/export';
    expect(await (await fetch(new URL(ofDevice, url))).text()).toBe('ab');
  });

  it('are read as fast as their reader takes them, whole, and end where it leaves', async () => {
    let pieces = 0;
    let hasEnded = false;
    async function* many() {
      try {
        for (; pieces < 1_000; pieces++) yield Buffer.alloc(64 * 1024);
      } finally {
        hasEnded = true;
      }
    }
    await start({ answerTimeoutMs: TIMEOUT_MS }, () => Readable.from(many()));
    const socket = send(`GET ${PATH} HTTP/1.1\r\nHost: localhost\r\n\r\n`).pause();
    let before = -1;
    await expect
      .poll(
        async () => {
          const isStill = pieces > 0 && pieces === before;
          before = pieces;
          return isStill;
        },
        { interval: 200 },
      )
      .toBe(true);
    expect(pieces).toBeLessThan(500);
    socket.destroy();
    await expect.poll(() => hasEnded).toBe(true);
    pieces = 0;
    const whole = await (await fetch(new URL(PATH, url))).arrayBuffer();
    expect(whole.byteLength).toBe(1_000 * 64 * 1024);
  });

  it('of slow readers take no connection from other requests', async () => {
    await start({}, ({ method: _ }) => Readable.from(endless()));
    async function* endless() {
      for (;;) yield Buffer.alloc(64 * 1024);
    }
    for (let n = 0; n < 140; n++) {
      send(`GET ${PATH} HTTP/1.1\r\nHost: localhost\r\n\r\n`).pause();
    }
    await expect.poll(() => upstreamRequests).toBe(128);
    const other = await fetch(new URL('/api/devices', url));
    expect(other.status).toBe(200);
    await other.body!.cancel();
  });
});
