import { createGlobalState } from '@vueuse/core';
import { ref } from 'vue';

/** The state of the chat that the page's frame shows before the chat's code is loaded. */
export const useChatPanel = createGlobalState(() => ({
  /** For clients. */
  isOpen: ref(false),
  /** A client's unread messages, or an administrator's unread conversations. */
  unread: ref(0),
  /** For administrators: the conversations that await a reply; undefined until they are loaded. */
  waiting: ref<number>(),
}));
