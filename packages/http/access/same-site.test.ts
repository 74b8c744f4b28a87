import { once } from 'node:events';
import { connect } from 'node:net';
import fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addProblemDetails } from '../problems/problem-details.ts';
import { addSameSiteOnly } from './same-site.ts';

let app: FastifyInstance;
beforeEach(() => {
  app = fastify({ trustProxy: true });
  addProblemDetails(app);
  addSameSiteOnly(app, new URL('https://energy.example'));
  app.get('/api/read', async () => 'read');
  app.post('/api/write', async () => 'written');
});
afterEach(() => app.close());

async function status(method: 'GET' | 'POST', headers: Record<string, string>): Promise<number> {
  const url = method === 'GET' ? '/api/read' : '/api/write';
  return (await app.inject({ method, url, headers })).statusCode;
}

describe('an API', () => {
  it.each([
    'energy.example',
    'ENERGY.example',
    'energy.example:8443',
    'localhost',
    'localhost:8082',
    '127.0.0.1:8082',
    '[::1]:8082',
    '192.168.1.5:8082',
  ])('answers for %s', async (host) => {
    expect(await status('GET', { host })).toBe(200);
  });

  it.each(['evil.example', 'energy.example.evil', 'localhost.evil', '127.0.0.1.evil', 'a@b'])(
    'does not answer for %s',
    async (host) => {
      expect(await status('GET', { host })).toBe(421);
    },
  );

  it('believes no header that names another host, which a page can send', async () => {
    const forwarded = { 'x-forwarded-host': 'localhost', 'x-forwarded-for': '127.0.0.1' };
    expect(await status('GET', { host: 'evil.example', ...forwarded })).toBe(421);
    const fromElsewhere = { origin: 'https://evil.example', 'x-forwarded-host': 'evil.example' };
    expect(await status('POST', { host: 'localhost', ...fromElsewhere })).toBe(403);
  });

  it('does not answer who names no host', async () => {
    const { hostname, port } = new URL(await app.listen({ host: '127.0.0.1', port: 0 }));
    const socket = connect(Number(port), hostname);
    socket.end('GET /api/read HTTP/1.0\r\n\r\n');
    const [reply] = await once(socket.setEncoding('utf8'), 'data');
    expect(reply).toMatch(/^HTTP\/1\.1 421 /);
  });

  it.each([
    [{ origin: 'https://energy.example' }, 200],
    [{ origin: 'http://energy.example' }, 403],
    [{ origin: 'https://evil.example' }, 403],
    [{ origin: 'null' }, 403],
    [{ origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' }, 200],
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ 'sec-fetch-site': 'same-site' }, 403],
    [{ 'sec-fetch-site': 'none' }, 200],
    [{ origin: 'https://evil.example', authorization: 'Bearer token' }, 200],
    [{ origin: 'https://evil.example', authorization: 'Basic eDp5' }, 403],
    [{}, 200],
  ])('takes a command of %j with %i', async (headers, expected) => {
    expect(await status('POST', { host: '127.0.0.1', ...(headers as object) })).toBe(expected);
  });

  it.each([
    [{ origin: 'https://energy.example' }, 200],
    [{ origin: 'https://evil.example' }, 403],
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ origin: 'https://evil.example', authorization: 'Bearer token' }, 200],
    [{}, 200],
  ])('takes a WebSocket of %j with %i', async (headers, expected) => {
    const upgrade = { host: '127.0.0.1', connection: 'Upgrade', upgrade: 'WebSocket' };
    expect(await status('GET', { ...upgrade, ...(headers as object) })).toBe(expected);
  });

  it.each([
    ['https://192.168.1.5:8443', 200],
    ['http://192.168.1.5:8443', 403],
  ])(
    'takes the page of the address that is asked for as its own, by the platform’s scheme: %s',
    async (origin, expected) => {
      expect(await status('POST', { host: '192.168.1.5:8443', origin })).toBe(expected);
    },
  );

  it('accepts reads from anywhere', async () => {
    const headers = { host: 'localhost', 'sec-fetch-site': 'cross-site' };
    expect(await status('GET', headers)).toBe(200);
  });
});
