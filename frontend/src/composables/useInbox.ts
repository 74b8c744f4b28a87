import { createSharedComposable } from '@vueuse/core';
import { computed, type Ref, shallowRef } from 'vue';
import { FollowedInbox } from '../chat/followed-inbox.ts';
import type { FollowingStatus } from '../chat/following.ts';
import { countsOf, type Inbox } from '../chat/inbox.ts';
import type { Typist } from '../chat/typing.ts';
import { useChat } from './useChat.ts';
import { useStream } from './useStream.ts';

/** The administrators' inbox, which all of the page shares, followed while some part of it is there. */
export const useInbox = createSharedComposable(() => {
  const { service, surroundings } = useChat();
  const inbox = shallowRef<Inbox>(new Map());
  const status: Ref<FollowingStatus> = shallowRef('off');
  const isLoaded = shallowRef(false);
  const followed = new FollowedInbox({
    service,
    surroundings,
    onChange: () => {
      inbox.value = followed.inbox;
      status.value = followed.status;
      isLoaded.value ||= followed.status === 'caught-up';
    },
  });
  useStream(followed);

  return {
    inbox,
    status,
    /** Whether every conversation is known. */
    isLoaded,
    counts: computed(() => countsOf(inbox.value)),
    typistsIn: (clientId: string): readonly Typist[] => inbox.value && followed.typistsIn(clientId),
  };
});
