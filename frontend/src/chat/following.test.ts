import { ClientError, Status } from 'nice-grpc-web';
import { beforeEach, describe, expect, it } from 'vitest';
import { Following, type FollowingStatus } from './following.ts';
import { Clock, settled } from './testing/clock.ts';
import { Stream } from './testing/stream.ts';

interface Response {
  readonly update: { readonly $case: 'caughtUp' | 'thing' };
}

const caughtUp: Response = { update: { $case: 'caughtUp' } };
const thing: Response = { update: { $case: 'thing' } };
const failure = (status: Status) => new ClientError('/chat/Follow', status, 'No.');

let clock: Clock;
let streams: Stream<Response>[];
let statuses: FollowingStatus[];
let heard: number;
let signIns: (() => Promise<unknown>)[];
let forgotten: number;
let following: Following<Response>;

beforeEach(() => {
  clock = new Clock();
  streams = [];
  statuses = [];
  heard = 0;
  signIns = [];
  forgotten = 0;
  following = new Following({
    surroundings: {
      after: clock.after,
      random: () => 1,
      signedIn: () => signIns.shift()?.() ?? Promise.resolve(),
    },
    open(signal) {
      const stream = new Stream<Response>(signal);
      streams.push(stream);
      return stream;
    },
    onResponse: () => {
      heard += 1;
    },
    onStatus: (status) => statuses.push(status),
    onBeyondEnd: () => {
      forgotten += 1;
    },
  });
});

async function connected(): Promise<Stream<Response>> {
  following.start();
  const stream = streams.at(-1)!;
  stream.give(caughtUp);
  await settled();
  return stream;
}

describe('what is followed', () => {
  it('is connecting until all is there that was', async () => {
    following.start();
    streams[0]!.give(thing);
    await settled();
    expect(following.status).toBe('connecting');
    streams[0]!.give(caughtUp, thing);
    await settled();
    expect(statuses).toEqual(['connecting', 'caught-up']);
    expect(heard).toBe(3);
  });

  it.each([
    ['ends', (stream: Stream<Response>) => stream.end()],
    ['breaks off', (stream: Stream<Response>) => stream.fail(new TypeError('network error'))],
    ['is told to go elsewhere', (stream: Stream<Response>) => stream.fail(failure(14))],
    ['was too slow', (stream: Stream<Response>) => stream.fail(failure(8))],
  ])('is begun again in a moment where its stream %s', async (_what, happen) => {
    happen(await connected());
    await settled();
    expect(following.status).toBe('down');
    await clock.pass(499);
    expect(streams).toHaveLength(1);
    await clock.pass(1);
    expect(streams).toHaveLength(2);
    streams[1]!.give(caughtUp);
    await settled();
    expect(statuses).toEqual(['connecting', 'caught-up', 'down', 'caught-up']);
  });

  it('waits longer each time, but never longer than 20 s', async () => {
    (await connected()).end();
    for (const pause of [500, 1_000, 2_000, 4_000, 8_000, 16_000, 20_000, 20_000]) {
      const before = streams.length;
      await clock.pass(pause - 1);
      expect(streams).toHaveLength(before);
      await clock.pass(1);
      expect(streams).toHaveLength(before + 1);
      streams.at(-1)!.fail(failure(Status.UNAVAILABLE));
    }
  });

  it('is tried at once when the network is back', async () => {
    (await connected()).end();
    await settled();
    following.hurry();
    expect(streams).toHaveLength(2);
    following.hurry(); // It is on its way.
    expect(streams).toHaveLength(2);
  });

  it('goes on at once with another token where the old one has expired', async () => {
    const stream = await connected();
    let renew = () => {};
    signIns.push(() => new Promise<void>((resolve) => (renew = resolve)));
    stream.fail(failure(Status.UNAUTHENTICATED));
    await clock.pass(60_000); // Somebody has to sign in again.
    expect(streams).toHaveLength(1);
    renew();
    await settled();
    expect(streams).toHaveLength(2);
    expect(statuses).toEqual(['connecting', 'caught-up']);
  });

  it('does not ask without a pause where no token helps', async () => {
    following.start();
    streams[0]!.fail(failure(Status.UNAUTHENTICATED));
    await settled();
    streams[1]!.fail(failure(Status.UNAUTHENTICATED));
    await settled();
    expect(streams).toHaveLength(2);
    await clock.pass(1_000);
    expect(streams).toHaveLength(3);
  });

  it('is forgotten and begun anew where the other side has come less far', async () => {
    following.start();
    streams[0]!.fail(failure(Status.OUT_OF_RANGE));
    await settled();
    expect([forgotten, streams.length]).toEqual([1, 2]);
  });

  it('is given up where it is none of this person’s, until it is started again', async () => {
    following.start();
    streams[0]!.fail(failure(Status.NOT_FOUND));
    await settled();
    expect([following.status, following.trouble]).toEqual(['failed', 'missing']);
    await clock.pass(60_000);
    expect(streams).toHaveLength(1);
    following.start();
    expect(streams).toHaveLength(2);
  });

  it('is nothing any more once it is stopped', async () => {
    const stream = await connected();
    following.stop();
    stream.give(thing);
    await clock.pass(60_000);
    expect([streams.length, heard, following.status]).toEqual([1, 1, 'off']);
    await connected();
    expect([streams.length, heard, following.status]).toEqual([2, 2, 'caught-up']);
  });

  it('is begun anew where it may have been lost without a word, and hears nothing twice', async () => {
    const stream = await connected();
    following.renew();
    stream.give(thing);
    streams[1]!.give(caughtUp);
    await settled();
    expect([streams.length, heard]).toEqual([2, 2]);
  });
});
