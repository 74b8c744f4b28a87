import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { Upcasters } from '@energy/domain';
import { temporaryFolder } from '@energy/testing';
import { afterEach, describe, expect, it } from 'vitest';
import type { EventStore, NewEvent, StoredEvent } from './event-store.ts';
import { startEventStoreDbStandIn } from './eventstoredb/testing/stand-in.ts';
import { anEvent } from './eventstoredb/testing/stores.ts';
import { openEventStore } from './open.ts';
import { withUpcasting } from './upcasting.ts';

const UPCASTERS: Upcasters = new Map([
  [
    'SomethingHappened',
    [
      ({ n }: { n: number }) => ({ count: n }),
      ({ count }: { count: number }) => ({ count, unit: 'kWh' }),
    ],
  ],
]);

interface Opened {
  readonly store: EventStore;
  close(): Promise<void>;
}

const log = { info() {}, warn() {} };

async function openSqlite(): Promise<Opened> {
  const folder = temporaryFolder('upcasting');
  const store = openEventStore(`sqlite:${path.join(folder, 'events.db')}`, log);
  return {
    store,
    async close() {
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
}

async function openEventStoreDb(): Promise<Opened> {
  const server = await startEventStoreDbStandIn();
  const store = openEventStore(server.url, log);
  return {
    store,
    async close() {
      await store.close();
      server.stop();
    },
  };
}

function written(schemaVersion: number, data: object, type = 'SomethingHappened'): NewEvent {
  const event = anEvent();
  return { ...event, type, data, metadata: { ...event.metadata, schemaVersion } };
}

describe.each([
  ['SQLite', openSqlite],
  ['EventStoreDB', openEventStoreDb],
])('reading from %s', (_, open) => {
  let opened: Opened;
  afterEach(() => opened.close());

  const lifted = [
    { data: { count: 1, unit: 'kWh' }, metadata: { schemaVersion: 3 } },
    { data: { count: 2, unit: 'kWh' }, metadata: { schemaVersion: 3 } },
    { data: { count: 3, unit: 'MWh' }, metadata: { schemaVersion: 3 } },
    { data: { count: 4, unit: 'GWh', precision: 1 }, metadata: { schemaVersion: 4 } },
    { data: { n: 5 }, metadata: { schemaVersion: 1 } },
  ];

  it('lifts events from the version that was written to the current one, in every way to read', async () => {
    opened = await open();
    const store = withUpcasting(opened.store, UPCASTERS);
    await store.append('a-1', 'no-stream', [
      written(1, { n: 1 }),
      written(2, { count: 2 }),
      written(3, { count: 3, unit: 'MWh' }),
      written(4, { count: 4, unit: 'GWh', precision: 1 }),
      written(1, { n: 5 }, 'SomethingElseHappened'),
    ]);
    expect(await Array.fromAsync(store.readStream('a-1'))).toMatchObject(lifted);
    expect(await Array.fromAsync(store.readAll())).toMatchObject(lifted);
    const subscribed: StoredEvent[] = [];
    for await (const { events } of store.subscribe({ signal: AbortSignal.timeout(10_000) })) {
      subscribed.push(...events);
      if (subscribed.length === lifted.length) break;
    }
    expect(subscribed).toMatchObject(lifted);
  });
});
