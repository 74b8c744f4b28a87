import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { ChatServiceDefinition, SendRequest, SendResponse } from '@energy/proto/chat';
import { createMetrics } from '@energy/service';
import { Metadata, status } from '@grpc/grpc-js';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { createChannel, createClient, Metadata as WebMetadata } from 'nice-grpc-web';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { buildGateway } from '../app.ts';
import { messageFrame } from './frames.ts';
import { StandInChatService, type StreamingCall } from './testing/chat-service.ts';

const SERVICE = `/${ChatServiceDefinition.fullName}`;
const TYPE = 'application/grpc-web+proto';
const cookie = { cookie: 'other=1; energy-session=aaa.bbb.ccc' };
const hello = Buffer.from('hello');

let chat: StandInChatService;
let port: number;
let gateway: FastifyInstance;

beforeEach(async () => {
  chat = new StandInChatService();
  port = await chat.start();
  gateway = await started('http://localhost:8080');
});

afterEach(async () => {
  await gateway.close();
  chat.kill();
});

const started = (publicUrl: string) =>
  buildGateway({
    queryApiUrl: 'http://127.0.0.1:9',
    commandApiUrl: 'http://127.0.0.1:9',
    chatGrpcUrl: new URL(`http://127.0.0.1:${port}`),
    publicUrl: new URL(publicUrl),
    log: pino({ enabled: false }),
    metrics: createMetrics('gateway'),
  });

async function call(
  method = 'Send',
  payload: Buffer | string = messageFrame(hello),
  headers: Record<string, string> = {},
) {
  const all = { 'content-type': TYPE, ...cookie, ...headers };
  const asked: InjectOptions = { method: 'POST', url: `${SERVICE}/${method}`, payload };
  const {
    statusCode,
    headers: answered,
    rawPayload,
  } = await gateway.inject({
    ...asked,
    headers: all,
  });
  return { statusCode, headers: answered, raw: rawPayload, ...framesIn(rawPayload) };
}

/** The messages and trailers of an answer. */
function framesIn(body: Buffer) {
  const messages: string[] = [];
  let trailers: Record<string, string> = {};
  for (let at = 0; at + 5 <= body.length; ) {
    const end = at + 5 + body.readUInt32BE(at + 1);
    const content = body.subarray(at + 5, end).toString();
    if (body[at] === 0x80) {
      const lines = content.trimEnd().split('\r\n');
      trailers = Object.fromEntries(lines.map((line) => line.split(/:(.*)/, 2)));
    } else messages.push(content);
    at = end;
  }
  return { messages, trailers };
}

describe('a call with one answer', () => {
  it('is passed on as it is, and answered by the message and how it ended', async () => {
    const { statusCode, headers, messages, trailers } = await call();
    expect(statusCode).toBe(200);
    expect(headers['content-type']).toBe(TYPE);
    expect(headers['cache-control']).toBe('no-store');
    expect(chat.requests).toEqual([hello]);
    expect(messages).toEqual(['hello']);
    expect(trailers).toEqual({ 'grpc-status': '0' });
  });

  it('may have an empty message', async () => {
    expect((await call('NotifyTyping', messageFrame(Buffer.alloc(0)))).messages).toEqual(['']);
  });

  it('may be encoded as text, and is answered so', async () => {
    const payload = messageFrame(hello).toString('base64');
    const type = 'application/grpc-web-text';
    const { headers, raw } = await call('Send', payload, { 'content-type': type });
    expect(headers['content-type']).toBe(`${type}+proto`);
    const parts = raw.toString().match(/[^=]+=*/g)!;
    const body = Buffer.concat(parts.map((part) => Buffer.from(part, 'base64')));
    expect(framesIn(body)).toEqual({ messages: ['hello'], trailers: { 'grpc-status': '0' } });
  });

  it('forwards the status, the message and the details of a failure', async () => {
    const metadata = new Metadata();
    metadata.set('grpc-status-details-bin', Buffer.from([8, 5, 255]));
    const details = 'Größe: 100 %\r\nno';
    chat.onUnary = (_call, answer) => answer({ code: status.NOT_FOUND, details, metadata });
    const { statusCode, messages, trailers } = await call();
    expect(statusCode).toBe(200);
    expect(messages).toEqual([]);
    expect(trailers).toEqual({
      'grpc-status': '5',
      'grpc-message': encodeURIComponent(details),
      'grpc-status-details-bin': 'CAX/',
    });
  });
});

