import { conversationStream, USER_STREAMS, userIdOf } from '@energy/domain';
import { type EngineLog, retryForever } from '@energy/engines';
import { derivedId, type EventStore, type StoredEvent } from '@energy/event-store';
import type { Conversations } from './conversations.ts';

export interface ClosingOptions {
  readonly eventStore: EventStore;
  readonly conversations: Conversations;
  readonly log: EngineLog;
  readonly signal: AbortSignal;
}

/**
 * The policy that the conversation of a deleted client is closed. Nothing is remembered of what was
 * done: after a start all deletions are gone through again, and what is closed stays as it is. Another
 * process that does it at the same time appends the same event, which stands once.
 */
export async function closeConversationsOfTheDeleted(options: ClosingOptions): Promise<void> {
  const { eventStore, signal } = options;
  for await (const { events } of eventStore.subscribe({ prefixes: [USER_STREAMS], signal })) {
    for (const event of events) {
      if (event.type !== 'UserDeleted') continue;
      await retryForever(
        `close ${conversationStream(userIdOf(event.stream))}`,
        () => close(event, options),
        options,
      );
    }
  }
}

async function close(deletion: StoredEvent, { conversations }: ClosingOptions): Promise<void> {
  const clientId = userIdOf(deletion.stream);
  await conversations.handle(
    clientId,
    { type: 'CloseConversation' },
    {
      actor: 'system',
      commandId: derivedId('close-conversation', deletion.id),
      correlationId: deletion.metadata.correlationId,
      causationId: deletion.id,
    },
  );
}
