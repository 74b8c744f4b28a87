import { randomUUID, randomUUIDv7 } from 'node:crypto';
import type { Decider } from '@energy/domain';
import type {
  Actor,
  Appended,
  DomainEvent,
  EventStore,
  ExpectedRevision,
  NewEvent,
  StoredEvent,
} from './event-store.ts';
import { RevisionConflict } from './event-store.ts';

const TRIES = 5;

export interface CommandContext {
  readonly actor: Actor;
  /** Ties together what one request led to; made up where the caller has none. */
  readonly correlationId?: string;
}

export interface Handled<Event, State> {
  /** None where the command changed nothing. */
  readonly events: readonly Event[];
  readonly state: State;
  /** Where the stream stands; `undefined` where there is none and nothing was decided. */
  readonly revision: number | undefined;
  /** Where the new events stand in the store; `undefined` where there are none. */
  readonly position: string | undefined;
}

/**
 * Folds a stream, lets the decider decide, and appends what it decided expecting the revision that
 * was read. Somebody else's append in between makes it decide again.
 *
 * @throws RuleViolation from the decider
 * @throws RevisionConflict when others were faster several times in a row
 */
export async function handleCommand<Command, Event extends DomainEvent, State>(
  store: EventStore,
  decider: Decider<Command, Event, State>,
  stream: string,
  command: Command,
  context: CommandContext,
): Promise<Handled<Event, State>> {
  for (let attempt = 1; ; attempt++) {
    const { state, revision } = await fold(store, decider, stream);
    const events = decider.decide(command, state);
    const newEvents = events.map((event) => newEvent(event, context));
    if (!isSome(newEvents)) return { events, state, revision, position: undefined };
    try {
      const expected: ExpectedRevision = revision ?? 'no-stream';
      const appended: Appended = await store.append(stream, expected, newEvents);
      return { events, state: events.reduce(decider.evolve, state), ...appended };
    } catch (error) {
      if (!(error instanceof RevisionConflict) || attempt === TRIES) throw error;
    }
  }
}

async function fold<Command, Event extends DomainEvent, State>(
  store: EventStore,
  decider: Decider<Command, Event, State>,
  stream: string,
): Promise<{ state: State; revision: number | undefined }> {
  let state = decider.initialState;
  let revision: number | undefined;
  for await (const event of store.readStream(stream)) {
    state = decider.evolve(state, event as unknown as StoredEvent<Event>);
    revision = event.revision;
  }
  return { state, revision };
}

function newEvent<Event extends DomainEvent>(
  event: Event,
  context: CommandContext,
): NewEvent<Event> {
  const correlationId = context.correlationId ?? randomUUID();
  return {
    ...event,
    id: randomUUIDv7(),
    metadata: { actor: context.actor, correlationId, causationId: correlationId, schemaVersion: 1 },
  };
}

function isSome<T>(list: readonly T[]): list is readonly [T, ...T[]] {
  return list.length > 0;
}
