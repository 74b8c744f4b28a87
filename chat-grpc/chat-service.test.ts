import { randomUUID } from 'node:crypto';
import { Side } from '@energy/proto/chat';
import { medianTime } from '@energy/testing';
import { Status } from 'nice-grpc';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Chat, ENGINES, type Person } from './testing/chat.ts';
import { failure, reasonOf } from './testing/failure.ts';
import { sendPersistently } from './testing/persistent.ts';
import { StreamReader } from './testing/stream-reader.ts';

describe.each(ENGINES)('two instances on %s', (engine) => {
  let chat: Chat;
  let ann: Person;
  let operator: Person;
  beforeEach(async () => {
    chat = await Chat.start(engine, 2);
    ann = await chat.person('client', 'Ann');
    operator = await chat.person('administrator', 'Operator');
  });
  afterEach(() => chat.stop());

  const annAt = (n: number) => chat.as(ann, chat.instances[n]);
  const operatorAt = (n: number) => chat.as(operator, chat.instances[n]);
  const said = (text: string) => ({ messageId: randomUUID(), text });
  const toAnn = (text: string) => ({ ...said(text), clientId: ann.userId });
  const following = (client: ReturnType<typeof annAt>, fromRevision = 0) =>
    new StreamReader((options) => client.follow({ clientId: ann.userId, fromRevision }, options));

  it('deliver messages, read receipts and typing both ways', async () => {
    const annSees = await following(annAt(0)).caughtUp();
    const operatorSees = await following(operatorAt(1)).caughtUp();

    await annAt(0).notifyTyping({});
    await operatorSees.until((seen) => seen.all('typing').length === 1);
    const question = await annAt(0).send(said('Why so much on Sunday?'));
    await operatorSees.until((seen) => seen.all('message').length === 1);
    await operatorAt(1).markRead({ clientId: ann.userId, throughRevision: 0 });
    await operatorAt(1).notifyTyping({ clientId: ann.userId });
    const answer = await operatorAt(1).send(toAnn('The heat pump.'));
    await annSees.until((seen) => seen.all('message').length === 2);
    await annAt(0).markRead({ throughRevision: 2 });
    await operatorSees.until((seen) => seen.all('read').length === 2);
    await annSees.until((seen) => seen.all('read').length === 2);

    expect(question.message).toMatchObject({
      revision: 0,
      side: Side.SIDE_CLIENT,
      authorId: ann.userId,
      text: 'Why so much on Sunday?',
    });
    for (const seen of [annSees, operatorSees]) {
      expect(seen.all('message')).toEqual([question.message, answer.message]);
      expect(seen.all('read')).toMatchObject([
        {
          revision: 1,
          side: Side.SIDE_ADMINISTRATORS,
          readerId: operator.userId,
          throughRevision: 0,
        },
        { revision: 3, side: Side.SIDE_CLIENT, readerId: ann.userId, throughRevision: 2 },
      ]);
    }
    expect(operatorSees.all('typing')).toMatchObject([
      { side: Side.SIDE_CLIENT, userId: ann.userId },
    ]);
    expect(annSees.all('typing')).toMatchObject([
      { side: Side.SIDE_ADMINISTRATORS, userId: operator.userId },
    ]);
    const { expiresAt } = annSees.all('typing')[0]!;
    expect(expiresAt!.getTime()).toBeGreaterThan(Date.now());
    await Promise.all([annSees.stop(), operatorSees.stop()]);
  });

  it('deliver what the other accepts within 100 ms, at the median', async () => {
    const operatorSees = await following(operatorAt(1)).caughtUp();
    let messages = 0;
    const delivers = async () => {
      await annAt(0).send(said(`message ${messages}`));
      messages += 1;
      await operatorSees.until((seen) => seen.all('message').length === messages);
    };
    await expect.poll(() => medianTime(30, delivers)).toBeLessThan(100);
    await operatorSees.stop();
  });

  it('store a message once, wherever and however often it is sent', async () => {
    const message = said('Hello');
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) => annAt(n % 2).send(message)),
    );
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    await annAt(0).send(said('And another'));
    expect(await annAt(1).send(message)).toEqual(answers[0]);
    expect(await annAt(1).send({ ...message, text: ' Hello ' })).toEqual(answers[0]);
    const { messages } = await annAt(1).listMessages({});
    expect(messages.map(({ text }) => text)).toEqual(['Hello', 'And another']);
  });

  it('refuse a different message with the same id', async () => {
    const message = said('Hello');
    await annAt(0).send(message);
    const other = await failure(annAt(1).send({ ...message, text: 'Bye' }));
    expect([other.code, reasonOf(other)]).toEqual([Status.ALREADY_EXISTS, 'MESSAGE_ID_REUSED']);
    const forged = await failure(operatorAt(0).send({ ...message, clientId: ann.userId }));
    expect(reasonOf(forged)).toBe('MESSAGE_ID_REUSED');
  });

  it('give concurrent messages one order for everyone', async () => {
    const seen = await Promise.all([0, 1].map((n) => following(operatorAt(n)).caughtUp()));
    await Promise.all(
      Array.from({ length: 60 }, (_, n) => {
        const next = () => (n % 3 === 0 ? operatorAt(n % 2) : annAt(n % 2));
        return sendPersistently(next, ann.userId, `${n}`);
      }),
    );
    for (const each of seen) await each.until((s) => s.all('message').length === 60);
    const [first, second] = seen.map((each) => each.all('message'));
    expect(first).toEqual(second);
    expect(first!.map(({ revision }) => revision)).toEqual(Array.from({ length: 60 }, (_, n) => n));
    const texts = first!.map(({ text }) => Number(text)).sort((a, b) => a - b);
    expect(texts).toEqual(Array.from({ length: 60 }, (_, n) => n));
    await Promise.all(seen.map((each) => each.stop()));
  });

  it('let a client continue on the other one at shutdown, without gaps or repetitions', async () => {
    const before = await following(annAt(0)).caughtUp();
    for (let n = 0; n < 5; n++) await operatorAt(1).send(toAnn(`${n}`));
    await before.until((seen) => seen.all('message').length === 5);
    const underWay = Array.from({ length: 20 }, (_, n) => annAt(0).send(said(`under way ${n}`)));
    await Promise.race(underWay);
    const stopped = chat.instances[0]!.stop();
    const reason = (await before.ended) as Error;
    expect(reasonOf(reason)).toBe('SHUTTING_DOWN');
    expect(reason).toMatchObject({ code: Status.UNAVAILABLE });
    await Promise.all(underWay);
    await stopped;
    await operatorAt(1).send(toAnn('afterwards'));
    const after = await following(annAt(1), before.responses.at(-1)!.nextRevision).caughtUp();
    const all = [...before.all('message'), ...after.all('message')];
    expect(all.map(({ revision }) => revision)).toEqual(Array.from({ length: 26 }, (_, n) => n));
    await after.stop();
  });

  it('show that the conversation of a deleted client is closed, and preserve it', async () => {
    await annAt(0).send(said('Hello'));
    const operatorSees = await following(operatorAt(1)).caughtUp();
    await chat.deleteClient(ann.userId);
    await operatorSees.until((seen) => seen.all('closed').length === 1);
    const late = await failure(operatorAt(0).send(toAnn('Hello?')));
    expect([late.code, reasonOf(late)]).toEqual([
      Status.FAILED_PRECONDITION,
      'CONVERSATION_CLOSED',
    ]);
    const { messages, closed } = await operatorAt(0).listMessages({ clientId: ann.userId });
    expect([messages.length, closed]).toEqual([1, true]);
    await operatorSees.stop();
  });
});
