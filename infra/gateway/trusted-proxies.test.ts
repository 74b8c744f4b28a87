import { ChatServiceDefinition } from '@energy/proto/chat';
import { createMetrics } from '@energy/service';
import fastify, { type FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildGateway } from './app.ts';
import { messageFrame } from './grpc-web/frames.ts';
import { StandInChatService } from './grpc-web/testing/chat-service.ts';

const TRUSTED = ['10.0.0.0/24', '192.0.2.7', '2001:db8:1::/48'];
const NEAREST = '10.0.0.5';
const STRANGER = '203.0.113.66';

const warnings: string[] = [];
const log = pino(
  { level: 'warn' },
  { write: (line: string) => warnings.push(JSON.parse(line).msg) },
);
let chat: StandInChatService;
let api: FastifyInstance;
let gateway: FastifyInstance;

beforeAll(async () => {
  chat = new StandInChatService();
  const chatPort = await chat.start();
  api = fastify();
  api.all('/api/*', async ({ headers }) => headers);
  const url = await api.listen({ host: '127.0.0.1', port: 0 });
  gateway = await buildGateway({
    queryApiUrl: url,
    commandApiUrl: url,
    chatGrpcUrl: new URL(`http://127.0.0.1:${chatPort}`),
    publicUrl: new URL('http://energy.example'),
    trustedProxies: TRUSTED,
    log,
    metrics: createMetrics('gateway'),
  });
});

afterAll(async () => {
  await gateway.close();
  await api.close();
  chat.kill();
});

type Headers = Record<string, string | string[]>;

/** The headers that an API receives for a request from an address. */
async function receivedByApi(remoteAddress: string, headers: Headers, path = '/api/devices') {
  const all = { host: 'energy.example', ...headers };
  return (await gateway.inject({ url: path, headers: all, remoteAddress })).json();
}

/** A call of the chat: its HTTP status, and the client's address that the chat service receives. */
async function receivedByChat(remoteAddress: string, headers: Headers) {
  const { statusCode } = await gateway.inject({
    method: 'POST',
    url: `/${ChatServiceDefinition.fullName}/Send`,
    payload: messageFrame(Buffer.from('hello')),
    headers: { host: 'energy.example', 'content-type': 'application/grpc-web+proto', ...headers },
    remoteAddress,
  });
  const [address] = chat.metadata.splice(0).map((each) => each.get('x-forwarded-for'));
  return { statusCode, address };
}

const cases: [what: string, from: string, forwardedFor: string | string[], asks: string][] = [
  ['the address from a proxy', NEAREST, '198.51.100.1', '198.51.100.1'],
  ['by IPv6 as well', '2001:db8:1::2', '2001:db8:9::1', '2001:db8:9::1'],
  [
    'also where the gateway listens by IPv6 too',
    `::ffff:${NEAREST}`,
    '198.51.100.1',
    '198.51.100.1',
  ],
  ['the address from a proxy, without its port', NEAREST, '203.0.113.9:5123', '203.0.113.9'],
  ['… with brackets and a port', NEAREST, '[2001:db8::7]:51234', '2001:db8::7'],
  ['… with brackets', NEAREST, '[2001:db8::7]', '2001:db8::7'],
  ['… with quotes', NEAREST, '"[2001:db8::7]:51234"', '2001:db8::7'],
  ['… behind a proxy with a port', NEAREST, '203.0.113.9:5123, 192.0.2.7:443', '203.0.113.9'],
  ['the address from the first of two proxies', NEAREST, '198.51.100.1, 192.0.2.7', '198.51.100.1'],
  ['in two headers', NEAREST, ['198.51.100.1', '192.0.2.7'], '198.51.100.1'],
  [
    'not an address that the client claims to a proxy',
    NEAREST,
    '6.6.6.6, 198.51.100.1',
    '198.51.100.1',
  ],
  [
    'not by a proxy that another forged',
    NEAREST,
    '6.6.6.6, 192.0.2.7, 198.51.100.1',
    '198.51.100.1',
  ],
  ['the proxy itself where it names nobody', NEAREST, '', NEAREST],
  ['the proxy itself where it names what is no address', NEAREST, '6.6.6.6, unknown', NEAREST],
  ['… <script>, or nothing between commas', NEAREST, '6.6.6.6, <script>, ,', NEAREST],
  ['the last proxy before what is no address', NEAREST, 'a.b.c.d, 192.0.2.7', '192.0.2.7'],
  ['the sender itself where it is no trusted proxy', STRANGER, '6.6.6.6', STRANGER],
  ['… as if by a proxy', STRANGER, '6.6.6.6, 10.0.0.5', STRANGER],
  ['… to be this machine', STRANGER, '127.0.0.1', STRANGER],
  ['this machine too', '127.0.0.1', '6.6.6.6', '127.0.0.1'],
];

