import { createGlobalState } from '@vueuse/core';
import { ref } from 'vue';

/** The chat as the page's frame shows it, before its own code is loaded. */
export const useChatPanel = createGlobalState(() => ({
  /** Whether a client's chat is open. */
  isOpen: ref(false),
  /** A client's unread messages, or an administrator's unread conversations. */
  unread: ref(0),
}));
