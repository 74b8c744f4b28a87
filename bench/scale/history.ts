import { createHash } from 'node:crypto';
import {
  type DeviceEvent,
  deviceStream,
  type UserEvent,
  type UserNameEvent,
  userNameStream,
  userStream,
} from '@energy/domain';
import type { EventStore, NewEvent } from '@energy/event-store';

/** Number of concurrent appends, which share the store's flushes to the disk. */
const APPEND_CONCURRENCY = 5_000;
const MAX_OWNERS = 10_000;
const DEVICES_OF_AN_OWNER = 10;

/** The size of a platform's history. */
export interface HistorySize {
  readonly devices: number;
  readonly owners: number;
  readonly events: number;
}

export function historySize(devices: number): HistorySize {
  const owners = Math.min(MAX_OWNERS, Math.max(1, Math.ceil(devices / DEVICES_OF_AN_OWNER)));
  return { devices, owners, events: 2 * (devices + owners) };
}

type Event = DeviceEvent | UserEvent | UserNameEvent;

/** Appends a history to an empty store: registers owners and devices, and assigns each device to an owner. */
export async function appendHistory(
  store: EventStore,
  { devices, owners }: HistorySize,
): Promise<void> {
  await appendStreams(store, owners, (owner) => {
    const userId = ownerId(owner);
    const name = ownerName(owner);
    return [
      [userNameStream(name), [{ type: 'UserNameTaken', data: { userId, name } }]],
      [userStream(userId), [{ type: 'UserRegistered', data: { name, role: 'client' } }]],
    ];
  });
  await appendStreams(store, devices, (device) => [
    [deviceStream(deviceId(device)), eventsOfDevice(device, ownerId(device % owners))],
  ]);
}

export function ownerId(owner: number): string {
  return idOf(`owner ${owner}`);
}

/** Derives the id of a device from its number: in the order of the numbers, as those of registrations are. */
export function deviceId(device: number): string {
  const instant = (Date.UTC(2026, 0, 1) + device).toString(16).padStart(12, '0');
  const rest = idOf(`device ${device}`).slice(14);
  return `${instant.slice(0, 8)}-${instant.slice(8)}-7${rest.slice(1)}`;
}

type Stream = readonly [name: string, events: readonly [Event, ...Event[]]];

async function appendStreams(
  store: EventStore,
  count: number,
  streamsOf: (number: number) => readonly Stream[],
): Promise<void> {
  for (let from = 0; from < count; from += APPEND_CONCURRENCY) {
    const length = Math.min(APPEND_CONCURRENCY, count - from);
    const streams = Array.from({ length }, (_, index) => streamsOf(from + index)).flat();
    await Promise.all(
      streams.map(([stream, [first, ...others]]) =>
        store.append(stream, 'no-stream', [
          newEvent(stream, first, 0),
          ...others.map((event, index) => newEvent(stream, event, index + 1)),
        ]),
      ),
    );
  }
}

function eventsOfDevice(device: number, userId: string): [DeviceEvent, DeviceEvent] {
  const kind = ['Heat pump', 'Freezer', 'Wall box', 'Boiler'][device % 4];
  const data = {
    description: `${kind} ${device}`,
    address: `Chaussée de Wavre ${device % 900}, ${1_000 + (device % 9_000)} Brussels`,
    maxHourlyConsumption: 1 + (device % 1_000) / 100,
    timeZone: 'Europe/Brussels',
  };
  return [
    { type: 'DeviceRegistered', data },
    { type: 'DeviceAssigned', data: { userId } },
  ];
}

/** Names that look different from each other: digits have look-alikes. */
function ownerName(owner: number): string {
  const letters = Array.from(String(owner), (digit) => 'abcdefghkp'[Number(digit)]);
  return `owner ${letters.join('')}`;
}

function newEvent(stream: string, event: Event, revision: number): NewEvent {
  const correlationId = idOf(`request ${stream} ${revision}`);
  return {
    ...event,
    id: idOf(`event ${stream} ${revision}`),
    metadata: {
      actor: { userId: idOf('administrator'), role: 'administrator' },
      correlationId,
      causationId: correlationId,
      schemaVersion: 1,
    },
  };
}

function idOf(name: string): string {
  const hex = createHash('md5').update(name).digest('hex');
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`];
  return [...parts, `8${hex.slice(17, 20)}`, hex.slice(20)].join('-');
}
