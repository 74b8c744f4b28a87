import { randomUUID } from 'node:crypto';
import { ChatServiceDefinition, SendRequest } from '@energy/proto/chat';
import { Client, credentials, Metadata, type ServiceError } from '@grpc/grpc-js';
import { Status } from 'nice-grpc';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Chat, type Person } from './testing/chat.ts';
import { failure, fieldsOf, reasonOf } from './testing/failure.ts';

let chat: Chat;
let ann: Person;
let operator: Person;
beforeAll(async () => {
  chat = await Chat.start('SQLite', 1);
  ann = await chat.person('client');
  operator = await chat.person('administrator');
});
afterAll(() => chat.stop());

const send = (text: string, messageId: string = randomUUID()) =>
  chat.as(ann).send({ messageId, text });

describe('sending', () => {
  it.each([
    ['nothing', ''],
    ['white space', ' \n '],
    ['4,001 characters', 'x'.repeat(4_001)],
    ['a control character', 'a\0b'],
    ['a change of direction', 'pay \u202e0001'],
  ])('refuses %s, and says which field is at fault', async (_, text) => {
    const error = await failure(send(text));
    expect([error.code, reasonOf(error), fieldsOf(error)]).toEqual([
      Status.INVALID_ARGUMENT,
      'INVALID_REQUEST',
      ['text'],
    ]);
  });

  it.each(['', 'message', '1'])('refuses "%s" as an id', async (messageId) => {
    const error = await failure(send('Hello', messageId));
    expect([error.code, fieldsOf(error)]).toEqual([Status.INVALID_ARGUMENT, ['message_id']]);
  });

  it.each([
    '<script>alert("1")</script><img src=x onerror=alert(1)>',
    'two\nlines\tand a tab',
    '🔌'.repeat(4_000),
    '\ufeffa mark of the order of bytes at the start'.slice(1),
    'replaced \ufffd before it came',
  ])('gives %j back as it was', async (text) => {
    const { message } = await send(text);
    expect(message!.text).toBe(text);
    const { messages } = await chat.as(operator).listMessages({ clientId: ann.userId });
    expect(messages.at(-1)).toEqual(message);
  });

  it('names everything that is wrong, each once', async () => {
    const wrong = { clientId: 'a\0b', messageId: '1', text: '' };
    const error = await failure(chat.as(operator).send(wrong));
    expect([error.code, fieldsOf(error)]).toEqual([
      Status.INVALID_ARGUMENT,
      ['client_id', 'message_id', 'text'],
    ]);
  });

  it('refuses what is larger than any message', async () => {
    const error = await failure(send('x'.repeat(100_000)));
    expect(error.code).toBe(Status.RESOURCE_EXHAUSTED);
  });

  it.each<[string, (bytes: Uint8Array) => Uint8Array]>([
    ['texts that are no UTF-8', (bytes) => replaced(bytes, 'HALF', [0xc3, 0x28, 0x61, 0x62])],
    ['halves of characters in UTF-8', (bytes) => replaced(bytes, 'HALF', [0xed, 0xa0, 0x80, 0x61])],
    ['a truncated message', (bytes) => bytes.subarray(0, bytes.length - 3)],
    ['bytes that are not a message', () => Buffer.from([0x0a, 0x7f, 0x00])],
  ])('refuses %s as invalid', async (_, broken) => {
    const request = SendRequest.fromPartial({ messageId: randomUUID(), text: 'One HALF.' });
    const error = await raw('Send', broken(SendRequest.encode(request).finish()));
    expect([error.code, error.details]).toEqual([
      Status.INVALID_ARGUMENT,
      expect.stringContaining('not a valid message'),
    ]);
  });
});

