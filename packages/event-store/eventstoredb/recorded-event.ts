import { EngineUnavailable } from '@energy/engines';
import type { ResolvedEvent } from '@eventstore/db-client';
import type { EventMetadata, Selection, StoredEvent } from '../event-store.ts';
import { isKnown, positionOf } from './position.ts';

export type RecordedEvent = NonNullable<ResolvedEvent['event']>;

/** The server's own bookkeeping is marked by a dollar, on the stream or on the event's type. */
export function isSystem({ streamId, type }: RecordedEvent): boolean {
  return streamId.startsWith('$') || type.startsWith('$');
}

export function storedEvent(event: RecordedEvent): StoredEvent {
  if (!isKnown(event.position)) {
    throw new EngineUnavailable(
      'the EventStoreDB server does not say where events stand in the whole store; ' +
        'it must be version 22.6 or later',
    );
  }
  return {
    id: event.id,
    type: event.type,
    data: event.data as object,
    metadata: event.metadata as unknown as EventMetadata,
    stream: event.streamId,
    revision: Number(event.revision),
    position: positionOf(event.position),
    recordedAt: event.created.toISOString(),
  };
}

/** Whether an event is one of those that are selected. */
export function matches(event: RecordedEvent, { prefixes, types }: Selection): boolean {
  const { streamId, type } = event;
  return (
    (prefixes?.some((prefix) => streamId.startsWith(prefix)) ?? true) &&
    (types?.includes(type) ?? true)
  );
}
