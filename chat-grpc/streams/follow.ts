import type { ConversationEvent } from '@energy/domain';
import type { StoredEvent } from '@energy/event-store';
import type { Typing } from '@energy/live-feed';
import type { FollowResponse } from '@energy/proto/chat';
import { invalidRequest, revisionBeyondEnd } from '../calls/failures.ts';
import type { History } from '../conversations/history.ts';
import { isOver, toTyping, toUpdate } from '../messages.ts';
import { ConflatingQueue } from './conflating-queue.ts';
import type { EventSubscriber } from './live-events.ts';

/** A follower that falls further behind reads the events from the store again. */
const QUEUE_CAPACITY = 200;

type LiveUpdate =
  | { readonly kind: 'event'; readonly event: StoredEvent<ConversationEvent> }
  | { readonly kind: 'typing'; readonly typing: Typing };

export interface FollowOptions {
  readonly history: History;
  readonly clientId: string;
  /** The revision of the first event. */
  readonly from: number;
  /** Called for every event that arrived live. */
  readonly onDelivered: (event: StoredEvent) => void;
}

/** Follows one conversation for one user. Subscribe it before reading its {@link updates}. */
export class Follower implements EventSubscriber {
  readonly queue = new ConflatingQueue<LiveUpdate>(QUEUE_CAPACITY);
  readonly #userId: string;

  constructor(userId: string) {
    this.#userId = userId;
  }

  onEvent(event: StoredEvent<ConversationEvent>): void {
    this.queue.put(event.revision, { kind: 'event', event });
  }

  onTyping(typing: Typing): void {
    if (typing.userId === this.#userId || isOver(typing)) return;
    this.queue.put(`typing ${typing.userId}`, { kind: 'typing', typing });
  }

  /**
   * Yields the stored events, `caughtUp`, and every new event: each once, in order. Events that the queue
   * dropped are read from the store.
   *
   * @throws ChatFailure where `from` is beyond the conversation's end, and when the stream is ended
   */
  async *updates({
    history,
    clientId,
    from,
    onDelivered,
  }: FollowOptions): AsyncGenerator<FollowResponse, void, undefined> {
    await refuseBeyondEnd(history, clientId, from);
    let next = yield* this.#stored(history, clientId, from);
    yield { nextRevision: next, update: { $case: 'caughtUp', value: {} } };
    for await (const update of this.queue) {
      if (update.kind === 'typing') {
        yield { nextRevision: next, update: { $case: 'typing', value: toTyping(update.typing) } };
      } else if (update.event.revision > next) {
        next = yield* this.#stored(history, clientId, next);
      } else if (update.event.revision === next) {
        next += 1;
        yield toUpdate(update.event);
        onDelivered(update.event);
      }
    }
  }

  /** Yields the stored events from a revision on, and returns the revision after the last one. */
  async *#stored(
    history: History,
    clientId: string,
    from: number,
  ): AsyncGenerator<FollowResponse, number, undefined> {
    let next = from;
    for await (const event of history.from(clientId, from)) {
      this.queue.throwIfEnded();
      next = event.revision + 1;
      yield toUpdate(event);
    }
    return next;
  }
}

async function refuseBeyondEnd(history: History, clientId: string, from: number): Promise<void> {
  if (from < 0) throw invalidRequest('from_revision', 'A revision is a whole number from 0.');
  if (from === 0 || (await history.at(clientId, from - 1))) return;
  const message = `The conversation has no event with the revision ${from - 1}.`;
  throw revisionBeyondEnd('from_revision', message);
}