describe('reading messages', () => {
  it('refuses a mark beyond the end, and one before the beginning', async () => {
    await send('Hello');
    const { nextRevision } = await chat.as(ann).listMessages({});
    const clientId = ann.userId;
    const mark = (throughRevision: number) =>
      failure(chat.as(operator).markRead({ clientId, throughRevision }));
    const beyond = await mark(nextRevision);
    expect([beyond.code, reasonOf(beyond), fieldsOf(beyond)]).toEqual([
      Status.OUT_OF_RANGE,
      'REVISION_BEYOND_END',
      ['through_revision'],
    ]);
    expect((await mark(Number.MAX_SAFE_INTEGER)).code).toBe(Status.OUT_OF_RANGE);
    const before = await mark(-1);
    expect([before.code, fieldsOf(before)]).toEqual([
      Status.INVALID_ARGUMENT,
      ['through_revision'],
    ]);
  });

  it('returns what is left unread, and changes nothing the second time', async () => {
    const bea = await chat.person('client');
    const clientId = bea.userId;
    for (const text of ['one', 'two', 'three']) {
      await chat.as(bea).send({ messageId: randomUUID(), text });
    }
    const mark = (throughRevision: number) =>
      chat.as(operator).markRead({ clientId, throughRevision });
    expect(await mark(1)).toEqual({ throughRevision: 1, unread: 1 });
    expect(await mark(0)).toEqual({ throughRevision: 1, unread: 1 });
    expect(await mark(1)).toEqual({ throughRevision: 1, unread: 1 });
    expect(await chat.as(bea).markRead({ throughRevision: 1 })).toEqual({
      throughRevision: undefined,
      unread: 0,
    });
    const { nextRevision, readMarks } = await chat.as(bea).listMessages({});
    expect([nextRevision, readMarks]).toEqual([4, { client: undefined, administrators: 1 }]);
  });

  it('pages backwards through a conversation', async () => {
    const bea = await chat.person('client');
    const clientId = bea.userId;
    for (let n = 0; n < 25; n++) {
      const { message } = await chat.as(bea).send({ messageId: randomUUID(), text: `${n}` });
      if (n % 2 === 0) {
        await chat.as(operator).markRead({ clientId, throughRevision: message!.revision });
      }
    }
    const texts: string[] = [];
    let beforeRevision: number | undefined;
    for (let hasEarlier = true; hasEarlier; ) {
      const page = await chat.as(bea).listMessages({ pageSize: 4, beforeRevision });
      texts.unshift(...page.messages.map(({ text }) => text));
      ({ hasEarlier } = page);
      beforeRevision = page.messages[0]!.revision;
    }
    expect(texts).toEqual(Array.from({ length: 25 }, (_, n) => `${n}`));
  });

  it('lists no messages of a conversation that has not started', async () => {
    const bea = await chat.person('client');
    expect(await chat.as(bea).listMessages({})).toMatchObject({ messages: [], nextRevision: 0 });
  });

  it.each([
    ['page_size', { pageSize: -1 }],
    ['page_size', { pageSize: 201 }],
    ['before_revision', { beforeRevision: -1 }],
  ])('refuses an invalid %s: %j', async (field, wrong) => {
    const error = await failure(chat.as(ann).listMessages(wrong));
    expect([error.code, fieldsOf(error)]).toEqual([Status.INVALID_ARGUMENT, [field]]);
  });

  it.each([
    ['page_token', { pageToken: 'page two' }],
    ['page_token', { pageToken: 'a\0b' }],
    ['search', { search: 'x'.repeat(201) }],
    ['search', { search: 'abc\0def' }],
    ['page_size', { pageSize: 201 }],
  ])('refuses an invalid %s: %j', async (field, wrong) => {
    const error = await failure(chat.as(operator).listConversations(wrong));
    expect([error.code, fieldsOf(error)]).toEqual([Status.INVALID_ARGUMENT, [field]]);
  });
});

describe('a request', () => {
  it('with several faults is answered with all of them', async () => {
    const page = { pageSize: 201, search: 'a\0'.repeat(200), pageToken: '\0' };
    const list = await failure(chat.as(operator).listConversations(page));
    expect(fieldsOf(list).toSorted()).toEqual(['page_size', 'page_token', 'search']);
    const messages = { clientId: 'x', pageSize: -1, beforeRevision: -1 };
    const history = await failure(chat.as(operator).listMessages(messages));
    expect(fieldsOf(history)).toEqual(['client_id', 'before_revision', 'page_size']);
    const mark = { clientId: '\0', throughRevision: -1 };
    const read = await failure(chat.as(operator).markRead(mark));
    expect(fieldsOf(read)).toEqual(['client_id', 'through_revision']);
  });

  it('is refused with a NUL in any text', async () => {
    const clientId = `${ann.userId}\0`;
    const calls = {
      send: chat.as(operator).send({ clientId, messageId: randomUUID(), text: 'Hello' }),
      markRead: chat.as(operator).markRead({ clientId, throughRevision: 0 }),
      notifyTyping: chat.as(operator).notifyTyping({ clientId }),
      listMessages: chat.as(operator).listMessages({ clientId }),
      follow: (async () => {
        for await (const _ of chat.as(operator).follow({ clientId })) break;
      })(),
    };
    for (const [method, call] of Object.entries(calls)) {
      const error = await failure(call);
      expect([method, error.code, fieldsOf(error)]).toEqual([
        method,
        Status.INVALID_ARGUMENT,
        ['client_id'],
      ]);
    }
  });
});

/** Calls a method with raw bytes, and returns the error. */
async function raw(method: string, bytes: Uint8Array): Promise<ServiceError> {
  const client = new Client(`127.0.0.1:${chat.instances[0]!.port}`, credentials.createInsecure());
  const metadata = new Metadata();
  metadata.set('authorization', ann.authorization);
  const path = `/${ChatServiceDefinition.fullName}/${method}`;
  const same = (value: Uint8Array) => Buffer.from(value);
  const error = await new Promise<ServiceError | null>((resolve) => {
    client.makeUnaryRequest(path, same, same, bytes, metadata, (reason) => resolve(reason));
  });
  client.close();
  if (!error) throw new Error('The call did not fail');
  return error;
}

function replaced(bytes: Uint8Array, word: string, by: readonly number[]): Uint8Array {
  const copy = Buffer.from(bytes);
  copy.set(by, copy.indexOf(word));
  return copy;
}
