import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { deviceStream } from '@energy/domain';
import { EngineUnavailable } from '@energy/engines';
import type { EventStore, NewEvent } from '@energy/event-store';
import {
  type Device,
  type DevicesReadModel,
  openReadModels,
  type ReadModels,
} from '@energy/read-models';
import { EventFollower, projectionsOf } from '@energy/read-models/projection';
import { medianTime, repetitions, silentLog, TurnCounter } from '@energy/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withOverrides } from './testing/interception.ts';
import { Pipeline } from './testing/pipeline.ts';

let pipeline: Pipeline;

beforeEach(async () => {
  pipeline = await Pipeline.open();
});

afterEach(async () => {
  await pipeline.close();
});

async function registerUser(name = 'Ada'): Promise<string> {
  const id = randomUUID();
  await pipeline.userCommand(id, { type: 'RegisterUser', data: { name, role: 'client' } });
  return id;
}

/** Puts another way to store in the place of that of the devices in use. */
function devicesWith(store: DevicesReadModel['store']): ReadModels {
  const { generations } = pipeline.readModels.devices;
  const inUse = async () => withOverrides(await generations.inUse(), { store });
  const devices = withOverrides(pipeline.readModels.devices, {
    generations: withOverrides(generations, { inUse }),
  });
  return { ...pipeline.readModels, devices };
}

