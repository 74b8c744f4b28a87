import {
  CONVERSATION_STREAMS,
  type ConversationEvent,
  clientIdOf,
  USER_STREAMS,
  type UserEvent,
  userIdOf,
} from '@energy/domain';
import type { DomainEvent, EventBatch, EventStore, StoredEvent } from '@energy/event-store';
import {
  evolveConversation,
  evolveUser,
  type ProjectedRow,
  type ProjectedRows,
  type ReadModels,
} from '@energy/read-models';

/** Projects conversations and users into the read models, as the projector does. */
export class Projection {
  readonly #readModels: ReadModels;
  readonly #stopping = new AbortController();
  readonly #ended: Promise<void>;
  #delay: () => Promise<unknown> = async () => {};

  constructor(eventStore: EventStore, readModels: ReadModels) {
    this.#readModels = readModels;
    this.#ended = this.#run(eventStore);
  }

  /** Delays each following batch of events. */
  delayBy(delay: () => Promise<unknown>): void {
    this.#delay = delay;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#ended;
  }

  async #run(eventStore: EventStore): Promise<void> {
    const { signal } = this.#stopping;
    for await (const batch of eventStore.subscribe({ signal })) {
      await this.#delay();
      if (signal.aborted) return;
      await this.#project(batch);
    }
  }

  async #project({ events, position }: EventBatch): Promise<void> {
    const { conversations, users, devices, alertInboxes, tariffs, budgets } = this.#readModels;
    const of = <Event extends DomainEvent>(prefix: string) =>
      events.filter(({ stream }) => stream.startsWith(prefix)) as unknown as StoredEvent<Event>[];
    const ofConversations = of<ConversationEvent>(CONVERSATION_STREAMS);
    await conversations.store(
      await rowsAfter(ofConversations, clientIdOf, evolveConversation, conversations),
      position,
    );
    const ofUsers = of<UserEvent>(USER_STREAMS);
    await users.store(await rowsAfter(ofUsers, userIdOf, evolveUser, users), position);
    await Promise.all(
      [devices, alertInboxes, tariffs, budgets].map((rows) => rows.store([], position)),
    );
  }
}

async function rowsAfter<Row extends ProjectedRow, Event extends DomainEvent>(
  events: readonly StoredEvent<Event>[],
  idOf: (stream: string) => string,
  after: (row: Row | undefined, event: StoredEvent<Event>) => Row | undefined,
  stored: ProjectedRows<Row>,
): Promise<Row[]> {
  const found = await stored.findAll(events.map(({ stream }) => idOf(stream)));
  const rows = new Map(found.map((row) => [row.id, row]));
  for (const event of events) {
    const row = after(rows.get(idOf(event.stream)), event);
    if (row) rows.set(row.id, row);
  }
  return [...rows.values()];
}
