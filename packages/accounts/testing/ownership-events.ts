import { randomUUID } from 'node:crypto';
import {
  type DeviceEvent,
  deviceStream,
  type UserEvent,
  type UserNameEvent,
  userNameStream,
  userStream,
} from '@energy/domain';
import type { Position, StoredEvent } from '@energy/event-store';
import fc from 'fast-check';
import { OwnershipChanges } from '../ownership-changes.ts';

/** UUIDs, and ids of another form. */
const USERS = [
  'a0000000-0000-4000-8000-00000000000a',
  'b0000000-0000-4000-8000-00000000000b',
  'cy',
];
const DEVICES = [
  'd0000000-0000-4000-8000-00000000000d',
  'e0000000-0000-4000-8000-00000000000e',
  'f',
];
/** Two of them look alike. */
const NAMES = ['capa', 'сара', 'Ann'];

type AnyEvent = readonly [stream: string, event: DeviceEvent | UserEvent | UserNameEvent];

/** Any events of a few users, devices and names, whether or not their deciders would allow them. */
export const anyEvents: fc.Arbitrary<readonly AnyEvent[]> = fc.array(
  fc
    .tuple(fc.constantFrom(...USERS), fc.constantFrom(...DEVICES), fc.constantFrom(...NAMES))
    .chain(([userId, deviceId, name]) =>
      fc.constantFrom<AnyEvent>(
        [userStream(userId), { type: 'UserRegistered', data: { name, role: 'client' } }],
        [userStream(userId), { type: 'UserRoleChanged', data: { role: 'administrator' } }],
        [userStream(userId), { type: 'UserRoleChanged', data: { role: 'client' } }],
        [userStream(userId), { type: 'UserDeleted', data: {} }],
        [deviceStream(deviceId), { type: 'DeviceAssigned', data: { userId } }],
        [deviceStream(deviceId), { type: 'DeviceUnassigned', data: { userId } }],
        [deviceStream(deviceId), { type: 'DeviceDecommissioned', data: {} }],
        [userNameStream(name), { type: 'UserNameTaken', data: { userId, name } }],
        [userNameStream(name), { type: 'UserNameReleased', data: {} }],
      ),
    ),
  { minLength: 1, maxLength: 30 },
);

/** Events as an event store returns them, with consecutive positions from 1. */
export function storedEvents(events: readonly AnyEvent[]): readonly StoredEvent[] {
  return events.map(([stream, event], index) => ({
    ...event,
    id: randomUUID(),
    stream,
    revision: index,
    position: positionAt(index + 1),
    recordedAt: '2026-11-29T12:00:00.000Z',
    metadata: { actor: 'system', correlationId: '', causationId: '', schemaVersion: 1 },
  }));
}

/** The position of the event with a number; empty for 0. */
export function positionAt(number: number): Position {
  return number === 0 ? '' : String(number).padStart(16, '0');
}

export function changesOf(events: readonly StoredEvent[]): OwnershipChanges {
  const changes = new OwnershipChanges();
  for (const event of events) changes.add(event);
  return changes;
}
