import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect, constants } from 'node:http2';
import { setTimeout as sleep } from 'node:timers/promises';
import { ChatServiceDefinition, FollowResponse } from '@energy/proto/chat';
import { repetitions } from '@energy/testing';
import { Status } from 'nice-grpc';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appendMessages } from './testing/append-messages.ts';
import { Chat, type Person } from './testing/chat.ts';
import { failure, reasonOf } from './testing/failure.ts';
import { StreamReader } from './testing/stream-reader.ts';

const POLLING = { timeout: 15_000, interval: 10 };

let chat: Chat;
let ann: Person;
let operator: Person;
afterEach(() => chat.stop());

async function start(limits: Parameters<typeof Chat.start>[2] = {}): Promise<void> {
  chat = await Chat.start('SQLite', 1, limits);
  ann = await chat.person('client');
  operator = await chat.person('administrator');
}

const following = (person: Person, clientId = ann.userId, fromRevision = 0) =>
  new StreamReader((options) => chat.as(person).follow({ clientId, fromRevision }, options));
const followingAll = (person: Person) =>
  new StreamReader((options) => chat.as(person).followAll({}, options));

/** No stream or subscription is left. */
async function expectNothingLeft(): Promise<void> {
  const { openStreams, liveEvents } = chat.instances[0]!.app;
  await expect.poll(() => [openStreams.size, liveEvents.subscriberCount], POLLING).toEqual([0, 0]);
  const metrics = await chat.instances[0]!.metrics.metrics();
  expect(metrics).toMatch(/^energy_chat_open_streams\b.* 0$/m);
}

describe('a stream', () => {
  beforeEach(() => start());

  it('ends when its token expires, and resumes with the next one', async () => {
    const issuedAt = Date.now() - 10 * 60_000 + 6_000; // A token's times are whole seconds.
    const brief = chat.signedIn(ann.userId, 'client', { issuedAt });
    const seen = await following(brief).caughtUp();
    await chat.as(operator).send({ clientId: ann.userId, messageId: randomUUID(), text: 'one' });
    await seen.until(({ responses }) => responses.length === 2);
    const reason = await seen.ended;
    expect(reason).toMatchObject({ code: Status.UNAUTHENTICATED });
    expect(reasonOf(reason)).toBe('TOKEN_EXPIRED');
    await chat.as(operator).send({ clientId: ann.userId, messageId: randomUUID(), text: 'two' });
    const { nextRevision } = seen.responses.at(-1)!;
    const more = await following(ann, ann.userId, nextRevision).caughtUp();
    expect(more.all('message').map(({ text }) => text)).toEqual(['two']);
    await more.stop();
  });

  it.each(['follow', 'followAll'] as const)(
    'by %s ends when its session is ended',
    async (call) => {
      const seen = call === 'follow' ? following(operator) : followingAll(operator);
      await seen.caughtUp();
      chat.signIn.end(operator.token);
      expect(reasonOf(await seen.ended)).toBe('SESSION_ENDED');
      await expectNothingLeft();
    },
  );

  it('ends when its user is deleted or changes roles, and no other stream does', async () => {
    const other = await chat.person('administrator');
    const annSees = following(ann);
    const operatorSees = followingAll(operator);
    const otherSees = followingAll(other);
    await Promise.all([annSees.caughtUp(), operatorSees.caughtUp(), otherSees.caughtUp()]);
    await chat.userCommand(ann.userId, { type: 'DeleteUser', data: { otherAdministrators: 1 } });
    expect(reasonOf(await annSees.ended)).toBe('SESSION_ENDED');
    const data = { role: 'client', otherAdministrators: 1, ownedDevices: 0 } as const;
    await chat.userCommand(operator.userId, { type: 'ChangeUserRole', data });
    expect(reasonOf(await operatorSees.ended)).toBe('SESSION_ENDED');
    await chat.as(other).send({ ...to(await chat.person('client')), text: 'Hello' });
    await otherSees.until((seen) => seen.all('conversation').length === 1);
    await otherSees.stop();
    await expectNothingLeft();

    function to({ userId }: Person) {
      return { clientId: userId, messageId: randomUUID() };
    }
  });

  it('starts at the requested revision, and refuses one beyond the end', async () => {
    await appendMessages(chat.eventStore, ann.userId, 10);
    const seen = await following(ann, ann.userId, 7).caughtUp();
    expect(seen.responses.map(({ nextRevision }) => nextRevision)).toEqual([8, 9, 10, 10]);
    await seen.stop();
    const atEnd = await following(ann, ann.userId, 10).caughtUp();
    expect(atEnd.responses).toHaveLength(1);
    await atEnd.stop();
    const beyond = await following(ann, ann.userId, 11).ended;
    expect(beyond).toMatchObject({ code: Status.OUT_OF_RANGE });
    expect(reasonOf(beyond)).toBe('REVISION_BEYOND_END');
    const before = await following(ann, ann.userId, -1).ended;
    expect(before).toMatchObject({ code: Status.INVALID_ARGUMENT });
  });

  it('carries typing only while it lasts, and not to the user who types', async () => {
    const annSees = following(ann);
    const operatorSees = following(operator);
    await Promise.all([annSees.caughtUp(), operatorSees.caughtUp()]);
    const clientId = ann.userId;
    const typing = { type: 'Typing', clientId, userId: ann.userId } as const;
    await chat.liveFeed.publish([{ ...typing, at: Date.now() - 6_000 }]);
    await chat.liveFeed.publish([{ ...typing, at: Date.now() }]);
    await operatorSees.until((seen) => seen.all('typing').length === 1);
    await chat.as(ann).send({ messageId: randomUUID(), text: 'done' });
    for (const seen of [annSees, operatorSees]) {
      await seen.until(({ responses }) => responses.at(-1)?.update?.$case === 'message');
    }
    expect(annSees.all('typing')).toEqual([]);
    expect(operatorSees.all('typing')).toHaveLength(1);
    await Promise.all([annSees.stop(), operatorSees.stop()]);
  });

  it('carries at most one typing notice a second from each user', async () => {
    await Promise.all(Array.from({ length: 100 }, () => chat.as(ann).notifyTyping({})));
    await chat.as(operator).notifyTyping({ clientId: ann.userId });
    const typists = chat.liveFeed.published.map((notice) => 'userId' in notice && notice.userId);
    expect(typists).toEqual([ann.userId, operator.userId]);
  });
});

