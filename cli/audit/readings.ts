import type { Entry } from '@energy/audit';
import { readingStream } from '@energy/domain';
import type { EventStore } from '@energy/event-store';

/** The history of a device with the decisions about its readings, in the order in which they were recorded. */
export async function* withReadings(
  history: AsyncIterable<Entry>,
  store: Pick<EventStore, 'readStream'>,
  deviceId: string,
): AsyncIterable<Entry> {
  const decisions: Entry[] = [];
  for await (const event of store.readStream(readingStream(deviceId))) {
    decisions.push({ event, changes: [], state: undefined });
  }
  let next = 0;
  for await (const entry of history) {
    while (decisions[next] && decisions[next]!.event.position < entry.event.position) {
      yield decisions[next++]!;
    }
    yield entry;
  }
  yield* decisions.slice(next);
}
