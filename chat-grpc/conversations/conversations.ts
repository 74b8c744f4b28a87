import { setTimeout as sleep } from 'node:timers/promises';
import {
  type ConversationCommand,
  type ConversationEvent,
  type ConversationState,
  conversationDecider,
  conversationStream,
} from '@energy/domain';
import {
  type CommandContext,
  type EventStore,
  newEventsOf,
  RevisionConflict,
  type StoredEvent,
} from '@energy/event-store';

const TRIES = 12;
const LONGEST_DELAY_MS = 40;

/** How many events the states that are kept may add up to. */
const MOST_EVENTS_KEPT = 250_000;

/** What became of a command. */
export interface Handled {
  /** None where it changed nothing. */
  readonly events: readonly ConversationEvent[];
  /** As it was right after the command. */
  readonly state: ConversationState;
}

interface Known {
  readonly state: ConversationState;
  /** The revision of the last event; `undefined` where there is none. */
  readonly revision: number | undefined;
}

const nothing: Known = { state: conversationDecider.initialState, revision: undefined };

/**
 * Commands on conversations. They may be long, so that what a conversation adds up to is kept from one
 * command to the next, and only what came since is read and folded: a command is always decided on what
 * is stored. Of one process's commands on one conversation each waits for the one before.
 */
export class Conversations {
  readonly #eventStore: EventStore;
  readonly #mostEventsKept: number;
  /** The one that was used longest ago first. */
  readonly #known = new Map<string, Known>();
  #eventsKept = 0;
  readonly #last = new Map<string, Promise<unknown>>();

  constructor(eventStore: EventStore, mostEventsKept = MOST_EVENTS_KEPT) {
    this.#eventStore = eventStore;
    this.#mostEventsKept = mostEventsKept;
  }

  /**
   * Decides on a command, and stores what was decided.
   *
   * @throws RuleViolation where the rules forbid it
   * @throws RevisionConflict where others were faster many times in a row
   * @throws EngineUnavailable while the event store is away: it may or may not have been done
   */
  async handle(
    clientId: string,
    command: ConversationCommand,
    context: CommandContext,
  ): Promise<Handled> {
    const before = this.#last.get(clientId) ?? Promise.resolve();
    const work = before.then(() => this.#decideAndAppend(clientId, command, context));
    const done = work.catch(() => undefined);
    this.#last.set(clientId, done);
    try {
      return await work;
    } finally {
      if (this.#last.get(clientId) === done) this.#last.delete(clientId);
    }
  }

  async #decideAndAppend(
    clientId: string,
    command: ConversationCommand,
    context: CommandContext,
  ): Promise<Handled> {
    const stream = conversationStream(clientId);
    for (let attempt = 1; ; attempt++) {
      const { state, revision } = await this.#upToDate(clientId);
      const decided = conversationDecider.decide(command, state);
      const [first, ...others] = newEventsOf(decided, stream, context);
      if (!first) return { events: decided, state };
      try {
        const expected = revision ?? 'no-stream';
        const appended = await this.#eventStore.append(stream, expected, [first, ...others]);
        const after = decided.reduce(conversationDecider.evolve, state);
        this.#keep(clientId, { state: after, revision: appended.revision });
        return { events: decided, state: after };
      } catch (error) {
        if (!(error instanceof RevisionConflict) || attempt === TRIES) throw error;
        await sleep(Math.random() * Math.min(LONGEST_DELAY_MS, 2 ** attempt));
      }
    }
  }

  async #upToDate(clientId: string): Promise<Known> {
    const known = this.#known.get(clientId) ?? nothing;
    let { state, revision } = known;
    const next = revision === undefined ? 0 : revision + 1;
    for await (const event of this.#eventStore.readStream(conversationStream(clientId), next)) {
      state = conversationDecider.evolve(state, event as StoredEvent<ConversationEvent>);
      revision = event.revision;
    }
    const upToDate = { state, revision };
    this.#keep(clientId, upToDate);
    return upToDate;
  }

  #keep(clientId: string, known: Known): void {
    this.#forget(clientId);
    this.#known.set(clientId, known);
    this.#eventsKept += eventsOf(known);
    for (const oldest of this.#known.keys()) {
      if (this.#eventsKept <= this.#mostEventsKept || oldest === clientId) return;
      this.#forget(oldest);
    }
  }

  #forget(clientId: string): void {
    const known = this.#known.get(clientId);
    if (known) this.#eventsKept -= eventsOf(known);
    this.#known.delete(clientId);
  }
}

function eventsOf({ revision }: Known): number {
  return revision === undefined ? 0 : revision + 1;
}
