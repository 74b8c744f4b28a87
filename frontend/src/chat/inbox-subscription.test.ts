import { type Conversation, type FollowAllResponse, Side } from '@energy/proto/chat';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ChatService } from './chat-service.ts';
import { InboxSubscription } from './inbox-subscription.ts';
import { Clock, settled } from './testing/clock.ts';
import { message } from './testing/messages.ts';
import { Stream } from './testing/stream.ts';

let clock: Clock;
let streams: Stream<FollowAllResponse>[];
let changes: number;
let subscription: InboxSubscription;

beforeEach(() => {
  clock = new Clock();
  streams = [];
  changes = 0;
  const service = {
    followAll(_request: object, { signal }: { signal: AbortSignal }) {
      const stream = new Stream<FollowAllResponse>(signal);
      streams.push(stream);
      return stream;
    },
  };
  subscription = new InboxSubscription({
    service: service as unknown as ChatService,
    dependencies: {
      schedule: clock.schedule,
      random: () => 1,
      ensureSession: async () => undefined,
    },
    onChange: () => {
      changes += 1;
    },
  });
  subscription.start();
});

const summary = (clientId: string, nextRevision: number): FollowAllResponse => {
  const value: Conversation = {
    clientId,
    clientName: clientId,
    nextRevision,
    unread: 0,
    closed: false,
    lastMessage: message(nextRevision - 1, { authorId: clientId }),
    waitingSince: undefined,
    readMarks: undefined,
  };
  return { update: { $case: 'conversation', value } };
};
const caughtUp: FollowAllResponse = { update: { $case: 'caughtUp', value: {} } };
const revisions = () =>
  [...subscription.inbox.values()].map(({ clientId, nextRevision }) => [clientId, nextRevision]);

describe('the inbox subscription', () => {
  it('stores the latest summary of each conversation, whatever their order', async () => {
    streams[0]!.give(summary('emma', 3), summary('noah', 1), caughtUp, summary('emma', 2));
    await settled();
    expect(revisions()).toEqual([
      ['emma', 3],
      ['noah', 1],
    ]);
    streams[0]!.give(summary('noah', 2));
    await settled();
    expect(revisions()).toContainEqual(['noah', 2]);
  });

  it('reports many changes in a row once', async () => {
    await clock.pass(100);
    changes = 0;
    streams[0]!.give(...Array.from({ length: 1_000 }, (_, index) => summary(`client-${index}`, 1)));
    await clock.pass(100);
    expect(changes).toBe(1);
    expect(revisions()).toHaveLength(1_000);
  });

  it('keeps its conversations while disconnected and updates them afterwards', async () => {
    streams[0]!.give(summary('emma', 1), caughtUp);
    await settled();
    streams[0]!.fail(new TypeError('network error'));
    await clock.pass(1_000);
    expect(revisions()).toEqual([['emma', 1]]);
    streams[1]!.give(summary('emma', 4), caughtUp);
    await settled();
    expect(revisions()).toEqual([['emma', 4]]);
  });

  it('removes a typing indicator when the message arrives', async () => {
    streams[0]!.give(summary('emma', 1), {
      update: {
        $case: 'typing',
        value: {
          clientId: 'emma',
          typing: { userId: 'emma', side: Side.SIDE_CLIENT, expiresAt: undefined },
        },
      },
    });
    await settled();
    expect(subscription.typistsIn('emma')).toEqual([{ userId: 'emma', side: Side.SIDE_CLIENT }]);
    expect(subscription.typistsIn('noah')).toEqual([]);
    streams[0]!.give(summary('emma', 2));
    await settled();
    expect(subscription.typistsIn('emma')).toEqual([]);
  });
});
