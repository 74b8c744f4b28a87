import type { Message } from '@energy/proto/chat';
import { Side } from '@energy/proto/chat';
import { useEventListener } from '@vueuse/core';
import { defineStore } from 'pinia';
import { computed, markRaw, shallowRef, watch } from 'vue';
import { called, chatServiceAt } from '../chat/calls.ts';
import { Drafts } from '../chat/drafts.ts';
import type { Surroundings } from '../chat/following.ts';
import { Outbox, type Unsent } from '../chat/outbox.ts';
import { useSession } from '../session/session-store.ts';

const LOCK = 'energy:chat-outbox';

/** The chat of whoever is signed in: what they write goes through here, whatever page they are on. */
export const useChat = defineStore('chat', () => {
  const session = useSession();
  const service = chatServiceAt(location.origin);
  const surroundings: Surroundings = {
    after(milliseconds, run) {
      const timer = setTimeout(run, milliseconds);
      return () => clearTimeout(timer);
    },
    signedIn: () => session.api.GET('/api/session'),
    random: Math.random,
  };
  const sentListeners = new Set<(unsent: Unsent, message: Message) => void>();
  const outbox = shallowRef<Outbox>();
  const drafts = shallowRef<Drafts>();
  /** Another object whenever anything that waits to be sent is not what it was. */
  const unsentState = shallowRef({});

  watch(
    () => session.person?.id,
    (userId) => {
      outbox.value?.stop();
      drafts.value?.forgetAll();
      drafts.value = userId === undefined ? undefined : new Drafts(localStorage, userId);
      outbox.value = userId === undefined ? undefined : outboxOf(userId);
    },
    { immediate: true },
  );
  useEventListener(window, 'storage', ({ key }: StorageEvent) => outbox.value?.onStored(key));
  useEventListener(window, 'online', () => outbox.value?.hurry());

  function outboxOf(userId: string): Outbox {
    return new Outbox({
      surroundings,
      storage: localStorage,
      userId,
      async send({ clientId, messageId, text }) {
        const request = { clientId, messageId, text };
        const answer = await called(
          (options) => service.send(request, options),
          surroundings.signedIn,
        );
        return answer.message!;
      },
      onSent: (unsent, message) => {
        for (const listener of sentListeners) listener(unsent, message);
      },
      onChange: () => {
        unsentState.value = {};
      },
      // Plain HTTP from elsewhere than this machine has no locks: what is sent twice is there once.
      exclusively: (run) => navigator.locks?.request(LOCK, run) ?? run(),
      newId,
      now: Date.now,
    });
  }

  /** Calls back with every message that was stored, until what it returns is called. */
  function onSent(listener: (unsent: Unsent, message: Message) => void): () => void {
    sentListeners.add(listener);
    return () => sentListeners.delete(listener);
  }

  function unsentOf(clientId: string): readonly Unsent[] {
    return unsentState.value && (outbox.value?.of(clientId) ?? []);
  }

  return {
    service: markRaw(service),
    surroundings: markRaw(surroundings),
    side: computed(() =>
      session.person?.role === 'administrator' ? Side.SIDE_ADMINISTRATORS : Side.SIDE_CLIENT,
    ),
    userId: computed(() => session.person?.id ?? ''),
    outbox,
    drafts,
    unsentOf,
    onSent,
  };
});

/** A UUID; made by hand where browsers have none to give, over plain HTTP. */
function newId(): string {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
