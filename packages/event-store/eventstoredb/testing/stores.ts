import { randomUUID } from 'node:crypto';
import type { EventBatch, EventStore, NewEvent, StoredEvent } from '../../event-store.ts';
import { openEventStore } from '../../open.ts';

/** Event stores that a test opens, and what they log. */
export class OpenedStores {
  readonly sentences: string[] = [];
  readonly #stores: EventStore[] = [];

  open(url: string): EventStore {
    const record = (sentence: string) => this.sentences.push(sentence);
    const store = openEventStore(url, { info: record, warn: record });
    this.#stores.push(store);
    return store;
  }

  async close(): Promise<void> {
    await Promise.all(this.#stores.splice(0).map((store) => store.close()));
  }
}

/** A subscription in the background. */
export interface Follower {
  readonly events: StoredEvent[];
  readonly positions: string[];
  /** Resolves at its end, to the error that ended it. */
  readonly ended: Promise<unknown>;
  end(): Promise<unknown>;
}

export function follow(
  store: EventStore,
  selection: { after?: string; prefixes?: string[] } = {},
): Follower {
  const controller = new AbortController();
  const events: StoredEvent[] = [];
  const positions: string[] = [];
  const deliver = (batch: EventBatch) => {
    events.push(...batch.events);
    positions.push(batch.position);
  };
  const run = async () => {
    const subscription = store.subscribe({ ...selection, signal: controller.signal });
    for await (const batch of subscription) deliver(batch);
  };
  const ended = run().catch((error: unknown) => error);
  return {
    events,
    positions,
    ended,
    end() {
      controller.abort();
      return ended;
    },
  };
}

export function anEvent(n = 0): NewEvent {
  const metadata = {
    actor: 'system',
    correlationId: 'test',
    causationId: 'test',
    schemaVersion: 1,
  } as const;
  return { id: randomUUID(), type: 'SomethingHappened', data: { n }, metadata };
}

export function someEvents(count: number, from = 0): [NewEvent, ...NewEvent[]] {
  const events = Array.from({ length: count }, (_, index) => anEvent(from + index));
  return events as [NewEvent];
}

export function numbersOf(events: readonly StoredEvent[]): number[] {
  return events.map(({ data }) => (data as { n: number }).n);
}