describe('events', () => {
  it('are projected to both read models, with one position', async () => {
    const { events } = pipeline.start();
    const user = await registerUser();
    const device = await pipeline.register();
    await pipeline.userCommand(user, { type: 'RenameUser', data: { name: 'Ada L.' } });
    await pipeline.command(device, { type: 'ChangeDevice', data: { address: 'There' } });
    await events.caughtUp();
    expect(await pipeline.readModels.users.find(user)).toMatchObject({
      name: 'Ada L.',
      revision: 1,
    });
    expect(await pipeline.readModels.devices.find(device)).toMatchObject({ address: 'There' });
    expect(await pipeline.readModels.position()).toBe(await pipeline.eventStore.head());
  });

  it('move the position on, whether or not there are any', async () => {
    const { events } = pipeline.start();
    const event: NewEvent = {
      id: randomUUID(),
      type: 'UserNameTaken',
      data: {},
      metadata: { actor: 'system', correlationId: 'c', causationId: 'c', schemaVersion: 1 },
    };
    await pipeline.eventStore.append('username-ada', 'no-stream', [event]);
    await events.caughtUp();
    expect(await pipeline.readModels.position()).toBe(await pipeline.eventStore.head());
    expect(await events.isBehind()).toBe(false);
  });

  it('are projected live within 100 ms', async () => {
    const { events } = pipeline.start();
    await events.caughtUp();
    const isProjected = async () => {
      const id = await registerUser();
      while (!(await pipeline.readModels.users.find(id))) await sleep(1);
    };
    await expect.poll(() => medianTime(10, isProjected)).toBeLessThan(100);
  });

  it('are projected from the beginning for a projection that is new', async () => {
    const user = await registerUser();
    const device = await pipeline.register();
    // As a projector has left it that knew of devices alone.
    const before: Device = {
      id: device,
      description: 'As the events before its position made it',
      address: 'Here',
      maxHourlyConsumption: 1,
      timeZone: 'UTC',
      registeredAt: '2026-11-20T10:00:00.000Z',
      ownerId: undefined,
      ownerships: [],
      tariffs: [],
      decommissionedAt: undefined,
      meter: {},
      revision: 0,
    };
    await pipeline.readModels.devices.store([before], await pipeline.eventStore.head());
    await pipeline.command(device, { type: 'ChangeDevice', data: { address: 'There' } });
    const { events } = pipeline.start();
    await events.caughtUp();
    expect(await pipeline.readModels.users.find(user)).toMatchObject({ name: 'Ada' });
    expect(await pipeline.readModels.devices.find(device)).toEqual({
      ...before,
      address: 'There',
      revision: 1,
    });
  });

  it('are stored once for many of a replay', async () => {
    const devices = await Promise.all(Array.from({ length: 30 }, () => pipeline.register()));
    const changes = repetitions({ quick: 20, thorough: 100 });
    for (let change = 1; change <= changes; change++) {
      const data = { maxHourlyConsumption: 1 + change };
      await Promise.all(devices.map((id) => pipeline.command(id, { type: 'ChangeDevice', data })));
    }
    let stored = 0;
    const store: DevicesReadModel['store'] = (rows, position) => {
      stored += rows.length;
      return pipeline.readModels.devices.store(rows, position);
    };
    const { events } = pipeline.start({ readModels: devicesWith(store) });
    await events.caughtUp();
    expect(stored).toBe(30);
    for (const id of devices) {
      expect(await pipeline.readModels.devices.find(id)).toMatchObject({
        maxHourlyConsumption: 1 + changes,
        revision: changes,
      });
    }
  });

  it('of a replay give others their turn', async () => {
    await Promise.all(Array.from({ length: 5_000 }, () => registerUser()));
    const controller = new AbortController();
    const turns = new TurnCounter();
    const follower = new EventFollower({
      eventStore: pipeline.eventStore,
      projections: projectionsOf(pipeline.readModels, new Map()),
      observer: { onEvents: () => turns.note(), onStored() {} },
      log: silentLog,
      signal: controller.signal,
    });
    await follower.load();
    const running = follower.run();
    await follower.caughtUp();
    expect(turns.end()).toBeGreaterThan(3);
    controller.abort();
    await running;
  });

  it('are projected once by two projectors, also when one is late', async () => {
    const projectors = [pipeline.start(), pipeline.start()];
    const devices = await Promise.all(Array.from({ length: 20 }, () => pipeline.register()));
    for (let change = 1; change <= 10; change++) {
      const data = { maxHourlyConsumption: 1 + change };
      await Promise.all(devices.map((id) => pipeline.command(id, { type: 'ChangeDevice', data })));
    }
    projectors.push(pipeline.start());
    for (const { events } of projectors) await events.caughtUp();
    for (const id of devices) {
      const row = await pipeline.readModels.devices.find(id);
      expect(row).toMatchObject({ maxHourlyConsumption: 11, revision: 10 });
    }
    const found = await pipeline.readModels.devices.list({ limit: 100, search: 'meter' });
    expect(found.devices).toHaveLength(20);
    expect(pipeline.warnings).toEqual([]);
  });

  it('change nothing when the store gives them again', async () => {
    const device = await pipeline.register();
    await pipeline.command(device, { type: 'ChangeDevice', data: { address: 'There' } });
    await pipeline.command(device, { type: 'ChangeDevice', data: { address: 'Elsewhere' } });
    const { eventStore } = pipeline;
    const repeating = {
      head: () => eventStore.head(),
      async *subscribe(selection: Parameters<EventStore['subscribe']>[0]) {
        for await (const batch of eventStore.subscribe(selection)) {
          for (const event of batch.events)
            yield { events: [event, event], position: event.position };
          yield batch;
          yield batch;
        }
      },
    } as Partial<EventStore> as EventStore;
    const { events } = pipeline.start({ eventStore: repeating });
    await events.caughtUp();
    await sleep(50);
    const row = await pipeline.readModels.devices.find(device);
    expect(row).toMatchObject({ address: 'Elsewhere', revision: 2 });
  });

  it('wait while the read models are unavailable, and are projected when they are back', async () => {
    let failures = 2;
    const store: DevicesReadModel['store'] = async (rows, position) => {
      if (failures-- > 0) throw new EngineUnavailable('the disk is full');
      return pipeline.readModels.devices.store(rows, position);
    };
    const device = await pipeline.register();
    const { events } = pipeline.start({ readModels: devicesWith(store) });
    await events.caughtUp();
    expect(await pipeline.readModels.devices.find(device)).toMatchObject({ id: device });
    expect(pipeline.warnings).toHaveLength(2);
    expect(pipeline.warnings[0]).toMatch(
      /^Can't project events, trying again in \d+ ms: .*the disk is full$/,
    );
  });

  it('about seen alerts are published to the live feed, except in a replay', async () => {
    const received = await pipeline.listen('AlertsSeen');
    const seen = (through: number) => ({ type: 'AlertsSeen', userId: 'ada', through });
    await pipeline.markSeen('ada', 3);
    const { events } = pipeline.start();
    await events.caughtUp();
    expect(await pipeline.readModels.alertInboxes.find('ada')).toMatchObject({ through: 3 });
    await pipeline.markSeen('ada', 7);
    await events.caughtUp();
    expect(await pipeline.readModels.alertInboxes.find('ada')).toMatchObject({ through: 7 });
    await expect.poll(() => received).toEqual([seen(7)]);
    await pipeline.stop();

    const readModels = openReadModels(`sqlite:${pipeline.folder}/replayed.db`);
    const { events: again } = pipeline.start({ readModels });
    await again.caughtUp();
    expect(await readModels.alertInboxes.find('ada')).toMatchObject({ through: 7 });
    await pipeline.markSeen('ada', 9);
    await again.caughtUp();
    await expect.poll(() => received).toEqual([seen(7), seen(9)]);
    await pipeline.stop();
    await readModels.close();
  });

  it('make the administrators’ inbox', async () => {
    const ann = randomUUID();
    await pipeline.userCommand(ann, {
      type: 'RegisterUser',
      data: { name: 'Ann', role: 'client' },
    });
    await pipeline.write(ann, 'client', 'Hello');
    const { events } = pipeline.start();
    await events.caughtUp();
    await pipeline.write(ann, 'client', 'Are you there?');
    await pipeline.userCommand(ann, { type: 'RenameUser', data: { name: 'Anna' } });
    await events.caughtUp();
    const { conversations } = await pipeline.readModels.conversations.list({ limit: 9 });
    expect(conversations).toMatchObject([
      { id: ann, clientName: 'Anna', unread: 2, lastMessage: { text: 'Are you there?' } },
    ]);
    await pipeline.write(ann, 'administrators', 'Yes');
    await events.caughtUp();
    expect(await pipeline.readModels.conversations.find(ann)).toMatchObject({
      lastMessage: { text: 'Yes' },
      waitingSince: undefined,
      revision: 2,
    });
  });

  it('update the devices that recording knows', async () => {
    const device = await pipeline.register('Asia/Kathmandu');
    const { events, devices } = pipeline.start();
    await events.caughtUp();
    await devices.load(new Set([device]));
    expect(devices.find(device)).toMatchObject({ endsAt: Number.POSITIVE_INFINITY });
    await pipeline.command(device, { type: 'DecommissionDevice' });
    await events.caughtUp();
    const row = await pipeline.readModels.devices.find(device);
    expect(devices.find(device)?.endsAt).toBe(Date.parse(row!.decommissionedAt!));
    expect(devices.find(deviceStream(device))).toBeUndefined();
  });
});
