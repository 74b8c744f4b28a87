import { ClientError, Status } from 'nice-grpc-web';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ConnectionStatus } from '../connection/reconnection.ts';
import { ChatStream } from './chat-stream.ts';
import { Clock, settled } from './testing/clock.ts';
import { Stream } from './testing/stream.ts';

interface Response {
  readonly update: { readonly $case: 'caughtUp' | 'message' };
}

const caughtUp: Response = { update: { $case: 'caughtUp' } };
const message: Response = { update: { $case: 'message' } };
const failure = (status: Status) => new ClientError('/chat/Follow', status, 'No.');

let clock: Clock;
let streams: Stream<Response>[];
let statuses: ConnectionStatus[];
let received: number;
let signIns: (() => Promise<unknown>)[];
let discarded: number;
let chatStream: ChatStream<Response>;

beforeEach(() => {
  clock = new Clock();
  streams = [];
  statuses = [];
  received = 0;
  signIns = [];
  discarded = 0;
  chatStream = new ChatStream({
    dependencies: {
      schedule: clock.schedule,
      random: () => 1,
      ensureSession: () => signIns.shift()?.() ?? Promise.resolve(),
    },
    open(signal) {
      const stream = new Stream<Response>(signal);
      streams.push(stream);
      return stream;
    },
    onResponse: () => {
      received += 1;
    },
    onStatus: (status) => statuses.push(status),
    onBeyondEnd: () => {
      discarded += 1;
    },
  });
});

async function connected(): Promise<Stream<Response>> {
  chatStream.start();
  const stream = streams.at(-1)!;
  stream.give(caughtUp);
  await settled();
  return stream;
}

describe('a chat stream', () => {
  it('is connecting until it has caught up', async () => {
    chatStream.start();
    streams[0]!.give(message);
    await settled();
    expect(chatStream.status).toBe('connecting');
    streams[0]!.give(caughtUp, message);
    await settled();
    expect(statuses).toEqual(['connecting', 'connected']);
    expect(received).toBe(3);
  });

  it.each([
    ['ends', (stream: Stream<Response>) => stream.end()],
    ['breaks off', (stream: Stream<Response>) => stream.fail(new TypeError('network error'))],
    ['reports the server as unavailable', (stream: Stream<Response>) => stream.fail(failure(14))],
    ['exceeds a resource limit', (stream: Stream<Response>) => stream.fail(failure(8))],
  ])('reopens after a delay when it %s', async (_what, happen) => {
    happen(await connected());
    await settled();
    expect(chatStream.status).toBe('down');
    await clock.pass(499);
    expect(streams).toHaveLength(1);
    await clock.pass(1);
    expect(streams).toHaveLength(2);
    streams[1]!.give(caughtUp);
    await settled();
    expect(statuses).toEqual(['connecting', 'connected', 'down', 'connected']);
  });

  it('doubles the delay up to 20 s', async () => {
    (await connected()).end();
    for (const delay of [500, 1_000, 2_000, 4_000, 8_000, 16_000, 20_000, 20_000]) {
      const before = streams.length;
      await clock.pass(delay - 1);
      expect(streams).toHaveLength(before);
      await clock.pass(1);
      expect(streams).toHaveLength(before + 1);
      streams.at(-1)!.fail(failure(Status.UNAVAILABLE));
    }
  });

  it('retries at once on request', async () => {
    (await connected()).end();
    await settled();
    chatStream.retryNow();
    expect(streams).toHaveLength(2);
    chatStream.retryNow(); // Already connecting.
    expect(streams).toHaveLength(2);
  });

  it('reopens at once after an expired session was renewed', async () => {
    const stream = await connected();
    let renew = () => {};
    signIns.push(() => new Promise<void>((resolve) => (renew = resolve)));
    stream.fail(failure(Status.UNAUTHENTICATED));
    await clock.pass(60_000); // The person has yet to sign in.
    expect(streams).toHaveLength(1);
    renew();
    await settled();
    expect(streams).toHaveLength(2);
    expect(statuses).toEqual(['connecting', 'connected']);
  });

  it('backs off when the renewed session is refused as well', async () => {
    chatStream.start();
    streams[0]!.fail(failure(Status.UNAUTHENTICATED));
    await settled();
    streams[1]!.fail(failure(Status.UNAUTHENTICATED));
    await settled();
    expect(streams).toHaveLength(2);
    await clock.pass(1_000);
    expect(streams).toHaveLength(3);
  });

  it('discards what it received when the server’s stream is shorter', async () => {
    chatStream.start();
    streams[0]!.fail(failure(Status.OUT_OF_RANGE));
    await settled();
    expect([discarded, streams.length]).toEqual([1, 2]);
  });

  it('gives up when refused, until it is started again', async () => {
    chatStream.start();
    streams[0]!.fail(failure(Status.NOT_FOUND));
    await settled();
    expect([chatStream.status, chatStream.failure]).toEqual(['failed', 'missing']);
    await clock.pass(60_000);
    expect(streams).toHaveLength(1);
    chatStream.start();
    expect(streams).toHaveLength(2);
  });

  it('ignores responses after it was stopped', async () => {
    const stream = await connected();
    chatStream.stop();
    stream.give(message);
    await clock.pass(60_000);
    expect([streams.length, received, chatStream.status]).toEqual([1, 1, 'off']);
    await connected();
    expect([streams.length, received, chatStream.status]).toEqual([2, 2, 'connected']);
  });

  it('replaces a stream that may be dead and ignores the old one', async () => {
    const stream = await connected();
    chatStream.reconnect();
    stream.give(message);
    streams[1]!.give(caughtUp);
    await settled();
    expect([streams.length, received]).toEqual([2, 2]);
  });
});
