import type { EventStore, Selection } from './event-store.ts';

/** Events that are stored and not yet processed. */
export interface Backlog {
  readonly events: number;
  /** The time of the oldest one, in milliseconds since 1970; `undefined` where there are none. */
  readonly since: number | undefined;
}

/**
 * Counts the selected events, up to `max`. A single lookup where there are none.
 *
 * @throws EngineUnavailable while the store is unavailable; PositionNotFound
 */
export async function backlogOf(
  store: Pick<EventStore, 'readAll' | 'head'>,
  selection: Selection,
  max: number,
): Promise<Backlog> {
  let events = 0;
  let since: number | undefined;
  if (selection.after === (await store.head())) return { events, since };
  for await (const { recordedAt } of store.readAll(selection)) {
    since ??= Date.parse(recordedAt);
    events += 1;
    if (events === max) break;
  }
  return { events, since };
}
