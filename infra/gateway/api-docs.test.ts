import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testGateway } from './testing/gateway.ts';

let gateway: FastifyInstance;
beforeAll(async () => {
  gateway = await testGateway();
});
afterAll(() => gateway.close());

describe('the page of the API’s documentation', () => {
  it.each(['/api/docs', '/api/docs/'])('is served at %s within a strict policy', async (url) => {
    const { statusCode, headers, body } = await gateway.inject(url);
    expect(statusCode).toBe(200);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'self'");
    expect(policy).not.toMatch(/unsafe|https?:/);
    expect(body).not.toMatch(/<script>|<style|style=|https?:/);
  });

  it('has all its files on the platform', async () => {
    const { body } = await gateway.inject('/api/docs');
    const urls = [...body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url!);
    expect(urls).toHaveLength(3);
    for (const url of urls) {
      const { statusCode, headers } = await gateway.inject(url);
      expect(statusCode).toBe(200);
      expect(headers['content-type']).toMatch(/^(?:text|application)\/(?:css|javascript)/);
    }
    expect((await gateway.inject('/api/docs/start.js')).body).toContain("'/api/openapi.json'");
  });

  it.each(['package.json', 'index.html', '..%2fpackage.json', 'swagger-ui.js.map'])(
    'serves no other file: %s',
    async (file) => {
      expect((await gateway.inject(`/api/docs/${file}`)).statusCode).toBe(404);
    },
  );
});
