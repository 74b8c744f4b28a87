import type { ConversationEvent } from '@energy/domain';
import type { StoredEvent } from '@energy/event-store';
import type { Typing } from '@energy/live-feed';
import type { FollowResponse } from '@energy/proto/chat';
import { invalidRequest, revisionBeyondEnd } from '../calls/failures.ts';
import type { History } from '../conversations/history.ts';
import { isOver, typingOf, updateOf } from '../messages.ts';
import type { Listener } from './live-events.ts';
import { Waiting } from './waiting.ts';

/** The most that waits for one who follows a conversation; who is further behind reads it again. */
const MOST_WAITING = 200;

type News =
  | { readonly kind: 'event'; readonly event: StoredEvent<ConversationEvent> }
  | { readonly kind: 'typing'; readonly typing: Typing };

/** One who follows a conversation. It is to listen before its {@link updates} are asked for. */
export class Follower implements Listener {
  readonly waiting = new Waiting<News>(MOST_WAITING);
  readonly #userId: string;

  constructor(userId: string) {
    this.#userId = userId;
  }

  onEvent(event: StoredEvent<ConversationEvent>): void {
    this.waiting.put(event.revision, { kind: 'event', event });
  }

  onTyping(typing: Typing): void {
    if (typing.userId === this.#userId || isOver(typing)) return;
    this.waiting.put(`typing ${typing.userId}`, { kind: 'typing', typing });
  }

  /**
   * What is stored of a conversation from a revision on, that this was all, and everything new: each
   * event once, in order. What was forgotten while it waited is read from the store again.
   *
   * @param onDelivered is told of every event that came live
   * @throws ChatFailure where the conversation has not come so far, and when the stream is ended
   */
  async *updates(
    history: History,
    clientId: string,
    from: number,
    onDelivered: (event: StoredEvent) => void,
  ): AsyncGenerator<FollowResponse, void, undefined> {
    await refuseBeyondEnd(history, clientId, from);
    let next = yield* this.#stored(history, clientId, from);
    yield { nextRevision: next, update: { $case: 'caughtUp', value: {} } };
    for await (const news of this.waiting) {
      if (news.kind === 'typing') {
        yield { nextRevision: next, update: { $case: 'typing', value: typingOf(news.typing) } };
      } else if (news.event.revision > next) {
        next = yield* this.#stored(history, clientId, next);
      } else if (news.event.revision === next) {
        next += 1;
        yield updateOf(news.event);
        onDelivered(news.event);
      }
    }
  }

  /** What is stored from a revision on; returns the revision that would be next. */
  async *#stored(
    history: History,
    clientId: string,
    from: number,
  ): AsyncGenerator<FollowResponse, number, undefined> {
    let next = from;
    for await (const event of history.from(clientId, from)) {
      this.waiting.throwIfEnded();
      next = event.revision + 1;
      yield updateOf(event);
    }
    return next;
  }
}

async function refuseBeyondEnd(history: History, clientId: string, from: number): Promise<void> {
  if (from < 0) throw invalidRequest('from_revision', 'A revision is a whole number from 0.');
  if (from === 0 || (await history.at(clientId, from - 1))) return;
  const message = `The conversation has not come to an event with the revision ${from - 1}.`;
  throw revisionBeyondEnd('from_revision', message);
}
