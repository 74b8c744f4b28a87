import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type ConversationCommand, conversationStream } from '@energy/domain';
import {
  type EventStore,
  openEventStore,
  overrideEventStore,
  RevisionConflict,
} from '@energy/event-store';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { written } from '../testing/written.ts';
import { Conversations } from './conversations.ts';

let folder: string;
let eventStore: EventStore;
/** How many events were read through it. */
let read: number;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'conversations-'));
  eventStore = openEventStore(`sqlite:${path.join(folder, 'events.db')}`, { info() {}, warn() {} });
  read = 0;
});
afterEach(async () => {
  await eventStore.close();
  await rm(folder, { recursive: true });
});

const context = { actor: 'system' } as const;

function send(text: string, messageId: string = randomUUID()): ConversationCommand {
  const client = { status: 'Registered', name: 'Ann', role: 'client' } as const;
  return {
    type: 'SendMessage',
    data: { messageId, side: 'client', authorId: 'ann', text, client },
  };
}

/** The store, with what is read counted, and parts of it replaced. */
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
  it('are decided on what came since the one before', async () => {
    await written(eventStore, 'ann', 20_000);
    const conversations = new Conversations(observed());
    await conversations.handle('ann', send('Hello'), context);
    expect(read).toBe(20_000);
    await written(eventStore, 'ann', 3);
    read = 0;
    for (let n = 0; n < 20; n++) await conversations.handle('ann', send(`${n}`), context);
    expect(read).toBe(3);
  });

  it('know a message that was sent long ago', async () => {
    const conversations = new Conversations(observed());
    const first = send('Hello');
    await conversations.handle('ann', first, context);
    await written(eventStore, 'ann', 5_000);
    expect((await conversations.handle('ann', first, context)).events).toEqual([]);
    expect((await new Conversations(observed()).handle('ann', first, context)).events).toEqual([]);
  });
});

describe('commands', () => {
  it('keep only so much in memory, and that of the conversations used last', async () => {
    for (const client of ['ann', 'bea', 'carol']) await written(eventStore, client, 10);
    const conversations = new Conversations(observed(), 25);
    const readBy = async (client: string) => {
      read = 0;
      await conversations.handle(client, { type: 'CloseConversation' }, context);
      return read;
    };
    expect(await readBy('ann')).toBe(10);
    expect(await readBy('bea')).toBe(10);
    expect(await readBy('ann')).toBe(0);
    expect(await readBy('carol')).toBe(10);
    expect(await readBy('ann')).toBe(0);
    expect(await readBy('bea')).toBe(11);
  });

  it('keep the conversation in use, however long', async () => {
    await written(eventStore, 'ann', 100);
    const conversations = new Conversations(observed(), 10);
    await conversations.handle('ann', send('one'), context);
    read = 0;
    await conversations.handle('ann', send('two'), context);
    expect(read).toBe(0);
  });

  it('of one process don’t get into each other’s way', async () => {
    let conflicts = 0;
    const append: EventStore['append'] = (...appended) =>
      eventStore.append(...appended).catch((error) => {
        if (error instanceof RevisionConflict) conflicts++;
        throw error;
      });
    const conversations = new Conversations(observed({ append }));
    await Promise.all(
      Array.from({ length: 50 }, (_, n) => conversations.handle('ann', send(`${n}`), context)),
    );
    expect(conflicts).toBe(0);
    const events = await Array.fromAsync(eventStore.readStream(conversationStream('ann')));
    expect(events).toHaveLength(50);
  });

  it('that fail hold up none that follow', async () => {
    const conversations = new Conversations(observed());
    const outcomes = await Promise.allSettled([
      conversations.handle('ann', send(''), context),
      conversations.handle('ann', send('Hello'), context),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  });

  it('are decided again where another process was faster', async () => {
    const [one, other] = [new Conversations(observed()), new Conversations(observed())];
    await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        (n % 2 === 0 ? one : other).handle('ann', send(`${n}`), context),
      ),
    );
    const events = await Array.fromAsync(eventStore.readStream(conversationStream('ann')));
    expect(new Set(events.map(({ data }) => (data as { text: string }).text)).size).toBe(40);
    expect(events).toHaveLength(40);
  });

  it('name an event by the message, so that the same one at two processes is one', async () => {
    const messageId = randomUUID();
    const named = { ...context, commandId: messageId };
    const command = send('Hello', messageId);
    await Promise.all(
      Array.from({ length: 6 }, () => new Conversations(observed()).handle('ann', command, named)),
    );
    const events = await Array.fromAsync(eventStore.readStream(conversationStream('ann')));
    expect(events).toHaveLength(1);
  });
});
