import { once } from 'node:events';
import { connect } from 'node:net';
import { createMetrics } from '@energy/service';
import fastify, { type FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { buildGateway } from './app.ts';

/** A fake query-api. It opens WebSockets for requests with a cookie or a token. */
class QueryApi {
  readonly app: FastifyInstance = fastify({ forceCloseConnections: true });
  readonly sockets: WebSocket[] = [];
  readonly handshakes: NodeJS.Dict<string | string[]>[] = [];
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: 1_000 });

  async start(): Promise<string> {
    this.app.get('/api/*', async ({ url, headers }) => ({ url, headers }));
    this.app.server.on('upgrade', (request, socket, head) => {
      this.handshakes.push({ url: request.url, ...request.headers });
      const { cookie, authorization } = request.headers;
      if (cookie ?? authorization) {
        this.#server.handleUpgrade(request, socket, head, (webSocket) => {
          this.sockets.push(webSocket);
          webSocket.on('error', () => undefined);
          webSocket.on('message', (data, binary) => webSocket.send(data, { binary }));
        });
      } else {
        socket.end(
          'HTTP/1.1 401 Unauthorized\r\ncontent-type: application/problem+json\r\nwww-authenticate: Bearer\r\n' +
            'content-length: 2\r\nconnection: close\r\n\r\n{}',
        );
      }
    });
    return this.app.listen({ host: '127.0.0.1', port: 0 });
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.terminate();
    await this.app.close();
  }
}

const cookie = { cookie: 'energy-session=token' };

