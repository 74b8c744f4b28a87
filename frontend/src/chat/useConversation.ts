import type { Message, Side } from '@energy/proto/chat';
import { effectScope, onScopeDispose, shallowRef, type WatchSource, watch } from 'vue';
import { isUuid } from '../api/uuid.ts';
import type { ConnectionStatus } from '../connection/reconnection.ts';
import type { FailureKind } from './chat-service.ts';
import { type Conversation, unreadBy } from './conversation.ts';
import { ConversationSubscription } from './conversation-subscription.ts';
import type { Typist } from './typing.ts';
import { useChat } from './useChat.ts';
import { useStream } from './useStream.ts';

/** A snapshot of a conversation for rendering. */
export interface ConversationView {
  readonly clientId: string;
  /** `undefined` until the newest page is loaded. */
  readonly conversation: Conversation | undefined;
  readonly status: ConnectionStatus;
  readonly failure: FailureKind | undefined;
  readonly typists: readonly Typist[];
  /** Loaded messages of the other side that the reader's side has not read. */
  readonly unread: number;
}

/** Subscribes to a client's conversation while the component exists; to none while the source is undefined. */
export function useConversation(source: WatchSource<string | undefined>) {
  const chat = useChat();
  const view = shallowRef<ConversationView>();
  /** The latest message of the other side that arrived live. */
  const liveMessage = shallowRef<Message>();
  let current: ConversationSubscription | undefined;

  watch(
    source,
    (clientId, _before, onCleanup) => {
      view.value = undefined;
      liveMessage.value = undefined;
      if (clientId === undefined) return;
      if (!isUuid(clientId)) {
        view.value = notFound(clientId);
        return;
      }
      const scope = effectScope(true);
      scope.run(() => {
        current = subscribe(clientId);
        addSentMessages(current, { chat, clientId });
        useStream(current);
      });
      onCleanup(() => {
        scope.stop();
        current = undefined;
      });
    },
    { immediate: true },
  );

  function subscribe(clientId: string): ConversationSubscription {
    const subscription: ConversationSubscription = new ConversationSubscription({
      service: chat.service,
      dependencies: chat.dependencies,
      side: chat.side,
      clientId,
      now: Date.now,
      onChange: () => {
        if (current === undefined || current === subscription) render(subscription);
      },
      onLiveMessage: (message) => {
        liveMessage.value = message;
      },
    });
    render(subscription);
    return subscription;

    function render(rendered: ConversationSubscription): void {
      view.value = viewOf(rendered, { clientId, side: chat.side });
    }
  }

  return {
    view,
    liveMessage,
    loadEarlier: () => current?.loadEarlier() ?? Promise.resolve(),
    markRead: () => current?.markRead(),
    notifyTyping: () => current?.notifyTyping(),
  };
}

/** Adds messages to a conversation as soon as they are sent. */
function addSentMessages(
  subscription: ConversationSubscription,
  { chat, clientId }: { readonly chat: ReturnType<typeof useChat>; readonly clientId: string },
): void {
  onScopeDispose(
    chat.onSent((unsent, message) => {
      if (unsent.clientId === clientId) subscription.addSent(message);
    }),
  );
}

function viewOf(
  { conversation, status, failure, typists }: ConversationSubscription,
  { clientId, side }: { readonly clientId: string; readonly side: Side },
): ConversationView {
  const unread = conversation ? unreadBy(conversation, side).length : 0;
  return { clientId, conversation, status, failure, typists, unread };
}

/** The conversation of an address that can be nobody's. */
function notFound(clientId: string): ConversationView {
  const nothing = { conversation: undefined, typists: [], unread: 0 };
  return { clientId, status: 'failed', failure: 'missing', ...nothing };
}

export type ConversationHandle = ReturnType<typeof useConversation>;
