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
 * The policy that closes the conversation of a deleted client. It has no checkpoint: each start reads all
 * deletions again, and closing twice changes nothing. Processes that run it at the same time append the same
 * event, which is stored once.
 */
export async function closeConversationsOfDeletedClients(options: ClosingOptions): Promise<void> {
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
  await conversations.close(userIdOf(deletion.stream), {
    actor: 'system',
    commandId: derivedId('close-conversation', deletion.id),
    correlationId: deletion.metadata.correlationId,
    causationId: deletion.id,
  });
}
