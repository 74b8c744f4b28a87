import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type EventStore, openEventStore } from '@energy/event-store';
import { openReadModels } from '@energy/read-models';
import { EventFollower, projectionsOf } from '@energy/read-models/projection';
import { appendHistory } from './history.ts';

const log = { info() {}, warn: console.error };

/**
 * replay [--events 1000000] [--devices 100000]: the projections rebuilt from a history of devices,
 * by the projector's own code, against reading the same events and no more. Both are done twice; the
 * better one counts.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      events: { type: 'string', default: '1000000' },
      devices: { type: 'string', default: '100000' },
    },
  });
  const events = Number(values.events);
  const devices = Math.min(Number(values.devices), events);
  const folder = await mkdtemp(path.join(tmpdir(), 'bench-replay-'));
  const store = openEventStore(`sqlite:${folder}/events.db`, log);
  try {
    await appendHistory(store, devices, events);
    await measureAll(store, folder, devices, events);
  } finally {
    await store.close();
    await rm(folder, { recursive: true });
  }
}

async function measureAll(
  store: EventStore,
  folder: string,
  devices: number,
  events: number,
): Promise<void> {
  const reads: number[] = [];
  const replays: number[] = [];
  for (const round of [1, 2]) {
    reads.push(await readingRate(store, events));
    const url = `sqlite:${folder}/read-models-${round}.db`;
    replays.push(await replayRate(store, url, devices, events));
  }
  const read = Math.max(...reads);
  const replay = Math.max(...replays);
  const ratio = Number((replay / read).toFixed(2));
  console.log(`${events} events of ${devices} devices`);
  console.table({
    'bare read': { 'events/s': Math.round(read), 'the replay is': `${ratio} ×` },
    replay: { 'events/s': Math.round(replay), 'the replay is': '1 ×' },
  });
  console.log(
    JSON.stringify({
      bench: 'replay',
      events_per_second: Math.round(replay),
      ratio_to_read: ratio,
    }),
  );
}

/** Reads everything, as the store gives it, and does nothing with it. */
async function readingRate(store: EventStore, events: number): Promise<number> {
  const started = performance.now();
  let read = 0;
  for await (const _ of store.readAll()) read += 1;
  if (read !== events) throw new Error(`There are ${read} events, not ${events}.`);
  return perSecond(events, started);
}

/** Projects everything to read models that are new, until a list would show all of it. */
async function replayRate(
  eventStore: EventStore,
  url: string,
  devices: number,
  events: number,
): Promise<number> {
  const readModels = openReadModels(url);
  const controller = new AbortController();
  const { signal } = controller;
  try {
    const started = performance.now();
    const projections = projectionsOf(readModels, new Map());
    const follower = new EventFollower({ eventStore, projections, log, signal });
    await follower.load();
    const running = follower.run();
    await follower.caughtUp();
    const rate = perSecond(events, started);
    controller.abort();
    await running;
    const projected = await (await readModels.devices.generations.inUse()).count();
    if (projected !== devices) throw new Error('Not every device was projected.');
    return rate;
  } finally {
    await readModels.close();
  }
}

function perSecond(events: number, started: number): number {
  return (events / (performance.now() - started)) * 1_000;
}
