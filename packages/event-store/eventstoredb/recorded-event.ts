import { EngineUnavailable } from '@energy/engines';
import type { EventMetadata, Selection, StoredEvent } from '../event-store.ts';
import { isKnown, type LogPosition, positionOf } from './position.ts';

/** An event of the server. */
export interface RecordedEvent {
  readonly stream: string;
  readonly id: string;
  readonly revision: number;
  readonly type: string;
  /** Parsed where the server marks it as JSON. */
  readonly data: unknown;
  readonly metadata: unknown;
  readonly createdAt: Date;
  readonly position: LogPosition;
}

/** A dollar marks the server's own streams and event types. */
export function isSystem({ stream, type }: RecordedEvent): boolean {
  return stream.startsWith('$') || type.startsWith('$');
}

export function storedEvent(event: RecordedEvent): StoredEvent {
  if (!isKnown(event.position)) {
    throw new EngineUnavailable(
      'the EventStoreDB server does not report positions in the whole store; ' +
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
