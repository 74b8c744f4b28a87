import { randomUUID } from 'node:crypto';
import { openTokenVerification } from '@energy/credentials';
import { EngineUnavailable } from '@energy/engines';
import type { FollowResponse } from '@energy/proto/chat';
import { Status } from 'nice-grpc';
import { afterEach, describe, expect, it } from 'vitest';
import { Chat, type Person } from './testing/chat.ts';
import { failure, reasonOf, retryDelayOf } from './testing/failure.ts';
import { StreamReader } from './testing/stream-reader.ts';

const POLLING = { timeout: 15_000, interval: 20 };

let chat: Chat;
let ann: Person;
afterEach(() => chat.stop());

const send = (text = 'Hello') => chat.as(ann).send({ messageId: randomUUID(), text });
const following = () => new StreamReader((options) => chat.as(ann).follow({}, options));

async function refusal(call: Promise<unknown>): Promise<string> {
  const error = await failure(call);
  return `${Status[error.code]} ${reasonOf(error)}`;
}

describe('while the event store is unavailable', () => {
  it('calls fail with a retry delay, and streams resume when it is back', async () => {
    chat = await Chat.start('EventStoreDB', 1);
    ann = await chat.person('client');
    await send('before');
    const seen = await following().caughtUp();
    chat.eventStoreServer.stop();
    const error = await failure(send());
    expect([error.code, reasonOf(error)]).toEqual([Status.UNAVAILABLE, 'ENGINE_UNAVAILABLE']);
    expect(retryDelayOf(error)).toBeGreaterThan(0);
    expect(error.details).not.toContain('127.0.0.1');
    await chat.eventStoreServer.restart();
    await expect.poll(() => send('after').then(() => true, reasonOf), POLLING).toBe(true);
    await seen.until(({ responses }) => responses.some(isMessage('after')));
    expect(seen.responses.filter(isMessage('before'))).toHaveLength(1);
    await seen.stop();
  });
});

const isMessage =
  (text: string) =>
  ({ update }: FollowResponse) =>
    update?.$case === 'message' && update.value.text === text;

describe('while the credential store is unavailable', () => {
  it('calls fail as UNAVAILABLE, not UNAUTHENTICATED, and streams stay open', async () => {
    chat = await Chat.start('SQLite', 1);
    ann = await chat.person('client');
    const seen = await following().caughtUp();
    let asked = 0;
    chat.signIn.isLive = async () => {
      asked++;
      throw new EngineUnavailable('away');
    };
    expect(await refusal(send())).toBe('UNAVAILABLE ENGINE_UNAVAILABLE');
    await expect.poll(() => asked, POLLING).toBeGreaterThan(3);
    expect(chat.instances[0]!.app.openStreams.size).toBe(1);
    await chat.restart(0);
    chat.signIn.publicKey = async () => {
      throw new EngineUnavailable('away');
    };
    expect(await refusal(send())).toBe('UNAVAILABLE ENGINE_UNAVAILABLE');
    expect(reasonOf(await seen.ended)).toBe('SHUTTING_DOWN');
  });
});

describe('while MongoDB is unavailable', () => {
  it('calls fail as UNAVAILABLE with a retry delay', async () => {
    chat = await Chat.start('SQLite', 1);
    ann = await chat.person('client');
    const sessions = openTokenVerification('mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=50');
    chat.signIn.isLive = async () => (await sessions.findSession('one')) !== undefined;
    const error = await failure(send());
    expect([error.code, reasonOf(error)]).toEqual([Status.UNAVAILABLE, 'ENGINE_UNAVAILABLE']);
    expect(retryDelayOf(error)).toBeGreaterThan(0);
    await sessions.close();
  });
});

describe('while the live feed is unavailable', () => {
  it('typing fails; messages are delivered', async () => {
    chat = await Chat.start('SQLite', 1);
    ann = await chat.person('client');
    chat.liveFeed.publish = async () => {
      throw new EngineUnavailable('away');
    };
    expect(await refusal(chat.as(ann).notifyTyping({}))).toBe('UNAVAILABLE ENGINE_UNAVAILABLE');
    expect((await send()).message).toBeDefined();
  });
});

describe('a call', () => {
  it('ends at its timeout', async () => {
    chat = await Chat.start('SQLite', 1, {
      limits: { callTimeoutMs: 200 },
      eventStore: (actual) => Object.assign(actual, { append: () => new Promise(() => {}) }),
    });
    ann = await chat.person('client');
    expect((await failure(send())).code).toBe(Status.DEADLINE_EXCEEDED);
    expect((await chat.as(ann).listMessages({})).messages).toEqual([]);
  });

  it('that fails unexpectedly hides the error, which the log has under the request id', async () => {
    chat = await Chat.start('SQLite', 1, {
      eventStore: (actual) =>
        Object.assign(actual, { append: () => Promise.reject(new TypeError('a secret matter')) }),
    });
    ann = await chat.person('client');
    const error = await failure(send());
    expect([error.code, reasonOf(error)]).toEqual([Status.INTERNAL, 'INTERNAL']);
    expect(error.details).not.toContain('secret');
    const id = /request id ([0-9a-f-]{36})/.exec(error.details)![1]!;
    const logged = chat.logged.find((line) => line.includes(id));
    expect(logged).toContain('a secret matter');
  });
});
