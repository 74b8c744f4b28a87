import { randomUUID } from 'node:crypto';
import { openTokenVerification } from '@energy/credentials';
import { EngineUnavailable } from '@energy/engines';
import type { FollowResponse } from '@energy/proto/chat';
import { Status } from 'nice-grpc';
import { afterEach, describe, expect, it } from 'vitest';
import { Chat, type Person } from './testing/chat.ts';
import { failure, reasonOf, retryDelayOf } from './testing/failure.ts';
import { Reading } from './testing/following.ts';

const PATIENCE = { timeout: 15_000, interval: 20 };

let chat: Chat;
let ann: Person;
afterEach(() => chat.stop());

const send = (text = 'Hello') => chat.as(ann).send({ messageId: randomUUID(), text });
const following = () => new Reading((options) => chat.as(ann).follow({}, options));

async function refusal(call: Promise<unknown>): Promise<string> {
  const error = await failure(call);
  return `${Status[error.code]} ${reasonOf(error)}`;
}

describe('while the event store is away', () => {
  it('calls say so and when to try again, and streams go on when it is back', async () => {
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
    await expect.poll(() => send('after').then(() => true, reasonOf), PATIENCE).toBe(true);
    await seen.until(({ responses }) => responses.some(isMessage('after')));
    expect(seen.responses.filter(isMessage('before'))).toHaveLength(1);
    await seen.stop();
  });
});

const isMessage =
  (text: string) =>
  ({ update }: FollowResponse) =>
    update?.$case === 'message' && update.value.text === text;

describe('while the credential store is away', () => {
  it('nobody is told that they are not signed in, and streams go on', async () => {
    chat = await Chat.start('SQLite', 1);
    ann = await chat.person('client');
    const seen = await following().caughtUp();
    let asked = 0;
    chat.signIn.isLive = async () => {
      asked++;
      throw new EngineUnavailable('away');
    };
    expect(await refusal(send())).toBe('UNAVAILABLE ENGINE_UNAVAILABLE');
    await expect.poll(() => asked, PATIENCE).toBeGreaterThan(3);
    expect(chat.instances[0]!.app.openStreams.size).toBe(1);
    await chat.restart(0);
    chat.signIn.publicKey = async () => {
      throw new EngineUnavailable('away');
    };
    expect(await refusal(send())).toBe('UNAVAILABLE ENGINE_UNAVAILABLE');
    expect(reasonOf(await seen.ended)).toBe('SHUTTING_DOWN');
  });
});

describe('while a MongoDB is away', () => {
  it('calls are UNAVAILABLE, and say when to try again', async () => {
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

describe('while the live feed is away', () => {
  it('typing can’t be told; messages are', async () => {
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
  it('is not waited for longer than it may take', async () => {
    chat = await Chat.start('SQLite', 1, {
      limits: { longestCallMs: 200 },
      eventStore: (actual) => Object.assign(actual, { append: () => new Promise(() => {}) }),
    });
    ann = await chat.person('client');
    expect((await failure(send())).code).toBe(Status.DEADLINE_EXCEEDED);
    expect((await chat.as(ann).listMessages({})).messages).toEqual([]);
  });

  it('that fails for a reason that nobody thought of says so, and the log more', async () => {
    chat = await Chat.start('SQLite', 1, {
      eventStore: (actual) =>
        Object.assign(actual, { append: () => Promise.reject(new TypeError('a secret matter')) }),
    });
    ann = await chat.person('client');
    const error = await failure(send());
    expect([error.code, reasonOf(error)]).toEqual([Status.INTERNAL, 'INTERNAL']);
    expect(error.details).not.toContain('secret');
    const id = /as ([0-9a-f-]{36})/.exec(error.details)![1]!;
    const logged = chat.logged.find((line) => line.includes(id));
    expect(logged).toContain('a secret matter');
  });
});
