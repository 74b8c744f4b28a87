import { Side } from '@energy/proto/chat';
import { defineStore } from 'pinia';
import { computed, markRaw } from 'vue';
import { useConnectionDependencies } from '../connection/useConnectionDependencies.ts';
import { useSession } from '../session/session-store.ts';
import { callWithSession, createChatService } from './chat-service.ts';
import { useStoredMessages } from './useStoredMessages.ts';

/** The chat of the signed-in person; the page keeps it while they move between pages. */
export const useChat = defineStore('chat', () => {
  const session = useSession();
  const service = createChatService(location.origin);
  const dependencies = useConnectionDependencies();
  const stored = useStoredMessages({
    userId: () => session.person?.id,
    dependencies,
    async send({ clientId, messageId, text }) {
      const answer = await callWithSession(
        (options) => service.send({ clientId, messageId, text }, options),
        dependencies.ensureSession,
      );
      return answer.message!;
    },
  });

  return {
    service: markRaw(service),
    dependencies: markRaw(dependencies),
    side: computed(() =>
      session.person?.role === 'administrator' ? Side.SIDE_ADMINISTRATORS : Side.SIDE_CLIENT,
    ),
    userId: computed(() => session.person?.id ?? ''),
    ...stored,
  };
});
