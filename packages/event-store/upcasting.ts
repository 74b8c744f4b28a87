import type { Upcaster, Upcasters } from '@energy/domain';
import { type EventStore, overrideEventStore, type StoredEvent } from './event-store.ts';

/** The version of an event type's data that is written today, and to which reading lifts older ones. */
export function schemaVersionOf(type: string, upcasters: Upcasters): number {
  return 1 + (upcasters.get(type)?.length ?? 0);
}

/** Wraps a store: its events are read in today's shape, whatever the version that was written. */
export function withUpcasting(store: EventStore, upcasters: Upcasters): EventStore {
  if (upcasters.size === 0) return store;
  const lift = (event: StoredEvent) => upcast(event, upcasters.get(event.type));
  return overrideEventStore(store, {
    async *readStream(...args) {
      for await (const event of store.readStream(...args)) yield lift(event);
    },
    async *readAll(...args) {
      for await (const event of store.readAll(...args)) yield lift(event);
    },
    async *subscribe(...args) {
      for await (const { events, position } of store.subscribe(...args)) {
        yield { events: events.map(lift), position };
      }
    },
  });
}

/** Leaves an event as it is that is of today's version, or of a newer process's. */
function upcast(event: StoredEvent, upcasters: readonly Upcaster[] | undefined): StoredEvent {
  if (!upcasters) return event;
  const { schemaVersion } = event.metadata;
  const missing = upcasters.slice(schemaVersion - 1);
  return {
    ...event,
    data: missing.reduce<object>((data, upcaster) => upcaster(data as never), event.data),
    metadata: { ...event.metadata, schemaVersion: schemaVersion + missing.length },
  };
}
