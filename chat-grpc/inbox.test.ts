import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Conversation, Side } from '@energy/proto/chat';
import { Status } from 'nice-grpc';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appendMessages } from './testing/append-messages.ts';
import { Chat, ENGINES, type Person } from './testing/chat.ts';
import { failure, reasonOf } from './testing/failure.ts';
import { StreamReader } from './testing/stream-reader.ts';

describe.each(ENGINES)('an administrator on %s', (engine) => {
  let chat: Chat;
  let operator: Person;
  beforeEach(async () => {
    chat = await Chat.start(engine, 2);
    operator = await chat.person('administrator');
  });
  afterEach(() => chat.stop());

  const administrator = (n = 0) => chat.as(operator, chat.instances[n]);
  const followingAll = (request: { changesOnly?: boolean } = {}, n = 0) =>
    new StreamReader((options) => administrator(n).followAll(request, options));
  const says = (client: Person, text: string, n = 0) =>
    chat.as(client, chat.instances[n]).send({ messageId: randomUUID(), text });

  type Seen = ReturnType<typeof followingAll>;
  /** The latest state of each conversation that was received, by the name of its client. */
  const latest = (seen: Seen): Record<string, Conversation> =>
    Object.fromEntries(seen.all('conversation').map((each) => [each.clientName, each]));

  it('sees the current state of all conversations, and their changes', async () => {
    const ann = await chat.person('client', 'Ann');
    const bea = await chat.person('client', 'Bea');
    const { message: first } = await says(ann, 'Hello');
    await says(ann, 'Are you there?');
    const seen = await followingAll({}, 1).caughtUp();
    expect(seen.all('conversation')).toEqual([
      {
        clientId: ann.userId,
        clientName: 'Ann',
        nextRevision: 2,
        lastMessage: expect.objectContaining({ text: 'Are you there?', side: Side.SIDE_CLIENT }),
        unread: 2,
        waitingSince: first!.sentAt,
        readMarks: { client: undefined, administrators: undefined },
        closed: false,
      },
    ]);

    await says(bea, 'Hi');
    await seen.until(() => latest(seen).Bea?.unread === 1);
    await administrator(0).markRead({ clientId: ann.userId, throughRevision: 0 });
    await seen.until(() => latest(seen).Ann!.unread === 1);
    await administrator(1).send({
      clientId: ann.userId,
      messageId: randomUUID(),
      text: 'x'.repeat(300),
    });
    await seen.until(() => latest(seen).Ann!.nextRevision === 4);
    expect(latest(seen).Ann).toMatchObject({
      lastMessage: { side: Side.SIDE_ADMINISTRATORS, authorId: operator.userId },
      unread: 1,
      waitingSince: undefined,
      readMarks: { administrators: 0 },
    });
    expect(latest(seen).Ann!.lastMessage!.text).toHaveLength(200);
    await seen.stop();
  });

  it('sees who is typing, and a client’s new name', async () => {
    const ann = await chat.person('client', 'Ann');
    await says(ann, 'Hello');
    const seen = await followingAll().caughtUp();
    await chat.as(ann, chat.instances[1]).notifyTyping({});
    await seen.until(() => seen.all('typing').length === 1);
    expect(seen.all('typing')).toMatchObject([
      { clientId: ann.userId, typing: { userId: ann.userId, side: Side.SIDE_CLIENT } },
    ]);
    await administrator().notifyTyping({ clientId: ann.userId });
    await chat.userCommand(ann.userId, { type: 'RenameUser', data: { name: 'Anna' } });
    await seen.until(() => latest(seen).Anna?.nextRevision === 1);
    await says(ann, 'Still me');
    await seen.until(() => latest(seen).Anna?.nextRevision === 2);
    expect(seen.all('typing')).toHaveLength(1);
    await seen.stop();
  });

  it('sees that a conversation was closed', async () => {
    const ann = await chat.person('client', 'Ann');
    await says(ann, 'Hello');
    const seen = await followingAll({ changesOnly: true }).caughtUp();
    await chat.deleteClient(ann.userId);
    await seen.until(() => latest(seen).Ann?.closed === true);
    expect(latest(seen).Ann!.waitingSince).toBeUndefined();
    await seen.stop();
  });

  it('lists conversations by their last message, page by page', async () => {
    const people: Person[] = [];
    for (let n = 0; n < 7; n++) people.push(await chat.person('client', `Client ${n}`));
    for (const person of [...people, people[2]!]) await says(person, 'Hello');
    await chat.person('client', 'Silent');
    const names: string[] = [];
    let pageToken = '';
    do {
      const page = await administrator(1).listConversations({ pageSize: 3, pageToken });
      names.push(...page.conversations.map(({ clientName }) => clientName));
      pageToken = page.nextPageToken;
    } while (pageToken !== '');
    expect(names[0]).toBe('Client 2');
    expect([...names].sort()).toEqual(people.map((_, n) => `Client ${n}`));
  });

  it('finds conversations by the names of clients', async () => {
    for (const name of ['Zoë de Vries', 'Zoe Janssens', 'Ann de Vries']) {
      await says(await chat.person('client', name), 'Hello');
    }
    const found = async (search: string) => {
      const { conversations } = await administrator().listConversations({ search });
      return conversations.map(({ clientName }) => clientName).sort();
    };
    expect(await found('zoe')).toEqual(['Zoe Janssens', 'Zoë de Vries']);
    expect(await found('VRIES zoë')).toEqual(['Zoë de Vries']);
    expect(await found('nobody')).toEqual([]);
  });

  it('receives each conversation once and never an older state, during concurrent writes', async () => {
    const clients = Array.from({ length: 30 }, () => randomUUID());
    await Promise.all(clients.map((clientId) => appendMessages(chat.eventStore, clientId, 1)));
    let behind = 0;
    chat.projection.delayBy(() => sleep(behind++ % 20));
    const writing = clients.map(async (clientId, n) => {
      for (let round = 0; round < 10; round++) {
        await appendMessages(chat.eventStore, clientId, 1);
        await sleep((n + round) % 5);
      }
    });
    const followers: Seen[] = [];
    for (let n = 0; n < 12; n++) followers.push(await followingAll({}, n % 2).caughtUp());
    await Promise.all(writing);
    for (const seen of followers) {
      const revisionsOf = (clientId: string) =>
        seen
          .all('conversation')
          .flatMap((each) => (each.clientId === clientId ? [each.nextRevision] : []));
      await seen.until(() => clients.every((clientId) => revisionsOf(clientId).at(-1) === 11));
      const caughtUpAt = seen.responses.findIndex(({ update }) => update?.$case === 'caughtUp');
      expect(caughtUpAt).toBe(clients.length);
      for (const clientId of clients) {
        expect(revisionsOf(clientId)).toEqual(
          [...new Set(revisionsOf(clientId))].sort((a, b) => a - b),
        );
      }
      await seen.stop();
    }
  });

  it('never sees an outdated list while the projector is behind', async () => {
    const ann = await chat.person('client', 'Ann');
    await says(ann, 'Hello');
    expect((await administrator().listConversations({})).conversations).toHaveLength(1);
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    chat.projection.delayBy(() => released);
    await says(ann, 'Are you there?');
    const refused = await failure(administrator().listConversations({}));
    expect([refused.code, reasonOf(refused)]).toEqual([Status.UNAVAILABLE, 'ENGINE_UNAVAILABLE']);
    const changes = await followingAll({ changesOnly: true }).caughtUp();
    expect(reasonOf(await followingAll().ended)).toBe('ENGINE_UNAVAILABLE');
    await says(ann, 'Hello?');
    await changes.until(() => latest(changes).Ann?.unread === 3);
    await changes.stop();
    release();
    const { conversations } = await administrator().listConversations({});
    expect(conversations).toMatchObject([{ clientName: 'Ann', unread: 3 }]);
  });

  it('keeps up with many conversations at once', async () => {
    const count = engine === 'SQLite' ? 1_000 : 200;
    const clients = Array.from({ length: count }, () => randomUUID());
    await Promise.all(clients.map((clientId) => appendMessages(chat.eventStore, clientId, 1)));
    const seen = await followingAll().caughtUp();
    const following = await followingAll({ changesOnly: true }, 1).caughtUp();
    expect(seen.all('conversation')).toHaveLength(count);
    await Promise.all(clients.map((clientId) => appendMessages(chat.eventStore, clientId, 2)));
    for (const each of [seen, following]) {
      await each.until(() => {
        const last = new Map(each.all('conversation').map((c) => [c.clientId, c.nextRevision]));
        return last.size === count && [...last.values()].every((next) => next === 3);
      });
      for (const { unread, nextRevision } of each.all('conversation')) {
        expect(unread).toBe(nextRevision);
      }
    }
    await Promise.all([seen.stop(), following.stop()]);
  });
});
