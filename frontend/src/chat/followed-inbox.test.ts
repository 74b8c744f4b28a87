import { type Conversation, type FollowAllResponse, Side } from '@energy/proto/chat';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ChatService } from './calls.ts';
import { FollowedInbox } from './followed-inbox.ts';
import { Clock, settled } from './testing/clock.ts';
import { message } from './testing/messages.ts';
import { Stream } from './testing/stream.ts';

let clock: Clock;
let streams: Stream<FollowAllResponse>[];
let changes: number;
let followed: FollowedInbox;

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
  followed = new FollowedInbox({
    service: service as unknown as ChatService,
    surroundings: { after: clock.after, random: () => 1, signedIn: async () => undefined },
    onChange: () => {
      changes += 1;
    },
  });
  followed.start();
});

const standing = (clientId: string, nextRevision: number): FollowAllResponse => {
  const value: Conversation = {
    ...{ clientId, clientName: clientId, nextRevision, unread: 0, closed: false },
    lastMessage: message(nextRevision - 1, { authorId: clientId }),
    waitingSince: undefined,
    readMarks: undefined,
  };
  return { update: { $case: 'conversation', value } };
};
const caughtUp: FollowAllResponse = { update: { $case: 'caughtUp', value: {} } };
const known = () => [...followed.inbox.values()].map((each) => [each.clientId, each.nextRevision]);

describe('the inbox that is followed', () => {
  it('has each conversation as it stands latest, whatever order it hears of them in', async () => {
    streams[0]!.give(standing('emma', 3), standing('noah', 1), caughtUp, standing('emma', 2));
    await settled();
    expect(known()).toEqual([
      ['emma', 3],
      ['noah', 1],
    ]);
    streams[0]!.give(standing('noah', 2));
    await settled();
    expect(known()).toContainEqual(['noah', 2]);
  });

  it('is shown once for many changes in a row', async () => {
    await clock.pass(100);
    changes = 0;
    streams[0]!.give(
      ...Array.from({ length: 1_000 }, (_, index) => standing(`client-${index}`, 1)),
    );
    await clock.pass(100);
    expect(changes).toBe(1);
    expect(known()).toHaveLength(1_000);
  });

  it('knows what it has heard while it is cut off, and what has changed when it is back', async () => {
    streams[0]!.give(standing('emma', 1), caughtUp);
    await settled();
    streams[0]!.fail(new TypeError('network error'));
    await clock.pass(1_000);
    expect(known()).toEqual([['emma', 1]]);
    streams[1]!.give(standing('emma', 4), caughtUp);
    await settled();
    expect(known()).toEqual([['emma', 4]]);
  });

  it('shows who is typing where, until their message comes', async () => {
    streams[0]!.give(standing('emma', 1), {
      update: {
        $case: 'typing',
        value: {
          clientId: 'emma',
          typing: { userId: 'emma', side: Side.SIDE_CLIENT, expiresAt: undefined },
        },
      },
    });
    await settled();
    expect(followed.typistsIn('emma')).toEqual([{ userId: 'emma', side: Side.SIDE_CLIENT }]);
    expect(followed.typistsIn('noah')).toEqual([]);
    streams[0]!.give(standing('emma', 2));
    await settled();
    expect(followed.typistsIn('emma')).toEqual([]);
  });
});