describe('streams', () => {
  it('leak nothing after thousands were opened and dropped', {
    timeout: 120_000,
  }, async () => {
    const calls = { perSecond: 10_000, burst: 10_000 };
    await start({ limits: { streamsPerUser: 10_000, calls } });
    await appendMessages(chat.eventStore, ann.userId, 3);
    const rounds = repetitions({ quick: 30, thorough: 200 });
    for (let round = 0; round < rounds; round++) {
      // HTTP/2 servers hang up where a thousand streams are cancelled on one connection at once.
      if (round % 10 === 0) chat.disconnect();
      const streams = Array.from({ length: 50 }, (_, n) =>
        n % 10 === 0 ? followingAll(operator) : following(n % 2 === 0 ? ann : operator),
      );
      // Some are dropped when they have caught up, and some at whatever point they are.
      if (round % 2 === 0) await Promise.all(streams.map((stream) => stream.caughtUp()));
      else await sleep(round % 40);
      await Promise.all(streams.map((stream) => stream.stop()));
    }
    await expectNothingLeft();
    expect(chat.logged.join('')).not.toContain('"error"');
  });

  it('are limited for each user', async () => {
    await start({ limits: { streamsPerUser: 3 } });
    const streams = Array.from({ length: 3 }, () => following(ann));
    await Promise.all(streams.map((stream) => stream.caughtUp()));
    const refused = await following(ann).ended;
    expect(refused).toMatchObject({ code: Status.RESOURCE_EXHAUSTED });
    expect(reasonOf(refused)).toBe('TOO_MANY_STREAMS');
    const others = await following(operator).caughtUp();
    await streams[0]!.stop();
    await expect.poll(() => chat.instances[0]!.app.openStreams.size, POLLING).toBe(3);
    const again = await following(ann).caughtUp();
    await Promise.all([...streams, others, again].map((stream) => stream.stop()));
  });
});

