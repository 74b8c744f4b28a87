import { type EngineLog, schemeOf } from '@energy/engines';
import type { EventStore } from './event-store.ts';
import { EventStoreDbEventStore } from './eventstoredb/event-store.ts';
import { SqliteEventStore } from './sqlite/event-store.ts';

/**
 * Opens the event store that a URL names: `sqlite:FILE` for the embedded one, `esdb://…` or
 * `esdb+discover://…` for EventStoreDB. An EventStoreDB that is away is no error here: it is
 * connected to when it comes.
 *
 * @throws RangeError where no adapter knows the scheme, TypeError for a broken URL
 * @throws EngineUnavailable where an embedded store can't be opened
 */
export function openEventStore(url: string, log: EngineLog): EventStore {
  switch (schemeOf(url, ['sqlite:', 'esdb:', 'esdb+discover:'])) {
    case 'sqlite:':
      return new SqliteEventStore(url, log);
    case 'esdb:':
    case 'esdb+discover:':
      return new EventStoreDbEventStore(url, log);
  }
}
