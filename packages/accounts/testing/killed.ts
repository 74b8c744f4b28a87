import { type EventStore, overrideEventStore } from '@energy/event-store';

/** What a process that was killed can no longer do. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

/** An event store for a process that is killed when it has appended so often. */
export function killedAfter(appends: number, eventStore: EventStore): EventStore {
  let left = appends;
  return overrideEventStore(eventStore, {
    append: async (stream, expected, events) => {
      if (left === 0) throw new Killed();
      left -= 1;
      return eventStore.append(stream, expected, events);
    },
    close: async () => undefined,
  });
}
