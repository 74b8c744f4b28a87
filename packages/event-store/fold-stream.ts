import type { DomainEvent, EventStore, StoredEvent } from './event-store.ts';

/** The state that a stream adds up to, up to a revision. */
export interface Snapshot<State> {
  readonly state: State;
  /** The revision of the last event in it; `undefined` where there is none. */
  readonly revision: number | undefined;
}

/** Adds one event to a state. A decider's `evolve` is one, and so is a projection's `after`. */
export type Evolve<Event extends DomainEvent, State> = (
  state: State,
  event: StoredEvent<Event>,
) => State;

export interface Fold<Event extends DomainEvent, State> {
  readonly initialState: State;
  readonly evolve: Evolve<Event, State>;
  /** Folding continues here: only newer events are read. */
  readonly snapshot?: Snapshot<State> | undefined;
  /** The last revision to fold; the newest one where it is absent. */
  readonly lastRevision?: number | undefined;
}

/**
 * Folds the events of a stream, in order, into a state.
 *
 * @throws EngineUnavailable while the store is away
 */
export async function foldStream<Event extends DomainEvent, State>(
  store: Pick<EventStore, 'readStream'>,
  stream: string,
  { initialState, evolve, snapshot, lastRevision = Number.POSITIVE_INFINITY }: Fold<Event, State>,
): Promise<Snapshot<State>> {
  let { state, revision }: Snapshot<State> = snapshot ?? {
    state: initialState,
    revision: undefined,
  };
  const next = (revision ?? -1) + 1;
  if (next > lastRevision) return { state, revision };
  for await (const event of store.readStream(stream, next)) {
    if (event.revision > lastRevision) break;
    state = evolve(state, event as unknown as StoredEvent<Event>);
    revision = event.revision;
    if (revision === lastRevision) break;
  }
  return { state, revision };
}
