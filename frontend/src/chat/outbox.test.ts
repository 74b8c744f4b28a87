import type { Message } from '@energy/proto/chat';
import { ClientError, Status } from 'nice-grpc-web';
import { beforeEach, describe, expect, it } from 'vitest';
import { Outbox, type UnsentMessage } from './outbox.ts';
import { Clock, settled } from './testing/clock.ts';
import { message } from './testing/messages.ts';
import { Stored } from './testing/stored.ts';

const failure = (status: Status) => new ClientError('/chat/Send', status, 'No.');

let clock: Clock;
let storage: Stored;
/** The messages that the chat service stored, by id. */
let arrived: Map<string, string>;
let attempts: string[];
let respond: (unsent: UnsentMessage) => Promise<void>;
let sent: string[];
let ids: number;
let turn: Promise<unknown>;

beforeEach(() => {
  clock = new Clock();
  storage = new Stored();
  arrived = new Map();
  attempts = [];
  sent = [];
  ids = 0;
  turn = Promise.resolve();
  respond = async () => undefined;
});

function openOutbox(userId = 'emma'): Outbox {
  return new Outbox({
    dependencies: { schedule: clock.schedule, random: () => 1 },
    storage,
    userId,
    async send(unsent): Promise<Message> {
      attempts.push(unsent.text);
      await respond(unsent);
      arrived.set(unsent.messageId, unsent.text);
      return message(arrived.size, { messageId: unsent.messageId, text: unsent.text });
    },
    onSent: (unsent) => sent.push(unsent.text),
    onChange: () => undefined,
    exclusively: (run) => {
      const ran = turn.then(run);
      turn = ran.catch(() => undefined);
      return ran;
    },
    newId: () => `id-${++ids}`,
    now: () => clock.now,
  });
}

const unsentTexts = (outbox: Outbox) => outbox.unsentIn('emma').map(({ text }) => text);

describe('the outbox', () => {
  it('lists a message until the server has stored it', async () => {
    const outbox = openOutbox();
    outbox.write('emma', 'Hello');
    expect(unsentTexts(outbox)).toEqual(['Hello']);
    await settled();
    expect(unsentTexts(outbox)).toEqual([]);
    expect(sent).toEqual(['Hello']);
    expect(storage.length).toBe(0);
  });

  it('sends messages in order after the connection returns', async () => {
    respond = async () => {
      throw new TypeError('Failed to fetch');
    };
    const outbox = openOutbox();
    for (const text of ['one', 'two', 'three']) outbox.write('emma', text);
    await clock.pass(30_000);
    expect(unsentTexts(outbox)).toEqual(['one', 'two', 'three']);
    expect(new Set(attempts)).toEqual(new Set(['one']));
    respond = async () => undefined;
    await clock.pass(20_000);
    expect([...arrived.values()]).toEqual(['one', 'two', 'three']);
    expect(unsentTexts(outbox)).toEqual([]);
  });

  it('retries at once on request', async () => {
    respond = async () => {
      throw failure(Status.UNAVAILABLE);
    };
    const outbox = openOutbox();
    outbox.write('emma', 'Hello');
    await settled();
    respond = async () => undefined;
    outbox.retryNow();
    await settled();
    expect(sent).toEqual(['Hello']);
  });

  it('repeats a message under the same id after a lost reply', async () => {
    let isLost = true;
    respond = async (unsent) => {
      arrived.set(unsent.messageId, unsent.text);
      if (isLost) throw failure(Status.DEADLINE_EXCEEDED);
    };
    const outbox = openOutbox();
    outbox.write('emma', 'Hello');
    await settled();
    isLost = false;
    await clock.pass(1_000);
    expect(attempts).toEqual(['Hello', 'Hello']);
    expect([...arrived]).toEqual([['id-1', 'Hello']]);
    expect(sent).toEqual(['Hello']);
  });

  it('sends messages of a closed page under the same ids', async () => {
    respond = () => new Promise(() => undefined); // The page closes before the reply.
    const before = openOutbox();
    before.write('emma', 'one');
    before.write('emma', 'two');
    await settled();
    turn = Promise.resolve();
    respond = async () => undefined;
    const after = openOutbox();
    expect(unsentTexts(after)).toEqual(['one', 'two']);
    await settled();
    expect([...arrived.keys()]).toEqual(['id-1', 'id-2']);
    expect(storage.length).toBe(0);
  });

  it('never sends the messages of another person', async () => {
    respond = async () => {
      throw failure(Status.UNAVAILABLE);
    };
    const outbox = openOutbox();
    outbox.write('emma', 'mine');
    await settled();
    outbox.stop();
    await clock.pass(60_000);
    expect(attempts).toEqual(['mine']);
    respond = async () => undefined;
    expect(unsentTexts(openOutbox('noah'))).toEqual([]);
    await settled();
    expect(arrived.size).toBe(0);
    openOutbox();
    await settled();
    expect([...arrived.values()]).toEqual(['mine']);
  });

  it('sends a message from one of several tabs', async () => {
    const one = openOutbox();
    const other = openOutbox();
    one.write('emma', 'Hello');
    other.onStorageChange('energy:chat-unsent:emma:id-1');
    expect(unsentTexts(other)).toEqual(['Hello']);
    await settled();
    expect(attempts).toEqual(['Hello']);
    other.onStorageChange('energy:chat-unsent:emma:id-1');
    expect([unsentTexts(one), unsentTexts(other)]).toEqual([[], []]);
  });

  it.each([
    [Status.FAILED_PRECONDITION, 'closed'],
    [Status.NOT_FOUND, 'missing'],
    [Status.INVALID_ARGUMENT, 'refused'],
    [Status.PERMISSION_DENIED, 'refused'],
  ])(
    'gives up a refused message (%i), sends the others, and retries it on request',
    async (status, expected) => {
      respond = async ({ text }) => {
        if (text === 'bad') throw failure(status);
      };
      const outbox = openOutbox();
      outbox.write('emma', 'bad');
      outbox.write('emma', 'good');
      await settled();
      expect(sent).toEqual(['good']);
      expect(outbox.unsentIn('emma')).toMatchObject([{ text: 'bad', failure: expected }]);
      expect(openOutbox().unsentIn('emma')).toMatchObject([{ text: 'bad', failure: expected }]);
      respond = async () => undefined;
      outbox.retry('id-1');
      await settled();
      expect(sent).toEqual(['good', 'bad']);
    },
  );

  it('discards refused messages only', async () => {
    respond = async ({ text }) => {
      throw failure(text === 'bad' ? Status.INVALID_ARGUMENT : Status.UNAVAILABLE);
    };
    const outbox = openOutbox();
    outbox.write('emma', 'bad');
    outbox.write('emma', 'on its way');
    await settled();
    expect(outbox.discard('id-1')).toBe('bad');
    expect(outbox.discard('id-2')).toBeUndefined();
    expect(unsentTexts(outbox)).toEqual(['on its way']);
  });

  it('sends a message that does not fit into the storage', async () => {
    storage.isFull = true;
    const outbox = openOutbox();
    outbox.write('emma', 'Hello');
    await settled();
    expect(sent).toEqual(['Hello']);
  });

  it('ignores stored values that are no messages', () => {
    storage.setItem('energy:chat-unsent:emma:x', 'not JSON');
    storage.setItem('energy:chat-unsent:emma:y', '{"messageId":7}');
    storage.setItem('other', '{}');
    expect(unsentTexts(openOutbox())).toEqual([]);
  });
});
