import type { Typing } from '@energy/live-feed';
import type { FollowAllResponse } from '@energy/proto/chat';
import type { ListedConversation } from '@energy/read-models';
import { readerTooSlow } from '../calls/failures.ts';
import type { ChangeSubscriber } from '../conversations/changes.ts';
import type { Inbox } from '../conversations/inbox.ts';
import { isOver, toConversation, toTyping } from '../messages.ts';
import { ConflatingQueue } from './conflating-queue.ts';

/** Each changed conversation takes one place, and each typing user. */
const QUEUE_CAPACITY = 10_000;

type LiveUpdate =
  | { readonly kind: 'change'; readonly conversation: ListedConversation }
  | { readonly kind: 'typing'; readonly typing: Typing };

/** Follows all conversations for one administrator. Subscribe it before reading its {@link updates}. */
export class FollowerOfAll implements ChangeSubscriber {
  readonly queue = new ConflatingQueue<LiveUpdate>(QUEUE_CAPACITY, () =>
    this.queue.end(readerTooSlow()),
  );
  readonly #userId: string;

  constructor(userId: string) {
    this.#userId = userId;
  }

  onChange(conversation: ListedConversation): void {
    this.queue.put(conversation.id, { kind: 'change', conversation });
  }

  onTyping(typing: Typing): void {
    if (typing.userId === this.#userId || isOver(typing)) return;
    this.queue.put(`typing ${typing.clientId} ${typing.userId}`, { kind: 'typing', typing });
  }

  /**
   * Yields the current state of every conversation, `caughtUp`, and the state of each that changes.
   *
   * @param changesOnly leaves out the current states
   * @throws ChatFailure when the stream is ended
   */
  async *updates(
    inbox: Inbox,
    changesOnly: boolean,
  ): AsyncGenerator<FollowAllResponse, void, undefined> {
    // A change in the queue may be part of the state that was sent already.
    const sent = new Map<string, SentState>();
    for await (const conversation of changesOnly ? [] : inbox.all()) {
      this.queue.throwIfEnded();
      const { id, revision, clientName } = conversation;
      sent.set(id, { revision, clientName });
      yield { update: { $case: 'conversation', value: toConversation(conversation) } };
    }
    yield { update: { $case: 'caughtUp', value: {} } };
    for await (const update of this.queue) {
      if (update.kind === 'typing') yield typingUpdate(update.typing);
      else if (isNewerThan(sent.get(update.conversation.id), update.conversation)) {
        sent.delete(update.conversation.id);
        yield { update: { $case: 'conversation', value: toConversation(update.conversation) } };
      }
    }
  }
}

type SentState = Pick<ListedConversation, 'revision' | 'clientName'>;

function isNewerThan(sent: SentState | undefined, { revision, clientName }: SentState): boolean {
  if (!sent || revision > sent.revision) return true;
  return revision === sent.revision && clientName !== sent.clientName;
}

function typingUpdate(typing: Typing): FollowAllResponse {
  const value = { clientId: typing.clientId, typing: toTyping(typing) };
  return { update: { $case: 'typing', value } };
}
