import { type EngineLog, schemeOf } from '@energy/engines';
import type { EventStore } from './event-store.ts';
import { SqliteEventStore } from './sqlite/event-store.ts';

/**
 * Opens the event store that a URL names: `sqlite:FILE`.
 *
 * @throws RangeError where no adapter knows the scheme
 * @throws EngineUnavailable where an embedded store can't be opened
 */
export function openEventStore(url: string, log: EngineLog): EventStore {
  schemeOf(url, ['sqlite:']);
  return new SqliteEventStore(url, log);
}
