import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type Asking, Queries } from '../testing/queries.ts';

let queries: Queries;
beforeAll(async () => {
  queries = await Queries.start({}, { liveConnectionsPerUser: 3 });
  await queries.ready();
});
afterAll(() => queries.stop());

/** Attempts a handshake; resolves to status 101, or to the status of the refusal and its problem. */
async function handshake(headers: Asking, query = '') {
  const url = `${await queries.url()}/api/live${query}`;
  const socket = new WebSocket(url.replace('http', 'ws'), { headers });
  socket.on('error', () => undefined);
  const opened = once(socket, 'open').then(() => ({ status: 101, problem: undefined }));
  const refused = once(socket, 'unexpected-response').then(async ([, reply]) => {
    const { type, errors } = JSON.parse((await reply.toArray()).join(''));
    expect(reply.headers['content-type']).toMatch(/^application\/problem\+json/);
    return { status: reply.statusCode as number, problem: type, errors };
  });
  const answer = await Promise.race([opened, refused]);
  socket.terminate();
  return answer;
}

const cookie = () => ({ cookie: `energy-session=${queries.signIn.token('client')}` });

describe('the live WebSocket', () => {
  it('opens with a token or the cookie', async () => {
    expect(await handshake(queries.signIn.bearer('client'))).toMatchObject({ status: 101 });
    expect(await handshake(queries.signIn.bearer('administrator'))).toMatchObject({ status: 101 });
    expect(await handshake(cookie())).toMatchObject({ status: 101 });
  });

  it('opens for nobody else', async () => {
    const { signIn } = queries;
    const ended = signIn.token('client');
    signIn.end(ended);
    const [header, claims, signature] = signIn.token('client').split('.');
    const refused: Record<string, Asking> = {
      nobody: {},
      'an expired token': signIn.bearer('client', { issuedAt: Date.now() - 11 * 60_000 }),
      'a session that has ended': { authorization: `Bearer ${ended}` },
      'the cookie of a session that has ended': { cookie: `energy-session=${ended}` },
      'a key of one’s own': signIn.bearer('client', {
        key: generateKeyPairSync('ed25519').privateKey,
      }),
      'claims that were changed': {
        authorization: `Bearer ${header}.${claims!.slice(0, -4)}AAAA.${signature}`,
      },
      'no token': { authorization: 'Bearer hello' },
    };
    for (const [who, headers] of Object.entries(refused)) {
      expect({ who, ...(await handshake(headers)) }).toMatchObject({
        who,
        status: 401,
        problem: 'urn:energy:problem:not-signed-in',
      });
    }
  });

  it('drops refused connections that stay open', async () => {
    const { hostname, port } = new URL(await queries.url());
    const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
    socket.write(
      `GET /api/live HTTP/1.1\r\nhost: ${hostname}\r\nconnection: Upgrade\r\nupgrade: websocket\r\n` +
        'sec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    );
    let reply = '';
    for await (const text of socket.setEncoding('utf8')) reply += text;
    expect(reply).toMatch(/^HTTP\/1\.1 401 /);
    const { server } = queries.app;
    await expect.poll(() => promisify(server.getConnections).call(server)).toBe(0);
    socket.destroy();
  });

  it('does not open before a one-time password was changed', async () => {
    expect(
      await handshake(queries.signIn.bearer('client', { mustChangePassword: true })),
    ).toMatchObject({ status: 403, problem: 'urn:energy:problem:password-change-required' });
  });

  it.each([
    [{ origin: 'http://localhost:8080' }, 101],
    [{ origin: 'http://evil.example' }, 403],
    [{ origin: 'http://localhost:9999' }, 403],
    [{ origin: 'null' }, 403],
    [{ origin: 'http://localhost:8080', 'sec-fetch-site': 'same-origin' }, 101],
    [{ origin: 'http://evil.example', 'sec-fetch-site': 'cross-site' }, 403],
    [{ origin: 'http://sub.localhost:8080', 'sec-fetch-site': 'same-site' }, 403],
  ] as const)('by the cookie and %j is answered %i', async (headers, status) => {
    const answer = await handshake({ ...cookie(), ...headers });
    expect(answer.status).toBe(status);
    if (status === 403) expect(answer.problem).toBe('urn:energy:problem:cross-site-request');
  });

  it('by a token opens from anywhere: no browser has added it', async () => {
    const headers = { ...queries.signIn.bearer('client'), origin: 'http://evil.example' };
    expect(await handshake(headers)).toMatchObject({ status: 101 });
  });

  it('does not open for a host that is not the platform’s', async () => {
    expect(await handshake({ ...cookie(), host: 'evil.example' })).toMatchObject({ status: 421 });
  });

  it.each(['?after=-1', '?after=x', '?after=1.5', '?after=9007199254740992', '?before=1'])(
    'does not open for %s, and says why',
    async (query) => {
      const answer = await handshake(queries.signIn.bearer('client'), query);
      expect(answer).toMatchObject({ status: 400, errors: [{ in: 'query' }] });
    },
  );

  it('answers a plain request with 426', async () => {
    const { status, headers, body } = await queries.get('/api/live');
    expect(status).toBe(426);
    expect(headers).toMatchObject({ upgrade: 'websocket', connection: 'Upgrade' });
    expect(body.type).toBe('urn:energy:problem:websocket-required');
  });

  it('limits the connections of one user', async () => {
    const ada = await queries.user('Ada');
    const open = await Promise.all([1, 2, 3].map(() => queries.live(ada)));
    expect(await (await queries.live(ada)).closed).toEqual({
      code: 4430,
      reason: 'too-many-connections',
    });
    await open[0]!.close();
    const again = await queries.live(ada);
    await again.expect('hello');
  });

  it('closes as soon as its session ends, the others stay', async () => {
    const { userId } = await queries.user('Ada');
    const tokens = [1, 2].map(() => queries.signIn.token('client', { userId }));
    const [first, second] = await Promise.all(
      tokens.map((token) => queries.live({ authorization: `Bearer ${token}` })),
    );
    queries.signIn.end(tokens[0]!);
    expect(await first!.closed).toEqual({ code: 4401, reason: 'session-ended' });
    await second!.upToNow();
  });
});
