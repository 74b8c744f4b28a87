import { randomUUID } from 'node:crypto';
import { type ConversationEvent, conversationStream } from '@energy/domain';
import { type EventStore, type NewEvent, newEventsOf } from '@energy/event-store';

const BATCH_SIZE = 500;

/** Appends messages of a client directly to the event store. */
export async function appendMessages(
  eventStore: EventStore,
  clientId: string,
  count: number,
  text: (n: number) => string = (n) => `message ${n}`,
): Promise<void> {
  const stream = conversationStream(clientId);
  const events = Array.from({ length: count }, (_, n): ConversationEvent => {
    const data = { messageId: randomUUID(), side: 'client', authorId: clientId, text: text(n) };
    return { type: 'MessageSent', data: data as { side: 'client' } & typeof data };
  });
  for (let from = 0; from < count; from += BATCH_SIZE) {
    const batch = newEventsOf(events.slice(from, from + BATCH_SIZE), {
      stream,
      context: { actor: 'system' },
    });
    await eventStore.append(stream, 'any', batch as [NewEvent, ...NewEvent[]]);
  }
}
