import { randomUUID } from 'node:crypto';
import { deviceDecider, deviceStream, type Upcasters } from '@energy/domain';
import { type EventStore, handleCommand, newEventsOf, withUpcasting } from '@energy/event-store';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Pipeline } from './testing/pipeline.ts';

/** Version 1 of DeviceRegistered has its limit in watt-hours, version 2 in kWh. */
const upcasters: Upcasters = new Map([
  [
    'DeviceRegistered',
    [
      ({ maxWattHours, ...data }: { maxWattHours: number }) => ({
        ...data,
        maxHourlyConsumption: maxWattHours / 1_000,
      }),
    ],
  ],
]);

const METER = { description: 'Meter', address: 'Here', timeZone: 'Europe/Brussels' };

let pipeline: Pipeline;
let eventStore: EventStore;
let id: string;
beforeEach(async () => {
  pipeline = await Pipeline.open();
  eventStore = withUpcasting(pipeline.eventStore, upcasters);
  id = randomUUID();
});
afterEach(() => pipeline.close());

const target = () => ({
  eventStore,
  decider: deviceDecider,
  stream: deviceStream(id),
  context: { actor: 'system' } as const,
  upcasters,
});

async function changeLimit(maxHourlyConsumption: number): Promise<void> {
  const command = { type: 'ChangeDevice', data: { maxHourlyConsumption } } as const;
  await handleCommand({ ...target(), command });
}

/** Registers the device as a release of version 1 did. */
async function registerInVersion1(maxWattHours: number): Promise<void> {
  const event = { type: 'DeviceRegistered', data: { ...METER, maxWattHours } };
  const { stream, context } = target();
  const [registered] = newEventsOf([event], { stream, context });
  await pipeline.eventStore.append(stream, 'no-stream', [registered!]);
}

it('decides on and projects an event of an older version in its current shape', async () => {
  const { events } = pipeline.start({ eventStore });
  await registerInVersion1(2_500);
  await changeLimit(2.5); // The limit that it has: changes nothing.
  await events.caughtUp();
  const registered = { description: 'Meter', maxHourlyConsumption: 2.5, revision: 0 };
  expect(await pipeline.readModels.devices.find(id)).toMatchObject(registered);
  await changeLimit(3);
  await events.caughtUp();
  const changed = { description: 'Meter', maxHourlyConsumption: 3, revision: 1 };
  expect(await pipeline.readModels.devices.find(id)).toMatchObject(changed);
});

it('writes the current version of each event type', async () => {
  const data = { ...METER, maxHourlyConsumption: 1 };
  const command = { type: 'RegisterDevice', data } as const;
  await handleCommand({ ...target(), command });
  await changeLimit(3);
  const stored = await Array.fromAsync(pipeline.eventStore.readStream(deviceStream(id)));
  expect(stored.map(({ type, metadata }) => [type, metadata.schemaVersion])).toEqual([
    ['DeviceRegistered', 2],
    ['DeviceLimitChanged', 1],
  ]);
  expect(await Array.fromAsync(eventStore.readStream(deviceStream(id)))).toEqual(stored);
});
