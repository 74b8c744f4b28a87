import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import fastify from 'fastify';
import { afterAll, describe, expect, it } from 'vitest';
import { addCompression } from './compression.ts';

const large = 'kWh '.repeat(5_000);

const app = fastify();
addCompression(app);
app.get('/large', (_request, reply) => reply.header('etag', 'W/"weak"').send(large));
app.get('/small', () => 'kWh');
app.get('/revision', (_request, reply) => reply.header('etag', '"7"').send(large));
afterAll(() => app.close());

const ask = (url: string, encodings?: string, method: 'GET' | 'HEAD' = 'GET') =>
  app.inject({ method, url, headers: encodings ? { 'accept-encoding': encodings } : {} });

describe('a large reply', () => {
  it.each([
    ['gzip, deflate, br, zstd', 'br', brotliDecompressSync],
    ['gzip', 'gzip', gunzipSync],
    ['br;q=0, gzip;q=0.5', 'gzip', gunzipSync],
  ] as const)(
    'is compressed for a caller who accepts %s',
    async (accepted, encoding, decompress) => {
      const { headers, rawPayload } = await ask('/large', accepted);
      expect(headers).toMatchObject({ 'content-encoding': encoding, vary: 'accept-encoding' });
      expect(headers['content-length']).toBe(String(rawPayload.length));
      expect(rawPayload.length).toBeLessThan(500);
      expect(decompress(rawPayload).toString()).toBe(large);
    },
  );

  it.each([undefined, 'identity', 'br;q=0'])('stays as it is for %s', async (accepted) => {
    const { headers, body } = await ask('/large', accepted);
    expect(headers['content-encoding']).toBeUndefined();
    expect(headers.vary).toBe('accept-encoding');
    expect(body).toBe(large);
  });
});

it.each(['/small', '/revision'])('%s stays as it is', async (url) => {
  const { headers } = await ask(url, 'br');
  expect(headers['content-encoding']).toBeUndefined();
});

it('HEAD has no body', async () => {
  const { headers, body } = await ask('/large', 'br', 'HEAD');
  expect([headers['content-encoding'], body]).toEqual([undefined, '']);
});
