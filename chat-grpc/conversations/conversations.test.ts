import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { conversationStream } from '@energy/domain';
import {
  type EventStore,
  openEventStore,
  overrideEventStore,
  RevisionConflict,
} from '@energy/event-store';
import { temporaryFolder } from '@energy/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appendMessages } from '../testing/append-messages.ts';
import { Conversations } from './conversations.ts';

let folder: string;
let eventStore: EventStore;
/** The number of events read through `observed`. */
let read: number;
beforeEach(async () => {
  folder = temporaryFolder('conversations');
  eventStore = openEventStore(`sqlite:${path.join(folder, 'events.db')}`, { info() {}, warn() {} });
  read = 0;
});
afterEach(async () => {
  await eventStore.close();
  await rm(folder, { recursive: true });
});

const context = { actor: 'system' } as const;

function message(text: string, messageId: string = randomUUID()) {
  const client = { status: 'Registered', name: 'Ann', role: 'client' } as const;
  return { messageId, side: 'client', authorId: 'ann', text, client } as const;
}

/** The store with its reads counted, and with some methods replaced. */
function observed(replaced: Partial<EventStore> = {}): EventStore {
  return overrideEventStore(eventStore, {
    async *readStream(...from) {
      for await (const event of eventStore.readStream(...from)) {
        read++;
        yield event;
      }
    },
    close: async () => {},
    ...replaced,
  });
}

describe('commands on a long conversation', () => {
  it('read only the events since the previous command', async () => {
    await appendMessages(eventStore, 'ann', 20_000);
    const conversations = new Conversations(observed());
    await conversations.send('ann', message('Hello'), context);
    expect(read).toBe(20_000 + 1); // Each send reads back the message that it stored.
    await appendMessages(eventStore, 'ann', 3);
    read = 0;
    for (let n = 0; n < 20; n++) await conversations.send('ann', message(`${n}`), context);
    expect(read).toBe(3 + 20);
  });

  it('recognize a message that was sent long ago', async () => {
    const conversations = new Conversations(observed());
    const first = message('Hello');
    const { message: stored } = await conversations.send('ann', first, context);
    await appendMessages(eventStore, 'ann', 5_000);
    for (const each of [conversations, new Conversations(observed())]) {
      expect(await each.send('ann', first, context)).toEqual({ message: stored, isNew: false });
    }
  });
});

describe('commands', () => {
  it('cache the most recently used conversations up to a limit', async () => {
    for (const client of ['ann', 'bea', 'carol']) await appendMessages(eventStore, client, 10);
    const conversations = new Conversations(observed(), 25);
    const readBy = async (client: string) => {
      read = 0;
      const mark = { side: 'administrators', readerId: 'operator', through: 0 } as const;
      await conversations.markRead(client, mark, context);
      return read;
    };
    expect(await readBy('ann')).toBe(10);
    expect(await readBy('bea')).toBe(10);
    expect(await readBy('ann')).toBe(0);
    expect(await readBy('carol')).toBe(10);
    expect(await readBy('ann')).toBe(0);
    expect(await readBy('bea')).toBe(11);
  });

  it('cache the conversation in use, however long', async () => {
    await appendMessages(eventStore, 'ann', 100);
    const conversations = new Conversations(observed(), 10);
    await conversations.send('ann', message('one'), context);
    read = 0;
    await conversations.send('ann', message('two'), context);
    expect(read).toBe(1);
  });

  it('of one process never conflict', async () => {
    let conflicts = 0;
    const append: EventStore['append'] = (...appended) =>
      eventStore.append(...appended).catch((error) => {
        if (error instanceof RevisionConflict) conflicts++;
        throw error;
      });
    const conversations = new Conversations(observed({ append }));
    await Promise.all(
      Array.from({ length: 50 }, (_, n) => conversations.send('ann', message(`${n}`), context)),
    );
    expect(conflicts).toBe(0);
    const events = await Array.fromAsync(eventStore.readStream(conversationStream('ann')));
    expect(events).toHaveLength(50);
  });

  it('that fail do not block later ones', async () => {
    const conversations = new Conversations(observed());
    const outcomes = await Promise.allSettled([
      conversations.send('ann', message(''), context),
      conversations.send('ann', message('Hello'), context),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  });

  it('are decided again after another process’s append', async () => {
    const one = new Conversations(observed());
    const other = new Conversations(observed());
    await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        (n % 2 === 0 ? one : other).send('ann', message(`${n}`), context),
      ),
    );
    const events = await Array.fromAsync(eventStore.readStream(conversationStream('ann')));
    expect(new Set(events.map(({ data }) => (data as { text: string }).text)).size).toBe(40);
    expect(events).toHaveLength(40);
  });

  it('store the same message once, even when several processes send it at once', async () => {
    const messageId = randomUUID();
    const named = { ...context, commandId: messageId };
    const hello = message('Hello', messageId);
    await Promise.all(
      Array.from({ length: 6 }, () => new Conversations(observed()).send('ann', hello, named)),
    );
    const events = await Array.fromAsync(eventStore.readStream(conversationStream('ann')));
    expect(events).toHaveLength(1);
  });
});
