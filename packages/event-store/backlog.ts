import type { EventStore, Selection } from './event-store.ts';

/** Events that are stored, and that somebody is yet to come to. */
export interface Backlog {
  readonly events: number;
  /** When the oldest of them was stored, in milliseconds since 1970; `undefined` where there are none. */
  readonly since: number | undefined;
}

/**
 * What is selected and stored, counted up to `most` events: where nothing has come since, that is one look.
 *
 * @throws EngineUnavailable while the store is away; PositionNotFound
 */
export async function backlogOf(
  store: Pick<EventStore, 'readAll' | 'head'>,
  selection: Selection,
  most: number,
): Promise<Backlog> {
  let [events, since]: [number, number | undefined] = [0, undefined];
  if (selection.after === (await store.head())) return { events, since };
  for await (const { recordedAt } of store.readAll(selection)) {
    since ??= Date.parse(recordedAt);
    events += 1;
    if (events === most) break;
  }
  return { events, since };
}
