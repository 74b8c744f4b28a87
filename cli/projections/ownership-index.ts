import {
  OWNERSHIP_EVENTS,
  OWNERSHIP_INDEX,
  OwnershipChanges,
  type OwnershipEntry,
  OwnershipIndex,
  type OwnershipIndexOptions,
  type OwnershipStore,
} from '@energy/accounts';
import { delay } from '@energy/engines';
import type { EventStore, StoredEvent } from '@energy/event-store';
import { EventsMissing } from '@energy/read-models/projection';
import type { Discrepancy, Verification } from '../audit/verification.ts';

const PROGRESS_INTERVAL_MS = 500;

export interface IndexRebuildOptions extends OwnershipIndexOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (sentence: string) => void;
}

/** Throws the ownership index away and builds it from the first event. command-api may do the same at the same time. */
export async function rebuildOwnershipIndex({
  signal,
  onProgress,
  ...options
}: IndexRebuildOptions): Promise<void> {
  const index = new OwnershipIndex(options);
  const built = new AbortController();
  const ended = AbortSignal.any([signal, built.signal]);
  signal.throwIfAborted();
  await options.store.clear();
  const running = index.run(ended);
  try {
    await Promise.race([index.built(ended), running, showProgress()]);
  } finally {
    built.abort();
    await running.catch(() => undefined);
  }

  async function showProgress(): Promise<void> {
    for (let sentence: string | undefined = ''; sentence !== undefined; ) {
      await delay(PROGRESS_INTERVAL_MS, ended);
      sentence = ended.aborted ? undefined : await index.progress();
      if (sentence) onProgress(sentence);
    }
  }
}

/** @throws EventsMissing if the event store lacks events that the index was built from */
export async function expectEventsOfIndex(
  eventStore: EventStore,
  store: OwnershipStore,
): Promise<void> {
  const position = await store.position();
  if (position === undefined || (await eventStore.hasPosition(position))) return;
  throw new EventsMissing([{ name: OWNERSHIP_INDEX, position }], await eventStore.head());
}

/**
 * Compares the ownership index with the fold of the events. command-api may change it at the same time: an entry is right
 * if it had its value at any position that the index passed during the comparison.
 *
 * @throws EventsMissing if the event store lacks events that the index was built from
 */
export async function verifyOwnershipIndex(
  eventStore: EventStore,
  store: OwnershipStore,
): Promise<Verification> {
  await expectEventsOfIndex(eventStore, store);
  const from = (await store.position()) ?? '';
  const stored = new Map<string, OwnershipEntry>();
  for await (const entry of store.entries()) stored.set(keyOf(entry), entry);
  const to = (await store.position()) ?? '';
  const expected = new ExpectedEntries();
  for await (const event of eventStore.readAll(OWNERSHIP_EVENTS)) {
    if (event.position > to) break;
    expected.add(event, event.position > from);
  }
  const discrepancies: Discrepancy[] = [];
  const keys = new Set([...stored.keys(), ...expected.keys()]);
  for (const key of keys) {
    const value = stored.get(key)?.value;
    const values = expected.valuesOf(key);
    if (!values.has(JSON.stringify(value))) discrepancies.push(discrepancyOf(key, value, values));
  }
  const isBehind = to < ((await eventStore.head()) ?? '');
  return { compared: keys.size, discrepancies, isBehind };
}

/** The values that the events give to each entry. */
class ExpectedEntries {
  /** As JSON, by key: the last one, and those of the time of the comparison. */
  readonly #values = new Map<string, Set<string | undefined>>();

  add(event: StoredEvent, isConcurrent: boolean): void {
    const changes = new OwnershipChanges();
    changes.add(event);
    const { roles, owners, names } = changes;
    for (const [kind, map] of Object.entries({ role: roles, owner: owners, name: names })) {
      for (const [id, value] of map) {
        const key = `${kind} ${id}`;
        const json = JSON.stringify(value) as string | undefined;
        if (isConcurrent) this.#values.set(key, this.valuesOf(key).add(json));
        else if (json === undefined) this.#values.delete(key);
        else this.#values.set(key, new Set([json]));
      }
    }
  }

  keys(): Iterable<string> {
    return this.#values.keys();
  }

  /** An entry that no event names has no value. */
  valuesOf(key: string): Set<string | undefined> {
    return this.#values.get(key) ?? new Set([undefined]);
  }
}

function keyOf({ kind, id }: OwnershipEntry): string {
  return `${kind} ${id}`;
}

function discrepancyOf(
  key: string,
  value: OwnershipEntry['value'] | undefined,
  values: ReadonlySet<string | undefined>,
): Discrepancy {
  const events = [...values].at(-1);
  const shown = (json: string | undefined) => json ?? 'nothing';
  return {
    id: key,
    problem: `is ${shown(JSON.stringify(value))} but by its events ${shown(events)}`,
    differences: {
      value: { readModel: value, events: events === undefined ? undefined : JSON.parse(events) },
    },
  };
}
