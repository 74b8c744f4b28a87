import { EngineUnavailable } from '@energy/engines';
import type { EventMetadata, Selection, StoredEvent } from '../event-store.ts';
import { isKnown, type LogPosition, positionOf } from './position.ts';

/** An event as the server recorded it. */
export interface RecordedEvent {
  readonly stream: string;
  readonly id: string;
  readonly revision: number;
  readonly type: string;
  /** Parsed where the server says that it is JSON. */
  readonly data: unknown;
  readonly metadata: unknown;
  readonly createdAt: Date;
  readonly position: LogPosition;
}

/** The server's own bookkeeping is marked by a dollar, on the stream or on the event's type. */
export function isSystem({ stream, type }: RecordedEvent): boolean {
  return stream.startsWith('$') || type.startsWith('$');
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
    metadata: event.metadata as EventMetadata,
    stream: event.stream,
    revision: event.revision,
    position: positionOf(event.position),
    recordedAt: event.createdAt.toISOString(),
  };
}

export function matches(event: RecordedEvent, { prefixes, types }: Selection): boolean {
  const { stream, type } = event;
  return (
    (prefixes?.some((prefix) => stream.startsWith(prefix)) ?? true) &&
    (types?.includes(type) ?? true)
  );
}
