import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import { createMetrics } from '@energy/service';
import { temporaryFolder } from '@energy/testing';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildGateway } from './app.ts';

const PAGE =
  '<!doctype html><style nonce="CSP_NONCE"></style><script src="/assets/a-1.js"></script>';
const HTML = { accept: 'text/html,*/*' };
const NOWHERE = 'http://127.0.0.1:9';

let folder: string;
let gateway: FastifyInstance;
beforeAll(async () => {
  folder = temporaryFolder('pages');
  await mkdir(path.join(folder, 'assets'));
  await writeFile(path.join(folder, 'index.html'), PAGE);
  await writeFile(path.join(folder, 'assets/a-1.js'), 'let a;');
  await writeFile(path.join(folder, 'assets/a-1.js.br'), brotliCompressSync('let a;'));
  await writeFile(path.join(folder, 'favicon.svg'), '<svg/>');
  await writeFile(path.join(folder, '.sources'), 'stamp');
  gateway = await started({ pages: folder });
});
afterAll(async () => {
  await gateway.close();
  await rm(folder, { recursive: true });
});

const started = (more: { pages?: string; publicUrl?: URL }) =>
  buildGateway({
    queryApiUrl: NOWHERE,
    commandApiUrl: NOWHERE,
    chatGrpcUrl: new URL(NOWHERE),
    publicUrl: new URL('http://127.0.0.1:8080'),
    log: pino({ enabled: false }),
    metrics: createMetrics('gateway'),
    ...more,
  });

describe('the pages', () => {
  it.each(['/', '/devices', '/devices/5c2494a3/2026-11-22?a=b.c', '/index.html'])(
    'are one document, at %s as anywhere',
    async (url) => {
      const { statusCode, headers, body } = await gateway.inject({ url, headers: HTML });
      expect(statusCode).toBe(200);
      expect(headers['content-type']).toBe('text/html; charset=utf-8');
      expect(headers['cache-control']).toBe('no-cache');
      expect(body).toContain('<!doctype html>');
    },
  );

  it('may run no script and no style but their own: the nonce of each answer is another', async () => {
    const answers = await Promise.all(
      [1, 2].map(() => gateway.inject({ url: '/', headers: HTML })),
    );
    const nonces = answers.map(({ headers, body }) => {
      const policy = String(headers['content-security-policy']);
      expect(policy).toContain("default-src 'self'");
      expect(policy).not.toContain('unsafe');
      expect(policy).not.toContain('script-src'); // As strict as the default.
      const nonce = /style-src 'self' 'nonce-([^']+)'/.exec(policy)?.[1];
      expect(body).toContain(`nonce="${nonce}"`);
      return nonce;
    });
    expect(new Set(nonces).size).toBe(2);
  });

  it.each([
    ['what programs ask for', '/devices', { accept: 'application/json' }],
    ['a file that is not there', '/assets/gone-2.js', HTML],
    ['health', '/health/ready', HTML],
    ['metrics', '/metrics', HTML],
    ['the API itself', '/api', HTML],
    ['what is not to be served', '/.sources', HTML],
    ['files of others', '/..%2f..%2fpackage.json', HTML],
  ])('are never the answer to %s', async (_, url, headers) => {
    const { statusCode, headers: answered } = await gateway.inject({ url, headers });
    expect(statusCode).toBeGreaterThanOrEqual(400);
    expect(answered['content-type']).toContain('json');
  });

  it.each(['POST', 'DELETE', 'OPTIONS', 'TRACE', 'QUERY'])('refuse %s with 405', async (method) => {
    for (const url of ['/', '/devices', '/favicon.svg']) {
      const request = { method: method as 'POST', url, headers: HTML };
      const { statusCode, headers } = await gateway.inject(request);
      expect(statusCode).toBe(405);
      expect(headers.allow).toBe('GET, HEAD');
    }
  });

  it.each(['GET', 'HEAD'] as const)(
    'start for %s by programs that accept anything',
    async (method) => {
      for (const headers of [{ accept: '*/*' }, { accept: 'text/*' }, {}]) {
        const { statusCode, headers: replied } = await gateway.inject({
          method,
          url: '/',
          headers,
        });
        expect(statusCode).toBe(200);
        expect(replied['content-type']).toBe('text/html; charset=utf-8');
      }
    },
  );

  it.each([
    ['/', { accept: 'application/json' }],
    ['/devices', { accept: '*/*' }],
    ['/healthz', { accept: '*/*' }],
  ])('answer 404 at %s to %o', async (url, headers) => {
    expect((await gateway.inject({ url, headers })).statusCode).toBe(404);
  });

  it('are cached for ever where their names contain a hash, and revalidated otherwise', async () => {
    const asset = await gateway.inject('/assets/a-1.js');
    expect(asset.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    const icon = await gateway.inject('/favicon.svg');
    expect(icon.headers['cache-control']).toBe('no-cache');
    expect(icon.headers['x-content-type-options']).toBe('nosniff');
  });

  it('are sent compressed as they were built', async () => {
    const headers = { 'accept-encoding': 'br' };
    const { headers: answered, rawPayload } = await gateway.inject({
      url: '/assets/a-1.js',
      headers,
    });
    expect(answered['content-encoding']).toBe('br');
    expect(answered['content-type']).toContain('javascript');
    expect(brotliDecompressSync(rawPayload).toString()).toBe('let a;');
  });

  it('may use nothing but HTTPS where browsers reach the platform so', async () => {
    const secure = await started({ pages: folder, publicUrl: new URL('https://energy.example') });
    const { headers } = await secure.inject({ url: '/', headers: HTML });
    expect(headers['content-security-policy']).toContain('upgrade-insecure-requests');
    await secure.close();
  });

  it('are not there where they are not built: the API is all the same', async () => {
    const without = await started({ pages: path.join(folder, 'nowhere') });
    expect((await without.inject({ url: '/', headers: HTML })).statusCode).toBe(404);
    expect((await without.inject('/api/devices')).statusCode).toBe(503); // The API is away here.
    await without.close();
  });
});
