import {
  type FollowRequest,
  type FollowResponse,
  type ListMessagesRequest,
  type ListMessagesResponse,
  type MarkReadRequest,
  type Message,
  Side,
} from '@energy/proto/chat';
import { ClientError, Status } from 'nice-grpc-web';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ChatService } from './calls.ts';
import { FollowedConversation } from './followed-conversation.ts';
import { Clock, settled } from './testing/clock.ts';
import { fromAdministrators, message } from './testing/messages.ts';
import { Stream } from './testing/stream.ts';

const failure = (status: Status) => new ClientError('/chat', status, 'No.');

let clock: Clock;
let stored: Message[];
let follows: Partial<FollowRequest>[];
let stream: Stream<FollowResponse>;
let marks: number[];
let typings: number;
let trouble: Status | undefined;
let heard: string[];
let signIns: number;
let followed: FollowedConversation;

beforeEach(() => {
  clock = new Clock();
  stored = [message(0), message(1, fromAdministrators), message(2, fromAdministrators)];
  follows = [];
  marks = [];
  typings = 0;
  trouble = undefined;
  heard = [];
  signIns = 0;
  followed = new FollowedConversation({
    service: service as unknown as ChatService,
    surroundings: {
      after: clock.after,
      random: () => 1,
      signedIn: async () => {
        signIns += 1;
        trouble = undefined;
      },
    },
    clientId: 'emma',
    side: Side.SIDE_CLIENT,
    onChange: () => undefined,
    onHeard: ({ text }) => heard.push(text),
    now: () => clock.now,
  });
});

const service = {
  async listMessages(request: Partial<ListMessagesRequest>): Promise<ListMessagesResponse> {
    if (trouble !== undefined) throw failure(trouble);
    const before = request.beforeRevision ?? stored.length;
    const messages = stored.slice(Math.max(0, before - 2), before);
    const hasEarlier = before > 2;
    return { messages, hasEarlier, nextRevision: stored.length, readMarks: {}, closed: false };
  },
  follow(request: Partial<FollowRequest>, { signal }: { signal: AbortSignal }) {
    follows.push(request);
    stream = new Stream<FollowResponse>(signal);
    if (trouble !== undefined) stream.fail(failure(trouble));
    else
      stream.give({
        nextRevision: request.fromRevision!,
        update: { $case: 'caughtUp', value: {} },
      });
    return stream;
  },
  async markRead({ throughRevision }: Partial<MarkReadRequest>) {
    if (trouble !== undefined) throw failure(trouble);
    marks.push(throughRevision!);
    return { unread: 0 };
  },
  async notifyTyping() {
    typings += 1;
    return {};
  },
};

const texts = () => followed.conversation?.messages.map(({ text }) => text);
const news = (revision: number, more: Partial<Message> = fromAdministrators): FollowResponse => ({
  nextRevision: revision + 1,
  update: { $case: 'message', value: message(revision, more) },
});

describe('a conversation that is followed', () => {
  it('has its newest page, and goes on from there', async () => {
    followed.start();
    await settled();
    expect(texts()).toEqual(['text 1', 'text 2']);
    expect(follows).toEqual([{ clientId: 'emma', fromRevision: 3 }]);
    stream.give(news(3), news(4, {}));
    await settled();
    expect(texts()).toEqual(['text 1', 'text 2', 'text 3', 'text 4']);
    expect(heard).toEqual(['text 3']); // One's own are no news.
  });

  it('misses and repeats nothing where its stream is cut', async () => {
    followed.start();
    await settled();
    stream.give(news(3));
    await settled();
    stream.fail(new TypeError('network error'));
    await clock.pass(1_000);
    expect(follows.at(-1)).toEqual({ clientId: 'emma', fromRevision: 4 });
    stream.give(news(3), news(4));
    await settled();
    expect(texts()).toEqual(['text 1', 'text 2', 'text 3', 'text 4']);
    expect(heard).toEqual(['text 3', 'text 4']);
  });

  it('is loaded anew where the server has come less far than what is shown', async () => {
    followed.start();
    await settled();
    stored = [message(0, { text: 'restored' })];
    stream.fail(failure(Status.OUT_OF_RANGE));
    await settled();
    expect(texts()).toEqual(['restored']);
  });

  it('loads earlier messages, page by page, once however often it is asked', async () => {
    followed.start();
    await settled();
    await Promise.all([followed.loadEarlier(), followed.loadEarlier()]);
    expect(texts()).toEqual(['text 0', 'text 1', 'text 2']);
    await followed.loadEarlier();
    expect(followed.conversation?.hasEarlier).toBe(false);
  });

  it('says where earlier messages can’t be had, and can be asked again', async () => {
    followed.start();
    await settled();
    trouble = Status.UNAVAILABLE;
    await expect(followed.loadEarlier()).rejects.toThrow('UNAVAILABLE');
    trouble = Status.UNAUTHENTICATED;
    await followed.loadEarlier(); // With another token.
    expect([signIns, texts()?.length]).toEqual([1, 3]);
  });

  it('is read at once here, and tells the server', async () => {
    followed.start();
    await settled();
    followed.markRead();
    expect(followed.conversation?.readMarks.client).toBe(2);
    await settled();
    followed.markRead();
    await settled();
    expect(marks).toEqual([2]);
  });

  it('tells the server later what was read while it could not be told', async () => {
    followed.start();
    await settled();
    trouble = Status.UNAVAILABLE;
    followed.markRead();
    await settled();
    stream.fail(failure(Status.UNAVAILABLE));
    trouble = undefined;
    await clock.pass(1_000);
    expect(marks).toEqual([2]);
  });

  it('says that this side is typing, every two seconds at most', async () => {
    followed.typing();
    expect(typings).toBe(0); // Nobody would hear it.
    followed.start();
    await settled();
    for (let stroke = 0; stroke < 50; stroke += 1) {
      followed.typing();
      await clock.pass(100);
    }
    expect(typings).toBe(3);
  });

  it('shows who is typing until their message comes', async () => {
    followed.start();
    await settled();
    const typing = { userId: 'adam', side: Side.SIDE_ADMINISTRATORS, expiresAt: undefined };
    stream.give({ nextRevision: 3, update: { $case: 'typing', value: typing } });
    await settled();
    expect(followed.typists).toEqual([{ userId: 'adam', side: Side.SIDE_ADMINISTRATORS }]);
    stream.give(news(3));
    await settled();
    expect(followed.typists).toEqual([]);
  });

  it('has what was sent from here before it is heard of, once', async () => {
    followed.start();
    await settled();
    followed.sent(message(3));
    stream.give(news(3, {}));
    await settled();
    expect(texts()).toEqual(['text 1', 'text 2', 'text 3']);
  });

  it('that is none of this person’s says so', async () => {
    trouble = Status.NOT_FOUND;
    followed.start();
    await settled();
    expect([followed.status, followed.trouble]).toEqual(['failed', 'missing']);
    expect(followed.conversation).toBeUndefined();
  });
});
