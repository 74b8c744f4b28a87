import { createSharedComposable } from '@vueuse/core';
import { computed, shallowRef } from 'vue';
import { countByFilter, type Inbox } from './inbox.ts';
import { InboxSubscription } from './inbox-subscription.ts';
import type { Typist } from './typing.ts';
import { useChat } from './useChat.ts';
import { useStream } from './useStream.ts';

/** The administrators' inbox: one subscription for the whole page, while any component uses it. */
export const useInbox = createSharedComposable(() => {
  const { service, dependencies } = useChat();
  const inbox = shallowRef<Inbox>(new Map());
  const isLoaded = shallowRef(false);
  const subscription = new InboxSubscription({
    service,
    dependencies,
    onChange: () => {
      inbox.value = subscription.inbox;
      status.value = subscription.status;
      isLoaded.value ||= subscription.status === 'connected';
    },
  });
  const status = shallowRef(subscription.status);
  useStream(subscription);

  return {
    inbox,
    status,
    /** True once every conversation is loaded. */
    isLoaded,
    counts: computed(() => countByFilter(inbox.value)),
    typistsIn: (clientId: string): readonly Typist[] =>
      inbox.value && subscription.typistsIn(clientId),
  };
});
