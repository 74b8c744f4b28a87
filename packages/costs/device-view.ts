import {
  localHours,
  type MeterDescription,
  meterDescription,
  ownerOfHour,
  type UserRole,
} from '@energy/domain';
import { type Device, everyOwnerOf, type Ownership, ownershipHistoryOf } from '@energy/read-models';

/** Who reads: an administrator, or a client. */
export interface Reader {
  readonly userId: string;
  readonly role: UserRole;
}

/** An hour of a device's time zone: instants in milliseconds since 1970, UTC. */
export interface HourSpan {
  readonly start: number;
  readonly end: number;
}

/** A device as one reader sees it: a former owner sees its last state and hours of the time of ownership. */
export interface DeviceView {
  /** With the description, address and limit visible to the reader. */
  readonly device: Device;
  /** The reader's periods of ownership; `undefined` for an administrator, who sees everything. */
  readonly ownerships: readonly Ownership[] | undefined;
  /** The client owned it and no longer does. */
  readonly isFormer: boolean;
  /** The reader may see the consumption of an hour. */
  mayRead(hour: HourSpan): boolean;
}

/** Whether a device draws from the grid or feeds into it. */
export function flowOf({ meter }: Pick<Device, 'meter'>): MeterDescription['flow'] {
  return meterDescription(meter).flow;
}

/** A device as a reader sees it; `undefined` where the client never owned it. */
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
 * A device at the end of a former owner's last period. Later changes, such as the address of the next owner, stay
 * hidden; its decommissioning is visible unless somebody else owned it in between.
 */
function asLastOwned(device: Device, userId: string): Device {
  const ownership = device.ownerships.findLast(({ ownerId }) => ownerId === userId);
  const { last, until = 0 } = ownership ?? {};
  const lastDay = localHours(device.timeZone).dayOf(until).toString();
  const tariffs = device.tariffs.filter(({ from }) => from <= lastDay);
  const isLastOwner = device.ownerships.at(-1)?.ownerId === userId;
  const view = { ...device, ...last, ownerId: undefined, tariffs };
  if (isLastOwner && device.decommissionedAt) return { ...view, revision: device.revision };
  return { ...view, decommissionedAt: undefined };
}