describe('a reader who does not read', () => {
  it('receives everything when it reads again, and blocks no other reader', async () => {
    await start();
    const reader = await readingNothing();
    await appendMessages(chat.eventStore, ann.userId, 1_500, (n) => `${n} ${'x'.repeat(3_000)}`);
    const other = await following(operator).until((seen) => seen.all('message').length === 1_500);
    await other.stop();
    reader.read();
    const isMessage = ({ update }: FollowResponse) => update?.$case === 'message';
    await expect.poll(() => reader.responses.filter(isMessage).length, POLLING).toBe(1_500);
    const revisions = reader.responses
      .filter(isMessage)
      .map(({ nextRevision }) => nextRevision - 1);
    expect(revisions).toEqual(Array.from({ length: 1_500 }, (_, n) => n));
    reader.close();
    await expectNothingLeft();
  });

  it('is disconnected after the timeout', async () => {
    await start({ limits: { readerTimeoutMs: 300 } });
    const reader = await readingNothing();
    await appendMessages(chat.eventStore, ann.userId, 100, (n) => `${n} ${'x'.repeat(3_000)}`);
    expect(await reader.resetCode).toBe(constants.NGHTTP2_ENHANCE_YOUR_CALM);
    await expectNothingLeft();
    reader.close();
  });

  /** Follows over bare HTTP/2, and reads nothing until `read` is called. */
  async function readingNothing() {
    const session = connect(`http://127.0.0.1:${chat.instances[0]!.port}`);
    const stream = session.request({
      ':method': 'POST',
      ':path': `/${ChatServiceDefinition.fullName}/Follow`,
      'content-type': 'application/grpc',
      te: 'trailers',
      authorization: ann.authorization,
    });
    stream.on('error', () => {});
    const resetCode = new Promise((resolve) => stream.on('close', () => resolve(stream.rstCode)));
    stream.end(Buffer.alloc(5)); // An empty message.
    await once(stream, 'response');
    const responses: FollowResponse[] = [];
    let bytes = Buffer.alloc(0);
    const take = (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      while (bytes.length >= 5 && bytes.length >= 5 + bytes.readUInt32BE(1)) {
        const end = 5 + bytes.readUInt32BE(1);
        responses.push(FollowResponse.decode(bytes.subarray(5, end)));
        bytes = bytes.subarray(end);
      }
    };
    return {
      responses,
      resetCode,
      read: () => stream.on('data', take),
      close: () => session.destroy(),
    };
  }
});

describe('sending a thousand messages at once', () => {
  it('stores each once or refuses it', async () => {
    await start({ limits: { messages: { perSecond: 10, burst: 100 }, callTimeoutMs: 60_000 } });
    const ids = Array.from({ length: 1_000 }, () => randomUUID());
    const outcomes = await Promise.allSettled(
      ids.map((messageId) => chat.as(ann).send({ messageId, text: 'Hello' })),
    );
    const accepted = outcomes.flatMap((outcome) =>
      outcome.status === 'fulfilled' ? [outcome.value.message!.messageId] : [],
    );
    const refused = outcomes.flatMap((outcome) =>
      outcome.status === 'rejected' ? [outcome.reason] : [],
    );
    expect(accepted.length).toBeGreaterThanOrEqual(100);
    expect(accepted.length).toBeLessThan(600);
    for (const error of refused) {
      expect([error.code, reasonOf(error)]).toEqual([
        Status.RESOURCE_EXHAUSTED,
        'TOO_MANY_MESSAGES',
      ]);
    }
    const seen = await following(operator).caughtUp();
    const stored = seen.all('message').map(({ messageId }) => messageId);
    expect(new Set(stored).size).toBe(stored.length);
    expect([...stored].sort()).toEqual([...accepted].sort());
    await seen.stop();
    // Others are not held up.
    const bea = await chat.person('client');
    await chat.as(bea).send({ messageId: randomUUID(), text: 'Hello' });
  });

  it('counts towards the limit of all calls', async () => {
    await start({ limits: { calls: { perSecond: 1, burst: 5 } } });
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, () => chat.as(ann).listMessages({}).catch(reasonOf)),
    );
    expect(outcomes.filter((outcome) => outcome === 'TOO_MANY_CALLS')).toHaveLength(5);
    const error = await failure(chat.as(ann).listMessages({}));
    expect(error.code).toBe(Status.RESOURCE_EXHAUSTED);
  });
});
