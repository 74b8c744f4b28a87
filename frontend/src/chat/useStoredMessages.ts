import type { Message } from '@energy/proto/chat';
import { useEventListener } from '@vueuse/core';
import { shallowRef, type WatchSource, watch } from 'vue';
import type { ConnectionDependencies } from '../connection/reconnection.ts';
import { Drafts } from './drafts.ts';
import { Outbox, type UnsentMessage } from './outbox.ts';

export interface StoredMessagesOptions {
  readonly userId: WatchSource<string | undefined>;
  readonly dependencies: ConnectionDependencies;
  readonly send: (unsent: UnsentMessage) => Promise<Message>;
}

type SentListener = (unsent: UnsentMessage, message: Message) => void;

const LOCK = 'energy:chat-outbox';

/** The drafts and unsent messages of a person, which this device stores. */
export function useStoredMessages({ userId, dependencies, send }: StoredMessagesOptions) {
  const sentListeners = new Set<SentListener>();
  const outbox = shallowRef<Outbox>();
  const drafts = shallowRef<Drafts>();
  /** Replaced at every change of the outbox, so that computed values depend on it. */
  const outboxVersion = shallowRef({});

  watch(
    userId,
    (id) => {
      outbox.value?.stop();
      drafts.value?.clear();
      drafts.value = id === undefined ? undefined : new Drafts(localStorage, id);
      outbox.value = id === undefined ? undefined : openOutbox(id);
    },
    { immediate: true },
  );
  useEventListener(window, 'storage', ({ key }: StorageEvent) =>
    outbox.value?.onStorageChange(key),
  );
  useEventListener(window, 'online', () => outbox.value?.retryNow());

  function openOutbox(id: string): Outbox {
    return new Outbox({
      dependencies,
      storage: localStorage,
      userId: id,
      send,
      onSent: (unsent, message) => {
        for (const listener of sentListeners) listener(unsent, message);
      },
      onChange: () => {
        outboxVersion.value = {};
      },
      // Without HTTPS a browser has no locks: the message's id makes sending it twice harmless.
      exclusively: (run) => navigator.locks?.request(LOCK, run) ?? run(),
      newId,
      now: Date.now,
    });
  }

  /** Calls back with every message that the server stored; the function returned ends that. */
  function onSent(listener: SentListener): () => void {
    sentListeners.add(listener);
    return () => sentListeners.delete(listener);
  }

  function unsentIn(clientId: string): readonly UnsentMessage[] {
    return outboxVersion.value && (outbox.value?.unsentIn(clientId) ?? []);
  }

  return { outbox, drafts, unsentIn, onSent };
}

/** Creates a UUID, by hand where the pages came without HTTPS and browsers offer no `randomUUID`. */
function newId(): string {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
