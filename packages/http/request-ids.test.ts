import { Writable } from 'node:stream';
import { createLogger, createMetrics } from '@energy/service';
import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHttpApi } from './http-api.ts';
import { SignIn } from './testing/sign-in.ts';

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

let app: FastifyInstance;
let lines: string[];

beforeEach(async () => {
  lines = [];
  const destination = new Writable({
    write: (line: Buffer, _encoding, done) => {
      lines.push(line.toString());
      done();
    },
  });
  const log = createLogger('api', { level: 'info', format: 'json', destination });
  app = await createHttpApi({
    log,
    metrics: createMetrics('api'),
    readiness: async () => ({}),
    description: { title: 'An API', description: 'For a test.', tags: [] },
    access: { sessions: new SignIn(), publicUrl: new URL('http://localhost:8080') },
    bodyLimit: 1_024,
  });
  app.post<{ Body: { name: string } }>('/api/session', async ({ body }) => {
    await new Promise(setImmediate);
    if (body.name === 'Mallory') throw new TypeError('Nobody expected this.');
    log.info('Something happens.');
    return body;
  });
});

afterEach(() => app.close());

const ask = (headers: Record<string, string> = {}, name = 'Ada') =>
  app.inject({ method: 'POST', url: '/api/session', headers, payload: { name } });

describe('a request', () => {
  it('is answered with an id, with which everything that is logged of it is logged', async () => {
    const replies = await Promise.all([ask(), ask()]);
    const ids = replies.map(({ headers }) => headers['x-request-id']);
    expect(ids).toEqual([expect.stringMatching(UUID), expect.stringMatching(UUID)]);
    const logged = lines.map((line) => JSON.parse(line).correlationId);
    expect(logged.sort()).toEqual(ids.sort());
  });

  it.each(['0f0e7a5c-5c4e-4d0c-9d5e-0b8d2f4a1c3e', 'import.2026-11-22_7', 'a'.repeat(64)])(
    'may bring the id %s',
    async (id) => {
      const { headers } = await ask({ 'x-request-id': id });
      expect(headers['x-request-id']).toBe(id);
      expect(JSON.parse(lines[0]!).correlationId).toBe(id);
    },
  );

  it.each(['', 'short', 'a'.repeat(65), 'two words here', '{"json":"text"}', 'línea-ñandú'])(
    'is given an id in the place of "%s"',
    async (id) => {
      const { headers } = await ask({ 'x-request-id': id });
      expect(headers['x-request-id']).toMatch(UUID);
    },
  );

  it('that fails names its id, to be found in the log', async () => {
    const unknown = await app.inject('/api/nothing');
    expect(unknown.json().requestId).toBe(unknown.headers['x-request-id']);
    const failed = await ask({}, 'Mallory');
    expect(failed.statusCode).toBe(500);
    expect(failed.json().requestId).toBe(failed.headers['x-request-id']);
    expect(JSON.parse(lines[0]!)).toMatchObject({
      level: 'error',
      correlationId: failed.headers['x-request-id'],
    });
  });

  it('that can’t even be read has an id', async () => {
    const { headers, statusCode } = await app.inject('/api/%zz');
    expect(statusCode).toBe(400);
    expect(headers['x-request-id']).toMatch(UUID);
  });
});
