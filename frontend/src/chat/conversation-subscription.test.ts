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
import type { ChatService } from './chat-service.ts';
import { ConversationSubscription } from './conversation-subscription.ts';
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
let failingWith: Status | undefined;
let received: string[];
let signIns: number;
let subscription: ConversationSubscription;

beforeEach(() => {
  clock = new Clock();
  stored = [message(0), message(1, fromAdministrators), message(2, fromAdministrators)];
  follows = [];
  marks = [];
  typings = 0;
  failingWith = undefined;
  received = [];
  signIns = 0;
  subscription = new ConversationSubscription({
    service: service as unknown as ChatService,
    dependencies: {
      schedule: clock.schedule,
      random: () => 1,
      ensureSession: async () => {
        signIns += 1;
        failingWith = undefined;
      },
    },
    clientId: 'emma',
    side: Side.SIDE_CLIENT,
    onChange: () => undefined,
    onLiveMessage: ({ text }) => received.push(text),
    now: () => clock.now,
  });
});

const service = {
  async listMessages(request: Partial<ListMessagesRequest>): Promise<ListMessagesResponse> {
    if (failingWith !== undefined) throw failure(failingWith);
    const before = request.beforeRevision ?? stored.length;
    const messages = stored.slice(Math.max(0, before - 2), before);
    const hasEarlier = before > 2;
    return { messages, hasEarlier, nextRevision: stored.length, readMarks: {}, closed: false };
  },
  follow(request: Partial<FollowRequest>, { signal }: { signal: AbortSignal }) {
    follows.push(request);
    stream = new Stream<FollowResponse>(signal);
    if (failingWith !== undefined) stream.fail(failure(failingWith));
    else
      stream.give({
        nextRevision: request.fromRevision!,
        update: { $case: 'caughtUp', value: {} },
      });
    return stream;
  },
  async markRead({ throughRevision }: Partial<MarkReadRequest>) {
    if (failingWith !== undefined) throw failure(failingWith);
    marks.push(throughRevision!);
    return { unread: 0 };
  },
  async notifyTyping() {
    typings += 1;
    return {};
  },
};

const texts = () => subscription.conversation?.messages.map(({ text }) => text);
const messageUpdate = (
  revision: number,
  more: Partial<Message> = fromAdministrators,
): FollowResponse => ({
  nextRevision: revision + 1,
  update: { $case: 'message', value: message(revision, more) },
});

describe('a conversation subscription', () => {
  it('loads the newest page and streams from its end', async () => {
    subscription.start();
    await settled();
    expect(texts()).toEqual(['text 1', 'text 2']);
    expect(follows).toEqual([{ clientId: 'emma', fromRevision: 3 }]);
    stream.give(messageUpdate(3), messageUpdate(4, {}));
    await settled();
    expect(texts()).toEqual(['text 1', 'text 2', 'text 3', 'text 4']);
    expect(received).toEqual(['text 3']); // Not the reader's own.
  });

  it('neither misses nor repeats a message when the stream breaks', async () => {
    subscription.start();
    await settled();
    stream.give(messageUpdate(3));
    await settled();
    stream.fail(new TypeError('network error'));
    await clock.pass(1_000);
    expect(follows.at(-1)).toEqual({ clientId: 'emma', fromRevision: 4 });
    stream.give(messageUpdate(3), messageUpdate(4));
    await settled();
    expect(texts()).toEqual(['text 1', 'text 2', 'text 3', 'text 4']);
    expect(received).toEqual(['text 3', 'text 4']);
  });

  it('reloads a conversation that is shorter on the server', async () => {
    subscription.start();
    await settled();
    stored = [message(0, { text: 'restored' })];
    stream.fail(failure(Status.OUT_OF_RANGE));
    await settled();
    expect(texts()).toEqual(['restored']);
  });

  it('loads earlier messages page by page, and shares a pending load', async () => {
    subscription.start();
    await settled();
    await Promise.all([subscription.loadEarlier(), subscription.loadEarlier()]);
    expect(texts()).toEqual(['text 0', 'text 1', 'text 2']);
    await subscription.loadEarlier();
    expect(subscription.conversation?.hasEarlier).toBe(false);
  });

  it('rejects when earlier messages cannot be loaded, and loads them at the next call', async () => {
    subscription.start();
    await settled();
    failingWith = Status.UNAVAILABLE;
    await expect(subscription.loadEarlier()).rejects.toThrow('UNAVAILABLE');
    failingWith = Status.UNAUTHENTICATED;
    await subscription.loadEarlier(); // With another token.
    expect([signIns, texts()?.length]).toEqual([1, 3]);
  });

  it('marks messages as read locally at once, then on the server', async () => {
    subscription.start();
    await settled();
    subscription.markRead();
    expect(subscription.conversation?.readMarks.client).toBe(2);
    await settled();
    subscription.markRead();
    await settled();
    expect(marks).toEqual([2]);
  });

  it('repeats a failed read mark after reconnecting', async () => {
    subscription.start();
    await settled();
    failingWith = Status.UNAVAILABLE;
    subscription.markRead();
    await settled();
    stream.fail(failure(Status.UNAVAILABLE));
    failingWith = undefined;
    await clock.pass(1_000);
    expect(marks).toEqual([2]);
  });

  it('sends a typing indicator at most every two seconds', async () => {
    subscription.notifyTyping();
    expect(typings).toBe(0); // Not connected yet.
    subscription.start();
    await settled();
    for (let stroke = 0; stroke < 50; stroke += 1) {
      subscription.notifyTyping();
      await clock.pass(100);
    }
    expect(typings).toBe(3);
  });

  it('removes a typing indicator when the message arrives', async () => {
    subscription.start();
    await settled();
    const typing = { userId: 'adam', side: Side.SIDE_ADMINISTRATORS, expiresAt: undefined };
    stream.give({ nextRevision: 3, update: { $case: 'typing', value: typing } });
    await settled();
    expect(subscription.typists).toEqual([{ userId: 'adam', side: Side.SIDE_ADMINISTRATORS }]);
    stream.give(messageUpdate(3));
    await settled();
    expect(subscription.typists).toEqual([]);
  });

  it('contains a sent message once, before and after the stream delivers it', async () => {
    subscription.start();
    await settled();
    subscription.addSent(message(3));
    stream.give(messageUpdate(3, {}));
    await settled();
    expect(texts()).toEqual(['text 1', 'text 2', 'text 3']);
  });

  it('fails for a conversation that the person may not see', async () => {
    failingWith = Status.NOT_FOUND;
    subscription.start();
    await settled();
    expect([subscription.status, subscription.failure]).toEqual(['failed', 'missing']);
    expect(subscription.conversation).toBeUndefined();
  });
});
