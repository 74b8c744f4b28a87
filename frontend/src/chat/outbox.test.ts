import type { Message } from '@energy/proto/chat';
import { ClientError, Status } from 'nice-grpc-web';
import { beforeEach, describe, expect, it } from 'vitest';
import { Outbox, type Unsent } from './outbox.ts';
import { Clock, settled } from './testing/clock.ts';
import { message } from './testing/messages.ts';
import { Stored } from './testing/stored.ts';

const failure = (status: Status) => new ClientError('/chat/Send', status, 'No.');

let clock: Clock;
let storage: Stored;
/** What the chat service has stored, by the messages' ids; and how often each was sent. */
let arrived: Map<string, string>;
let attempts: string[];
let fate: (unsent: Unsent) => Promise<void>;
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
  fate = async () => undefined;
});

function openOutbox(userId = 'emma'): Outbox {
  return new Outbox({
    surroundings: { after: clock.after },
    storage,
    userId,
    async send(unsent): Promise<Message> {
      attempts.push(unsent.text);
      await fate(unsent);
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

const waiting = (outbox: Outbox) => outbox.of('emma').map(({ text }) => text);

describe('a message on its way', () => {
  it('is shown as such until it is stored, and then no more', async () => {
    const outbox = openOutbox();
    outbox.write('emma', 'Hello');
    expect(waiting(outbox)).toEqual(['Hello']);
    await settled();
    expect(waiting(outbox)).toEqual([]);
    expect(sent).toEqual(['Hello']);
    expect(storage.length).toBe(0);
  });

  it('waits while there is no connection, and goes out in order once there is', async () => {
    fate = async () => {
      throw new TypeError('Failed to fetch');
    };
    const outbox = openOutbox();
    for (const text of ['one', 'two', 'three']) outbox.write('emma', text);
    await clock.pass(30_000);
    expect(waiting(outbox)).toEqual(['one', 'two', 'three']);
    expect(new Set(attempts)).toEqual(new Set(['one']));
    fate = async () => undefined;
    await clock.pass(20_000);
    expect([...arrived.values()]).toEqual(['one', 'two', 'three']);
    expect(waiting(outbox)).toEqual([]);
  });

  it('goes out at once when the network is back', async () => {
    fate = async () => {
      throw failure(Status.UNAVAILABLE);
    };
    const outbox = openOutbox();
    outbox.write('emma', 'Hello');
    await settled();
    fate = async () => undefined;
    outbox.hurry();
    await settled();
    expect(sent).toEqual(['Hello']);
  });

  it('is there once where its answer was lost: it is sent again as the same message', async () => {
    let isLost = true;
    fate = async (unsent) => {
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

  it('outlives the page, and is sent by the next one as the same message', async () => {
    fate = () => new Promise(() => undefined); // The page is gone before there is an answer.
    const before = openOutbox();
    before.write('emma', 'one');
    before.write('emma', 'two');
    await settled();
    turn = Promise.resolve();
    fate = async () => undefined;
    const after = openOutbox();
    expect(waiting(after)).toEqual(['one', 'two']);
    await settled();
    expect([...arrived.keys()]).toEqual(['id-1', 'id-2']);
    expect(storage.length).toBe(0);
  });

  it('is sent by nobody else who uses the browser', async () => {
    fate = async () => {
      throw failure(Status.UNAVAILABLE);
    };
    const outbox = openOutbox();
    outbox.write('emma', 'mine');
    await settled();
    outbox.stop();
    await clock.pass(60_000);
    expect(attempts).toEqual(['mine']);
    fate = async () => undefined;
    expect(waiting(openOutbox('noah'))).toEqual([]);
    await settled();
    expect(arrived.size).toBe(0);
    openOutbox();
    await settled();
    expect([...arrived.values()]).toEqual(['mine']);
  });

  it('is sent by one of several tabs', async () => {
    const [one, other] = [openOutbox(), openOutbox()];
    one.write('emma', 'Hello');
    other.onStored('energy:chat-unsent:emma:id-1');
    expect(waiting(other)).toEqual(['Hello']);
    await settled();
    expect(attempts).toEqual(['Hello']);
    other.onStored('energy:chat-unsent:emma:id-1');
    expect([waiting(one), waiting(other)]).toEqual([[], []]);
  });

  it.each([
    [Status.FAILED_PRECONDITION, 'closed'],
    [Status.NOT_FOUND, 'missing'],
    [Status.INVALID_ARGUMENT, 'refused'],
    [Status.PERMISSION_DENIED, 'refused'],
  ])(
    'is given up where it is refused (%i), holds up no other, and can be tried again',
    async (status, expected) => {
      fate = async ({ text }) => {
        if (text === 'bad') throw failure(status);
      };
      const outbox = openOutbox();
      outbox.write('emma', 'bad');
      outbox.write('emma', 'good');
      await settled();
      expect(sent).toEqual(['good']);
      expect(outbox.of('emma')).toMatchObject([{ text: 'bad', failure: expected }]);
      expect(openOutbox().of('emma')).toMatchObject([{ text: 'bad', failure: expected }]);
      fate = async () => undefined;
      outbox.retry('id-1');
      await settled();
      expect(sent).toEqual(['good', 'bad']);
    },
  );

  it('is taken back where it was given up, and only then', async () => {
    fate = async ({ text }) => {
      throw failure(text === 'bad' ? Status.INVALID_ARGUMENT : Status.UNAVAILABLE);
    };
    const outbox = openOutbox();
    outbox.write('emma', 'bad');
    outbox.write('emma', 'on its way');
    await settled();
    expect(outbox.discard('id-1')).toBe('bad');
    expect(outbox.discard('id-2')).toBeUndefined();
    expect(waiting(outbox)).toEqual(['on its way']);
  });

  it('is sent where the browser has no room to keep it', async () => {
    storage.isFull = true;
    const outbox = openOutbox();
    outbox.write('emma', 'Hello');
    await settled();
    expect(sent).toEqual(['Hello']);
  });

  it('is not looked for in what is stored and is none', () => {
    storage.setItem('energy:chat-unsent:emma:x', 'not JSON');
    storage.setItem('energy:chat-unsent:emma:y', '{"messageId":7}');
    storage.setItem('other', '{}');
    expect(waiting(openOutbox())).toEqual([]);
  });
});
