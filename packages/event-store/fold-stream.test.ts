import { rm } from 'node:fs/promises';
import path from 'node:path';
import { temporaryFolder } from '@energy/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EventStore, overrideEventStore, type StoredEvent } from './event-store.ts';
import { someEvents } from './eventstoredb/testing/stores.ts';
import { foldStream } from './fold-stream.ts';
import { openEventStore } from './open.ts';

let folder: string;
let store: EventStore;
beforeEach(async () => {
  folder = temporaryFolder('fold-stream');
  store = openEventStore(`sqlite:${path.join(folder, 'events.db')}`, { info() {}, warn() {} });
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

const sum = {
  initialState: 0,
  evolve: (total: number, { data }: StoredEvent<{ type: string; data: { n: number } }>) =>
    total + data.n,
};

describe('folding a stream', () => {
  it('adds up its events, and returns the revision of the last one', async () => {
    await store.append('a-1', 'no-stream', someEvents(3, 1));
    expect(await foldStream(store, 'a-1', sum)).toEqual({ state: 6, revision: 2 });
  });

  it('gives the initial state of a stream that does not exist', async () => {
    expect(await foldStream(store, 'a-1', sum)).toEqual({ state: 0, revision: undefined });
  });

  it('stops after the last revision asked for', async () => {
    await store.append('a-1', 'no-stream', someEvents(3, 1));
    const through = (lastRevision: number) => foldStream(store, 'a-1', { ...sum, lastRevision });
    expect(await through(-1)).toEqual({ state: 0, revision: undefined });
    expect(await through(1)).toEqual({ state: 3, revision: 1 });
    expect(await through(9)).toEqual({ state: 6, revision: 2 });
  });

  it('reads only what is newer than a snapshot', async () => {
    await store.append('a-1', 'no-stream', someEvents(3, 1));
    const from: unknown[] = [];
    const observed = overrideEventStore(store, {
      readStream(stream, revision) {
        from.push(revision);
        return store.readStream(stream, revision);
      },
    });
    const snapshot = { state: 100, revision: 1 };
    expect(await foldStream(observed, 'a-1', { ...sum, snapshot })).toEqual({
      state: 103,
      revision: 2,
    });
    expect(await foldStream(observed, 'a-1', { ...sum, snapshot, lastRevision: 1 })).toEqual(
      snapshot,
    );
    expect(from).toEqual([2]);
  });
});
