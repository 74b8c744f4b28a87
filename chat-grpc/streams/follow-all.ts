import type { Typing } from '@energy/live-feed';
import type { FollowAllResponse } from '@energy/proto/chat';
import type { ListedConversation } from '@energy/read-models';
import { readerTooSlow } from '../calls/failures.ts';
import type { ChangeListener } from '../conversations/changes.ts';
import type { Inbox } from '../conversations/inbox.ts';
import { conversationOf, isOver, typingOf } from '../messages.ts';
import { Waiting } from './waiting.ts';

/** The most that waits for one who follows all conversations: each of them once, and who is typing. */
const MOST_WAITING = 10_000;

type News =
  | { readonly kind: 'change'; readonly conversation: ListedConversation }
  | { readonly kind: 'typing'; readonly typing: Typing };

/** One who follows all conversations. It is to listen before its {@link updates} are asked for. */
export class FollowerOfAll implements ChangeListener {
  readonly waiting = new Waiting<News>(MOST_WAITING, () => this.waiting.end(readerTooSlow()));
  readonly #userId: string;

  constructor(userId: string) {
    this.#userId = userId;
  }

  onChange(conversation: ListedConversation): void {
    this.waiting.put(conversation.id, { kind: 'change', conversation });
  }

  onTyping(typing: Typing): void {
    if (typing.userId === this.#userId || isOver(typing)) return;
    this.waiting.put(`typing ${typing.clientId} ${typing.userId}`, { kind: 'typing', typing });
  }

  /**
   * How every conversation stands, that this was all, and each that changes as it stands then.
   *
   * @param changesOnly leaves out how they stand at the beginning
   * @throws ChatFailure when the stream is ended
   */
  async *updates(
    inbox: Inbox,
    changesOnly: boolean,
  ): AsyncGenerator<FollowAllResponse, void, undefined> {
    /** What was sent at the beginning, for a change that comes may be in it already. */
    const sent = new Map<string, Sent>();
    for await (const conversation of changesOnly ? [] : inbox.all()) {
      this.waiting.throwIfEnded();
      const { id, revision, clientName } = conversation;
      sent.set(id, { revision, clientName });
      yield { update: { $case: 'conversation', value: conversationOf(conversation) } };
    }
    yield { update: { $case: 'caughtUp', value: {} } };
    for await (const news of this.waiting) {
      if (news.kind === 'typing') yield typingUpdate(news.typing);
      else if (isNewerThan(sent.get(news.conversation.id), news.conversation)) {
        sent.delete(news.conversation.id);
        yield { update: { $case: 'conversation', value: conversationOf(news.conversation) } };
      }
    }
  }
}

type Sent = Pick<ListedConversation, 'revision' | 'clientName'>;

function isNewerThan(sent: Sent | undefined, { revision, clientName }: Sent): boolean {
  if (!sent || revision > sent.revision) return true;
  return revision === sent.revision && clientName !== sent.clientName;
}

function typingUpdate(typing: Typing): FollowAllResponse {
  const value = { clientId: typing.clientId, typing: typingOf(typing) };
  return { update: { $case: 'typing', value } };
}