describe('who calls', () => {
  const authorization = () => chat.metadata.at(-1)?.get('authorization');

  it('is identified by the session’s cookie', async () => {
    await call();
    expect(authorization()).toEqual(['Bearer aaa.bbb.ccc']);
    expect(chat.metadata.at(-1)?.get('cookie')).toEqual([]);
  });

  it('is identified by a token rather than by a cookie', async () => {
    await call('Send', messageFrame(hello), { authorization: 'Bearer forged' });
    expect(authorization()).toEqual(['Bearer forged']);
  });

  it('is nobody without either, and where the cookie is no text', async () => {
    await call('Send', messageFrame(hello), { cookie: 'not-energy-session=a' });
    expect(authorization()).toEqual([]);
    await call('Send', messageFrame(hello), { cookie: 'energy-session=\u00e9' });
    expect(authorization()).toEqual([]);
    await call('Send', messageFrame(hello), { authorization: 'Bearer \u00e9' });
    expect(authorization()).toEqual([]);
  });

  it('is identified by the cookie for HTTPS where the public URL uses it', async () => {
    await gateway.close();
    gateway = await started('https://energy.example');
    await call();
    expect(authorization()).toEqual([]);
    await call('Send', messageFrame(hello), { cookie: '__Host-energy-session=s' });
    expect(authorization()).toEqual(['Bearer s']);
  });

  it('says nothing else of themselves: the gateway says from where they call', async () => {
    await call('Send', messageFrame(hello), { 'x-forwarded-for': '6.6.6.6', 'x-other': 'a' });
    const [metadata] = chat.metadata;
    expect(metadata!.get('x-forwarded-for')).toEqual(['127.0.0.1']);
    expect(metadata!.get('x-request-id')).toEqual([expect.stringMatching(/^[\da-f-]{36}$/)]);
    expect(metadata!.get('x-other')).toEqual([]);
  });

  it.each([
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ 'sec-fetch-site': 'same-site' }, 403],
    [{ origin: 'https://evil.example' }, 403],
    [{ host: 'evil.example' }, 421],
  ])('is refused as another site’s page: %o', async (headers, expected) => {
    const { statusCode, headers: answered } = await call(
      'Send',
      messageFrame(hello),
      headers as never,
    );
    expect(statusCode).toBe(expected);
    expect(answered['content-type']).toContain('application/problem+json');
    expect(chat.requests).toEqual([]);
  });

  it.each([
    { 'sec-fetch-site': 'same-origin' },
    { origin: 'http://localhost:8080' },
    { 'sec-fetch-site': 'cross-site', authorization: 'Bearer t' },
  ])('may be a page of the platform, or a program: %o', async (headers) => {
    expect((await call('Send', messageFrame(hello), headers as never)).messages).toEqual(['hello']);
  });
});

