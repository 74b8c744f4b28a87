import { ownerOfHour } from '@energy/domain';
import type { RequestActor } from '@energy/http';
import { type Device, everyOwnerOf, type Ownership, ownershipHistoryOf } from '@energy/read-models';

/** Who looks at a device. */
export type Reader = Pick<RequestActor, 'userId' | 'role'>;

/** An hour of a device's time zone: instants in milliseconds since 1970, UTC. */
export interface HourSpan {
  readonly start: number;
  readonly end: number;
}

/** A device as one reader sees it: a former owner sees what it was, and reads what was theirs. */
export interface DeviceView {
  /** With the description, address and limit that the reader may see. */
  readonly device: Device;
  /** The periods during which it was the reader's; `undefined` for an administrator, who sees all. */
  readonly ownerships: readonly Ownership[] | undefined;
  /** It was the client's and no longer is. */
  readonly isFormer: boolean;
  /** Whether the reader may read what was consumed in an hour. */
  mayRead(hour: HourSpan): boolean;
}

/** A device as a reader sees it; `undefined` where it never was the client's. */
export function viewOf(device: Device, { role, userId }: Reader): DeviceView | undefined {
  if (role === 'administrator') {
    return { device, ownerships: undefined, isFormer: false, mayRead: () => true };
  }
  if (!everyOwnerOf(device).includes(userId)) return undefined;
  const history = ownershipHistoryOf(device);
  const isFormer = device.ownerId !== userId;
  return {
    device: isFormer ? asLastOwned(device, userId) : device,
    ownerships: device.ownerships.filter(({ ownerId }) => ownerId === userId),
    isFormer,
    mayRead: (hour) => ownerOfHour(history, hour) === userId,
  };
}

/**
 * A device as it was when a former owner owned it last. What became of it since, such as the address of
 * its next owner, is none of theirs; that it was decommissioned is, where nobody owned it since.
 */
function asLastOwned(device: Device, userId: string): Device {
  const last = device.ownerships.findLast(({ ownerId }) => ownerId === userId)?.last;
  const isLastOwner = device.ownerships.at(-1)?.ownerId === userId;
  const view = { ...device, ...last, ownerId: undefined };
  if (isLastOwner && device.decommissionedAt) return { ...view, revision: device.revision };
  return { ...view, decommissionedAt: undefined };
}
