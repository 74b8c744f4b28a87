import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { Decider } from '@energy/domain';
import { temporaryFolder } from '@energy/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CommandIdReused, handleCommand } from './command-handler.ts';
import { derivedId } from './derived-id.ts';
import { type EventStore, overrideEventStore, RevisionConflict } from './event-store.ts';
import type { Snapshot } from './fold-stream.ts';
import { openEventStore } from './open.ts';

interface Counted {
  readonly type: 'Counted';
  readonly data: { readonly by: number };
}

/** Counts in steps: one event for each. */
const counter: Decider<readonly number[], Counted, number> = {
  initialState: 0,
  decide: (steps) => steps.map((by) => ({ type: 'Counted', data: { by } })),
  evolve: (count, { data }) => count + data.by,
};

let folder: string;
let store: EventStore;
beforeEach(async () => {
  folder = temporaryFolder('commands');
  const log = { info: () => undefined, warn: () => undefined };
  store = openEventStore(`sqlite:${path.join(folder, 'events.db')}`, log);
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

const count = (steps: readonly number[], context: object = {}) =>
  handleCommand({
    eventStore: store,
    decider: counter,
    stream: 'counter',
    command: steps,
    context: { actor: 'system', ...context },
  });

describe('a command', () => {
  it('is decided on the events of its stream', async () => {
    await count([1, 2]);
    expect(await count([3])).toMatchObject({ state: 6, revision: 2 });
  });

  it('that changes nothing appends nothing', async () => {
    expect(await count([])).toEqual({
      events: [],
      state: 0,
      revision: undefined,
      position: undefined,
    });
  });

  it('is decided again after a conflict', async () => {
    await Promise.all(Array.from({ length: 20 }, () => count([1])));
    expect(await count([])).toMatchObject({ state: 20, revision: 19 });
  });

  it('with an expected revision applies to that one alone', async () => {
    await count([1]);
    expect(await count([1], { expectedRevision: 0 })).toMatchObject({ revision: 1 });
    await expect(count([1], { expectedRevision: 0 })).rejects.toBeInstanceOf(RevisionConflict);
    await expect(count([], { expectedRevision: 0 })).rejects.toBeInstanceOf(RevisionConflict);
  });

  it('that begins a stream is refused where the stream exists', async () => {
    const noStream = { expectedRevision: 'no-stream' };
    expect(await count([1], noStream)).toMatchObject({ state: 1, revision: 0 });
    await expect(count([1], noStream)).rejects.toBeInstanceOf(RevisionConflict);
  });
});

describe('a command on a stream with a cached snapshot', () => {
  it('is decided on the stored events, and reads only those after the snapshot', async () => {
    const cache = new Map<string, Snapshot<number>>();
    const snapshots = {
      find: (stream: string) => cache.get(stream),
      set: (stream: string, snapshot: Snapshot<number>) => void cache.set(stream, snapshot),
    };
    const from: unknown[] = [];
    const reading = overrideEventStore(store, {
      readStream(stream, revision) {
        from.push(revision);
        return store.readStream(stream, revision);
      },
    });
    const countOnSnapshot = (steps: readonly number[], context: object = {}) =>
      handleCommand({
        eventStore: reading,
        decider: counter,
        stream: 'counter',
        command: steps,
        context: { actor: 'system', ...context },
        snapshots,
      });
    expect(await countOnSnapshot([1, 2])).toMatchObject({ state: 3, revision: 1 });
    await count([4]);
    expect(await countOnSnapshot([10])).toMatchObject({ state: 17, revision: 3 });
    await Promise.all([...Array.from({ length: 10 }, () => countOnSnapshot([1])), count([1])]);
    expect(await countOnSnapshot([])).toMatchObject({
      state: 28,
      revision: 14,
      position: undefined,
    });
    expect(from.slice(0, 2)).toEqual([0, 2]);
    await expect(countOnSnapshot([1], { expectedRevision: 3 })).rejects.toBeInstanceOf(
      RevisionConflict,
    );
  });
});

describe('a command with an id', () => {
  const named = { commandId: randomUUID(), correlationId: randomUUID() };

  it('is done once, and returns its first result whatever followed', async () => {
    const first = await count([1, 2], named);
    await count([10]);
    const again = await count([1, 2], named);
    expect(again).toMatchObject({ state: 3, revision: 1, position: first.position });
    expect(again.events).toHaveLength(2);
    expect(await count([])).toMatchObject({ state: 13 });
  });

  it('is done once by many concurrent calls', async () => {
    const results = await Promise.all(Array.from({ length: 10 }, () => count([1, 2], named)));
    expect(new Set(results.map(({ position }) => position)).size).toBe(1);
    expect(await count([])).toMatchObject({ state: 3 });
  });

  it('of another command is refused', async () => {
    await count([1], named);
    const other = { ...named, correlationId: randomUUID() };
    await expect(count([2], other)).rejects.toBeInstanceOf(CommandIdReused);
  });
});

describe('a derived id', () => {
  it('is a UUID, the same for the same parts in the same order', () => {
    const id = derivedId('a', 'b');
    expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
    expect(derivedId('a', 'b')).toBe(id);
    expect(new Set([id, derivedId('b', 'a'), derivedId('ab'), derivedId('a', 'b', '')]).size).toBe(
      4,
    );
  });
});
