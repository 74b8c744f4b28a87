import { EngineUnavailable } from '@energy/engines';
import { type EventStore, overrideEventStore } from '@energy/event-store';

/** An event store that never answers reads and appends while `isFrozen`; subscriptions go on. */
export function frozenFrom(actual: EventStore, isFrozen: () => boolean): EventStore {
  const waiting = () => (isFrozen() ? new Promise<void>(() => {}) : undefined);
  return overrideEventStore(actual, {
    append: async (...given) => {
      await waiting();
      return actual.append(...given);
    },
    readStream: async function* (...given) {
      await waiting();
      yield* actual.readStream(...given);
    },
    head: async () => {
      await waiting();
      return actual.head();
    },
  });
}

/** An event store that can't be read or written while `isAway`; subscriptions go on. */
export function awayFrom(
  actual: EventStore,
  isAway: () => boolean,
  error = new EngineUnavailable('the event store is away'),
): EventStore {
  const check = () => {
    if (isAway()) throw error;
  };
  return overrideEventStore(actual, {
    append: async (...given) => {
      check();
      return actual.append(...given);
    },
    readStream: async function* (...given) {
      check();
      yield* actual.readStream(...given);
    },
    head: async () => {
      check();
      return actual.head();
    },
  });
}