describe('the gateway', () => {
  let queryApi: QueryApi;
  let gateway: FastifyInstance;
  let url: string;

  beforeEach(async () => {
    queryApi = new QueryApi();
    await startGateway(await queryApi.start());
  });

  async function startGateway(queryApiUrl: string, trustedProxies: readonly string[] = []) {
    gateway = await buildGateway({
      queryApiUrl,
      commandApiUrl: 'http://127.0.0.1:9',
      chatGrpcUrl: new URL('http://127.0.0.1:9'),
      publicUrl: new URL('http://localhost:8080'),
      trustedProxies,
      log: pino({ enabled: false }),
      metrics: createMetrics('gateway'),
    });
    url = (await gateway.listen({ host: '127.0.0.1', port: 0 })).replace('http', 'ws');
  }

  afterEach(async () => {
    await gateway.close();
    await queryApi.stop();
  });

  async function open(headers: Record<string, string> = cookie): Promise<WebSocket> {
    const socket = new WebSocket(`${url}/api/live?after=7`, { headers });
    await once(socket, 'open');
    return socket;
  }

  /** The HTTP reply to a handshake that is refused. */
  async function refusal(headers: Record<string, string>) {
    const socket = new WebSocket(`${url}/api/live`, { headers });
    const [, reply] = await once(socket, 'unexpected-response');
    const body = (await reply.toArray()).join('');
    socket.on('error', () => undefined).terminate();
    return { status: reply.statusCode, headers: reply.headers, body };
  }

  async function closed(socket: WebSocket): Promise<{ code: number; reason: string }> {
    const [code, reason] = await once(socket, 'close');
    return { code, reason: String(reason) };
  }

  it('forwards the handshake unchanged, with the address of the client', async () => {
    await open({
      ...cookie,
      authorization: 'Bearer token',
      origin: 'http://localhost:8080',
      'sec-fetch-site': 'same-origin',
      host: 'localhost:8080',
      'x-forwarded-for': '6.6.6.6',
      'x-forwarded-host': 'evil.example',
      forwarded: 'for=6.6.6.6',
    });
    const [handshake] = queryApi.handshakes;
    expect(handshake).toMatchObject({
      url: '/api/live?after=7',
      cookie: 'energy-session=token',
      authorization: 'Bearer token',
      origin: 'http://localhost:8080',
      'sec-fetch-site': 'same-origin',
      host: 'localhost:8080',
      'x-forwarded-for': '127.0.0.1',
    });
    expect(handshake).not.toHaveProperty('x-forwarded-host');
    expect(handshake).not.toHaveProperty('forwarded');
  });

  it('takes the address of the client and the host from a trusted proxy', async () => {
    await gateway.close();
    await startGateway(queryApi.app.listeningOrigin, ['127.0.0.1']);
    await open({ ...cookie, 'x-forwarded-for': '6.6.6.6', 'x-forwarded-host': 'energy.example' });
    const [handshake] = queryApi.handshakes;
    expect(handshake).toMatchObject({ 'x-forwarded-for': '6.6.6.6', host: 'energy.example' });
    expect(handshake).not.toHaveProperty('x-forwarded-host');
  });

  it('forwards frames in both directions, unchanged and in order', async () => {
    const socket = await open();
    const echoed: string[] = [];
    socket.on('message', (data) => echoed.push(String(data)));
    const sent = Array.from({ length: 500 }, (_, index) => `${index} ${'é'.repeat(index % 200)}`);
    for (const text of sent) socket.send(text);
    await expect.poll(() => echoed.length).toBe(sent.length);
    expect(echoed).toEqual(sent);
    socket.ping();
    await once(socket, 'pong');
  });

  it('forwards what arrives together with the handshake', async () => {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    const masked = [0x81, 0x82, 0, 0, 0, 0, 0x68, 0x69];
    const handshake = `GET /api/live HTTP/1.1\r\nhost: ${hostname}\r\nconnection: Upgrade\r\nupgrade: websocket\r\ncookie: a=b\r\nsec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`;
    socket.write(Buffer.concat([Buffer.from(handshake), Buffer.from(masked)]));
    let received = '';
    socket.on('data', (data) => {
      received += data.toString('latin1');
    });
    await expect.poll(() => received.endsWith('hi')).toBe(true);
    expect(received).toMatch(/^HTTP\/1\.1 101 Switching Protocols\r\n/);
    socket.destroy();
  });

  it('forwards the close code of either side', async () => {
    const first = await open();
    queryApi.sockets[0]!.close(4401, 'session-ended');
    expect(await closed(first)).toEqual({ code: 4401, reason: 'session-ended' });
    const second = await open();
    const clientClosed = closed(queryApi.sockets[1]!);
    second.close(4000, 'done');
    expect(await clientClosed).toEqual({ code: 4000, reason: 'done' });
    const third = await open();
    third.send('x'.repeat(1_001));
    expect(await closed(third)).toEqual({ code: 1009, reason: '' });
  });

  it('breaks the connection to one side when the other breaks', async () => {
    const first = await open();
    queryApi.sockets[0]!.terminate();
    expect((await closed(first)).code).toBe(1006);
    const second = await open();
    const clientClosed = closed(queryApi.sockets[1]!);
    second.terminate();
    expect((await clientClosed).code).toBe(1006);
  });

  it('forwards the response of query-api to a refused handshake', async () => {
    expect(await refusal({})).toMatchObject({
      status: 401,
      headers: { 'content-type': 'application/problem+json', 'www-authenticate': 'Bearer' },
      body: '{}',
    });
  });

  it('responds 503 with Retry-After while query-api is unavailable', async () => {
    await queryApi.stop();
    const { status, headers, body } = await refusal(cookie);
    expect(status).toBe(503);
    expect(headers['retry-after']).toBe('2');
    expect(JSON.parse(body)).toMatchObject({ type: 'urn:energy:problem:engine-unavailable' });
  });

  it('buffers nothing for a slow reader: query-api sees the backpressure', async () => {
    const socket = await open();
    socket.pause();
    const [upstream] = queryApi.sockets as [WebSocket];
    const mebibyte = Buffer.alloc(1_024 * 1_024);
    const isSeen = () => {
      upstream.send(mebibyte);
      return upstream.bufferedAmount > 4 * mebibyte.length;
    };
    await vi.waitUntil(isSeen, { timeout: 10_000, interval: 20 });
    socket.terminate();
  });

  it('treats other upgrade requests as plain requests', async () => {
    const { hostname, port } = new URL(url);
    for (const [path, upgrade] of [
      ['/api/devices', 'websocket'],
      ['/api/devices', 'h2c'],
      ['/api/live', 'h2c'],
    ]) {
      const socket = connect(Number(port), hostname);
      socket.write(
        `GET ${path} HTTP/1.1\r\nhost: ${hostname}\r\nconnection: Upgrade\r\nupgrade: ${upgrade}\r\n\r\n`,
      );
      const [reply] = await once(socket.setEncoding('utf8'), 'data');
      expect(reply).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
      expect(reply).toContain(`"url":"${path}"`);
      socket.destroy();
    }
    expect(queryApi.handshakes).toEqual([]);
  });

  it('ends all connections when it stops, also those of slow readers', async () => {
    const socket = await open();
    const slowReader = await open();
    slowReader.pause();
    const isSlow = () => {
      queryApi.sockets[1]!.send(Buffer.alloc(1_024 * 1_024));
      return queryApi.sockets[1]!.bufferedAmount > 4 * 1_024 * 1_024;
    };
    await vi.waitUntil(isSlow, { timeout: 10_000, interval: 20 });
    const [, end] = await Promise.all([gateway.close(), closed(socket)]);
    expect(end.code).toBe(1006);
    slowReader.resume();
    expect((await closed(slowReader)).code).toBe(1006);
    await vi.waitUntil(() => queryApi.sockets.every(({ readyState }) => readyState === 3));
  });
});
