import type { Message } from '@energy/proto/chat';
import { effectScope, onScopeDispose, shallowRef, type WatchSource, watch } from 'vue';
import type { Trouble } from '../chat/calls.ts';
import { type Conversation, unreadBy } from '../chat/conversation.ts';
import { FollowedConversation } from '../chat/followed-conversation.ts';
import type { FollowingStatus } from '../chat/following.ts';
import type { Unsent } from '../chat/outbox.ts';
import type { Typist } from '../chat/typing.ts';
import { useChat } from './useChat.ts';
import { useStream } from './useStream.ts';

/** A conversation as it is at the moment, to be shown. */
export interface ConversationView {
  readonly clientId: string;
  /** `undefined` until its newest page has come. */
  readonly conversation: Conversation | undefined;
  readonly status: FollowingStatus;
  readonly trouble: Trouble | undefined;
  readonly typists: readonly Typist[];
  /** How many of the other side's messages this side has not read, of those that are loaded. */
  readonly unread: number;
}

/** Follows the conversation of a client while the component is there; none while the source is undefined. */
export function useConversation(source: WatchSource<string | undefined>) {
  const chat = useChat();
  const view = shallowRef<ConversationView>();
  /** The latest message of the other side that came live. */
  const heard = shallowRef<Message>();
  let followed: FollowedConversation | undefined;

  watch(
    source,
    (clientId, _before, onCleanup) => {
      view.value = undefined;
      heard.value = undefined;
      if (clientId === undefined) return;
      const scope = effectScope(true);
      scope.run(() => {
        followed = follow(clientId);
        onScopeDispose(chat.onSent((unsent, message) => onSent(unsent, message, clientId)));
        useStream(followed);
      });
      onCleanup(() => {
        scope.stop();
        followed = undefined;
      });
    },
    { immediate: true },
  );

  function follow(clientId: string): FollowedConversation {
    const { service, surroundings, side } = chat;
    const created: FollowedConversation = new FollowedConversation({
      ...{ service, surroundings, clientId, side, now: Date.now },
      onChange: () => {
        if (followed === undefined || followed === created) show(clientId, created);
      },
      onHeard: (message) => {
        heard.value = message;
      },
    });
    show(clientId, created);
    return created;
  }

  function show(
    clientId: string,
    { conversation, status, trouble, typists }: FollowedConversation,
  ) {
    const unread = conversation ? unreadBy(conversation, chat.side).length : 0;
    view.value = { clientId, conversation, status, trouble, typists, unread };
  }

  function onSent(unsent: Unsent, message: Message, clientId: string): void {
    if (unsent.clientId === clientId) followed?.sent(message);
  }

  return {
    view,
    heard,
    loadEarlier: () => followed?.loadEarlier() ?? Promise.resolve(),
    markRead: () => followed?.markRead(),
    typing: () => followed?.typing(),
    retry: () => followed?.start(),
  };
}

export type UsedConversation = ReturnType<typeof useConversation>;