describe('what is no call of the chat', () => {
  it.each([
    ['nothing', Buffer.alloc(0), 3],
    ['half a header', Buffer.from([0, 0, 0]), 3],
    ['less than it says', Buffer.from([0, 0, 0, 0, 9, 1]), 3],
    ['more than it says', Buffer.from([0, 0, 0, 0, 1, 1, 2]), 3],
    ['two messages', Buffer.concat([messageFrame(hello), messageFrame(hello)]), 3],
    ['trailers', Buffer.from([0x80, 0, 0, 0, 0]), 3],
    ['a length beyond all bounds', Buffer.from([0, 255, 255, 255, 255]), 3],
    ['a compressed message', Buffer.from([1, 0, 0, 0, 1, 1]), 12],
    ['text that is no base64 of a frame', 'hello', 3],
  ])('is refused: %s', async (_what, payload, code) => {
    const type = typeof payload === 'string' ? 'application/grpc-web-text' : TYPE;
    const { statusCode, raw } = await call('Send', payload, { 'content-type': type });
    expect(statusCode).toBe(200);
    const body = typeof payload === 'string' ? Buffer.from(raw.toString(), 'base64') : raw;
    expect(framesIn(body).trailers).toMatchObject({
      'grpc-status': String(code),
      'grpc-message': expect.stringMatching(/^.{20,}$/),
    });
    expect(chat.requests).toEqual([]);
  });

  it('is refused where it is too large', async () => {
    const { trailers } = await call('Send', messageFrame(Buffer.alloc(100_000)));
    expect(trailers['grpc-status']).toBe('8');
    expect(chat.requests).toEqual([]);
  });

  it.each(['application/json', 'application/grpc', 'application/grpc-web+json', 'text/plain'])(
    'is refused as %s',
    async (type) => {
      const { statusCode, raw } = await call('Send', '{}', { 'content-type': type });
      expect(statusCode).toBe(415);
      expect(JSON.parse(raw.toString()).detail).toContain('application/grpc-web+proto');
    },
  );

  it.each([
    ['POST', `${SERVICE}/Nothing`],
    ['POST', '/grpc.reflection.v1.ServerReflection/ServerReflectionInfo'],
    ['POST', '/grpc.health.v1.Health/Check'],
  ] as const)('is not there: %s %s', async (method, url) => {
    const headers = { 'content-type': TYPE, ...cookie };
    const { statusCode } = await gateway.inject({ method, url, headers });
    expect(statusCode).toBe(404);
    expect(chat.metadata).toEqual([]);
  });
});

describe('a method of the chat', () => {
  it.each(['GET', 'PUT', 'TRACE'])('refuses %s with 405', async (method) => {
    const url = `${SERVICE}/Send`;
    const { statusCode, headers } = await gateway.inject({ method: method as 'GET', url });
    expect(statusCode).toBe(405);
    expect(headers.allow).toBe('POST');
  });
});

describe('how long an answer may take', () => {
  it.each([
    ['40m', '4'],
    ['40000u', '4'],
    ['0S', '4'],
  ])('is said by the caller: %s', async (timeout, code) => {
    chat.onUnary = () => undefined;
    const { trailers } = await call('Send', messageFrame(hello), { 'grpc-timeout': timeout });
    expect(trailers['grpc-status']).toBe(code);
    expect(trailers['grpc-message']).not.toContain(String(port));
  });

  it.each(['soon', '1', '-1S', '123456789S'])('must be readable: %s', async (timeout) => {
    const { trailers } = await call('Send', messageFrame(hello), { 'grpc-timeout': timeout });
    expect(trailers['grpc-status']).toBe('3');
  });
});

