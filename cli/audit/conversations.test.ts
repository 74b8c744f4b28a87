import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ConversationEvent, conversationStream, type UserEvent } from '@energy/domain';
import { type Actor, type NewEvent, newEventsOf } from '@energy/event-store';
import { type Conversation, evolveConversation } from '@energy/read-models';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Operator } from '../testing/operator.ts';

const ADA = 'a0000000-0000-4000-8000-00000000000a';
const BOB = 'b0000000-0000-4000-8000-00000000000b';
const MESSAGE = '5c2494a3-1140-4c7a-991a-a1a2561c6bc2';
const TIME = /\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} \+0[12]:00/g;

let operator: Operator;
const audit = (...args: string[]) => operator.energy('audit', 'conversation', ...args);

beforeEach(async () => {
  operator = new Operator();
  const ada: Actor = { userId: ADA, role: 'administrator' };
  const bob: Actor = { userId: BOB, role: 'client' };
  const registered = (name: string, role: 'administrator' | 'client'): UserEvent => ({
    type: 'UserRegistered',
    data: { name, role },
  });
  await happened(`user-${ADA}`, 'system', registered('Ada', 'administrator'));
  await happened(`user-${BOB}`, ada, registered('Bob', 'client'));
  const text = `Why so much\non \u{1b}[31mSunday? ${'x'.repeat(250)}`;
  const said = { messageId: MESSAGE, side: 'client', authorId: BOB, text } as const;
  await happened(conversationStream(BOB), bob, { type: 'MessageSent', data: said });
  const read = { side: 'administrators', readerId: ADA, through: 0, count: 1 } as const;
  await happened(conversationStream(BOB), ada, { type: 'MessagesRead', data: read });
});

afterEach(() => operator.leave());

/** Records what happened, at a time of its own: what happens next has a later one. */
async function happened(stream: string, actor: Actor, event: ConversationEvent | UserEvent) {
  const events = newEventsOf([event], { stream, context: { actor } });
  await operator.withEventStore((store) =>
    store.append(stream, 'any', events as unknown as [NewEvent]),
  );
  const recordedBy = Date.now();
  while (Date.now() <= recordedBy) await sleep(1);
}

describe('the history of a conversation', () => {
  it('says when, who and what was said, however long, and nothing that a terminal obeys', async () => {
    const { code, out, said } = await audit(BOB.toUpperCase());
    expect({ code, said }).toEqual({ code: 0, said: '' });
    expect(out.replace(TIME, 'TIME').replace(/\d{4}-\S+Z/, 'INSTANT')).toBe(
      `TIME     0  MessageSent               Bob ${BOB} (client)
    messageId             ${MESSAGE}
    side                  client
    authorId              Bob ${BOB}
    text                  Why so much\\non \\u001b[31mSunday? ${'x'.repeat(250)}
TIME     1  MessagesRead              Ada ${ADA} (administrator)
    side                  administrators
    readerId              Ada ${ADA}
    through               0
    count                 1
    = unread 0 · waitingSince INSTANT
`,
    );
  });

  it('is one JSON document an event, with what changed and the state that it led to', async () => {
    const { out } = await audit(BOB, '--json');
    const [, read] = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(read).toMatchObject({
      type: 'MessagesRead',
      actor: { userId: ADA, name: 'Ada' },
      changes: {
        unread: { from: 1, to: 0 },
        'readThrough.administrators': { from: null, to: 0 },
      },
      state: { id: BOB, unread: 0, lastMessage: { messageId: MESSAGE } },
    });
  });

  it('continues with new messages', async () => {
    const stopping = new AbortController();
    const { signal } = stopping;
    const following = operator.energyUntil(signal, 'audit', 'conversation', BOB, '--follow');
    await expect.poll(() => operator.written.out).toContain('MessagesRead');
    const data = { messageId: randomUUID(), side: 'administrators', authorId: ADA, text: 'Hm.' };
    const sent = { type: 'MessageSent', data } as ConversationEvent;
    await happened(conversationStream(BOB), { userId: ADA, role: 'administrator' }, sent);
    await expect.poll(() => operator.written.out).toMatch(/text +Hm\.\n/);
    stopping.abort();
    expect((await following).code).toBe(0);
  });

  it('shows the state at a time, and reports a conversation that does not exist', async () => {
    const [first] = (await audit(BOB, '--json')).out.split('\n');
    const { time } = JSON.parse(first!);
    const { out } = await audit(BOB, '--at', time);
    expect(out).toMatch(/unread +1\n/);
    expect(out).toMatch(/lastMessage\.authorId +Bob/);
    const before = await audit(BOB, '--at', '2026-01-01');
    expect([before.code, before.said]).toEqual([
      2,
      expect.stringContaining('its history begins at '),
    ]);
    const none = await audit(ADA);
    expect([none.code, none.said]).toEqual([3, expect.stringContaining('no conversation')]);
  });

  it('is compared with the read model', async () => {
    let conversation: Conversation | undefined;
    const head = await operator.withEventStore(async (store) => {
      for await (const event of store.readStream(conversationStream(BOB))) {
        conversation = evolveConversation(conversation, event as never);
      }
      return store.head();
    });
    await operator.withReadModels(({ conversations }) =>
      conversations.store([conversation!], head),
    );
    const right = await audit('--verify');
    expect(right.said).toContain('Compared 1 conversation with the events: no differences');
    const wrong = { ...conversation!, unread: 7, revision: 1 };
    await operator.withReadModels(async ({ conversations }) => {
      await conversations.store([{ ...wrong, revision: 2 }], head);
    });
    const { code, out } = await audit(BOB, '--verify');
    expect(code).toBe(1);
    expect(out).toContain('is at revision 2, which its events have never reached');
  });
});
