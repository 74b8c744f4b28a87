import { UPCASTERS } from '@energy/domain';
import { type EngineLog, openByScheme } from '@energy/engines';
import type { EventStore } from './event-store.ts';
import { EventStoreDbEventStore } from './eventstoredb/event-store.ts';
import { SqliteEventStore } from './sqlite/event-store.ts';
import { withUpcasting } from './upcasting.ts';

/**
 * Opens the event store that a URL names: `sqlite:FILE` for the embedded one, `esdb://…` or
 * `esdb+discover://…` for EventStoreDB. An EventStoreDB that is unavailable is no error
 * here: the first call connects to it.
 *
 * @throws InvalidEngineUrl where no adapter has the scheme, or the URL is broken
 * @throws EngineUnavailable where an embedded store can't be opened
 */
export function openEventStore(url: string, log: EngineLog): EventStore {
  const openEventStoreDb = () => new EventStoreDbEventStore(url, log);
  const store = openByScheme<EventStore>(url, {
    'sqlite:': () => new SqliteEventStore(url, log),
    'esdb:': openEventStoreDb,
    'esdb+discover:': openEventStoreDb,
  });
  return withUpcasting(store, UPCASTERS);
}
