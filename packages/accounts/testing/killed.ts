import { type EventStore, overrideEventStore } from '@energy/event-store';

/** Thrown by the appends of a killed process. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

/** An event store whose process is killed after so many appends. */
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
