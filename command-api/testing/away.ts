import { delay, EngineUnavailable } from '@energy/engines';
import { type EventStore, overrideEventStore } from '@energy/event-store';

const POLL_INTERVAL_MS = 10;

/** An event store that answers no reads and appends while `isFrozen`, but afterwards; subscriptions go on. */
export function frozenFrom(actual: EventStore, isFrozen: () => boolean): EventStore {
  const waiting = async () => {
    while (isFrozen()) await delay(POLL_INTERVAL_MS);
  };
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