describe('a call with a stream of answers', () => {
  let url: string;
  let followed: StreamingCall;

  beforeEach(async () => {
    url = await gateway.listen({ host: '127.0.0.1', port: 0 });
    chat.onStream = (each) => {
      followed = each;
      each.write(Buffer.from('first'));
    };
  });

  async function follow() {
    const response = await fetch(`${url}${SERVICE}/Follow`, {
      method: 'POST',
      headers: { 'content-type': TYPE, ...cookie },
      body: new Uint8Array(messageFrame(hello)),
    });
    const reader = response.body!.getReader();
    return {
      next: async () => Buffer.from((await reader.read()).value ?? []),
      rest: async () => {
        const chunks: Uint8Array[] = [];
        for (let { value } = await reader.read(); value; { value } = await reader.read()) {
          chunks.push(value);
        }
        return framesIn(Buffer.concat(chunks));
      },
      leave: () => reader.cancel(),
    };
  }

  it('receives each message at once, and the final status', async () => {
    const stream = await follow();
    expect(framesIn(await stream.next()).messages).toEqual(['first']);
    followed.write(Buffer.from('second'));
    expect(framesIn(await stream.next()).messages).toEqual(['second']);
    followed.end();
    expect(await stream.rest()).toEqual({ messages: [], trailers: { 'grpc-status': '0' } });
  });

  it('that its caller leaves is ended at the chat service', async () => {
    const stream = await follow();
    await stream.next();
    await stream.leave();
    await once(followed, 'cancelled');
  });

  it('of a caller who does not read is not read ahead: the chat service sees that it is slow', async () => {
    const { hostname, port: at } = new URL(url);
    const socket: Socket = connect(Number(at), hostname);
    const body = messageFrame(hello);
    socket.write(
      `POST ${SERVICE}/Follow HTTP/1.1\r\nhost: ${hostname}\r\ncontent-type: ${TYPE}\r\n` +
        `content-length: ${body.length}\r\n\r\n`,
    );
    socket.write(body);
    await once(socket, 'data');
    socket.pause();
    const mebibyte = Buffer.alloc(1_024 * 1_024);
    const isSeen = () => !followed.write(mebibyte) && followed.writableLength > 40;
    await vi.waitUntil(isSeen, { timeout: 15_000, interval: 20 });
    socket.destroy();
    await once(followed, 'cancelled');
  });

  it('ends when the gateway stops, in words', async () => {
    const stream = await follow();
    await stream.next();
    const [{ trailers }] = await Promise.all([stream.rest(), gateway.close()]);
    expect(trailers['grpc-status']).toBe('14');
    expect(trailers['grpc-message']).toContain('shutting');
    await expect.poll(() => followed.cancelled).toBe(true);
  });

  it('ends in words when the chat service is killed; calls are passed on once it is back', async () => {
    const stream = await follow();
    await stream.next();
    chat.kill();
    const away = { 'grpc-status': '14', 'grpc-message': expect.stringContaining('again') };
    expect((await stream.rest()).trailers).toEqual(away);
    const { statusCode, trailers } = await call();
    expect(statusCode).toBe(200);
    expect(trailers).toEqual(away);
    expect(trailers['grpc-message']).not.toContain(String(port));
    await chat.start(port);
    await vi.waitUntil(async () => (await call()).trailers['grpc-status'] === '0', {
      timeout: 15_000,
      interval: 50,
    });
  });

  it('is one of many: they wait for nothing of one another', async () => {
    const streams = await Promise.all(Array.from({ length: 150 }, () => follow()));
    for (const stream of streams) expect((await stream.next()).length).toBeGreaterThan(0);
    expect((await call()).messages).toEqual(['hello']);
    await Promise.all(streams.map((stream) => stream.leave()));
  });
});

describe('a client of gRPC-Web', () => {
  it('calls, follows and receives failures', async () => {
    const url = await gateway.listen({ host: '127.0.0.1', port: 0 });
    const client = createClient(ChatServiceDefinition, createChannel(url));
    const metadata = WebMetadata({ authorization: 'Bearer t' });
    const sentAt = new Date(1_700_000_000_000);
    chat.onUnary = (each, answer) => {
      const { messageId, text } = SendRequest.decode(each.request);
      const message = { messageId, revision: 3, side: 1, authorId: 'a', text, sentAt } as const;
      answer(null, Buffer.from(SendResponse.encode({ message }).finish()));
    };
    chat.onStream = (each) =>
      each.emit('error', { code: status.PERMISSION_DENIED, details: 'No.' });
    const { message } = await client.send({ messageId: 'm', text: 'Grüße 🔌' }, { metadata });
    expect(message).toMatchObject({ messageId: 'm', text: 'Grüße 🔌', revision: 3, sentAt });
    const following = client.followAll({}, { metadata });
    await expect(following[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: status.PERMISSION_DENIED,
      details: 'No.',
    });
  });
});