describe('who asks, behind proxies, is', () => {
  it.each(cases)('%s', async (_what, from, forwardedFor, asks) => {
    const headers = { 'x-forwarded-for': forwardedFor };
    expect((await receivedByApi(from, headers))['x-forwarded-for']).toBe(asks);
    expect((await receivedByApi(from, headers, '/api/live'))['x-forwarded-for']).toBe(asks);
    expect((await receivedByChat(from, headers)).address).toEqual([asks]);
  });
});

describe('the host that is asked for, behind proxies, is', () => {
  const renamed = { host: 'gateway.internal', 'x-forwarded-host': 'energy.example' };

  it.each([
    ['the one that a proxy names', NEAREST, renamed, 'energy.example'],
    ['the nearest proxy’s of several', NEAREST, { 'x-forwarded-host': 'a, b' }, 'b'],
    [
      'the header’s own where the proxy names none',
      NEAREST,
      { 'x-forwarded-host': ' ,' },
      'energy.example',
    ],
    [
      'the header’s own from a sender that is no proxy',
      STRANGER,
      { 'x-forwarded-host': 'a' },
      'energy.example',
    ],
  ])('%s', async (_what, from, headers, host) => {
    expect((await receivedByApi(from, headers)).host).toBe(host);
    expect((await receivedByApi(from, headers, '/api/live')).host).toBe(host);
  });

  it('what a page of the platform is known by', async () => {
    const origin = 'http://energy.example';
    expect((await receivedByChat(NEAREST, { ...renamed, origin })).statusCode).toBe(200);
    expect(
      (await receivedByChat(NEAREST, { ...renamed, origin: 'http://evil.example' })).statusCode,
    ).toBe(403);
    expect((await receivedByChat(STRANGER, { ...renamed, origin })).statusCode).toBe(421);
    expect((await receivedByChat(NEAREST, { 'x-forwarded-host': 'evil.example' })).statusCode).toBe(
      421,
    );
  });
});

describe('the gateway', () => {
  it('forwards no other header of proxies, trusted or not', async () => {
    const word = {
      forwarded: 'for=6.6.6.6;host=evil.example',
      'x-forwarded-host': 'energy.example',
      'x-forwarded-port': '1',
      'x-forwarded-proto': 'http',
      'x-forwarded-prefix': '/evil',
    };
    for (const from of [NEAREST, STRANGER]) {
      const received = await receivedByApi(from, word);
      for (const name of Object.keys(word)) expect(received).not.toHaveProperty(name);
    }
  });

  it('says once that PUBLIC_URL is not by HTTPS where a proxy is reached so', async () => {
    await receivedByApi(STRANGER, { 'x-forwarded-proto': 'https' });
    await receivedByApi(NEAREST, { 'x-forwarded-proto': 'https, http' });
    await receivedByApi(NEAREST, { 'x-forwarded-proto': 'rubbish' });
    expect(warnings).toEqual([]);
    await receivedByApi(NEAREST, { 'x-forwarded-proto': 'https' });
    await receivedByApi(NEAREST, { 'x-forwarded-proto': 'https' });
    expect(warnings).toEqual([expect.stringContaining('PUBLIC_URL is http://energy.example')]);
  });
});
