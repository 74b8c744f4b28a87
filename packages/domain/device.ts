import type { Decider } from './decider.ts';
import { RuleViolation } from './decider.ts';
import { microwattHours } from './energy.ts';
import { readLine } from './readable-text.ts';
import { canonicalTimeZone } from './time-zone-names.ts';
import { registeredUser, type UserState } from './user.ts';

/** Stream `device-<id>`: one smart metering device, from its registration on. Energies in kWh. */
export type DeviceEvent =
  | { readonly type: 'DeviceRegistered'; readonly data: DeviceRegistration }
  | { readonly type: 'DeviceDescriptionChanged'; readonly data: { readonly description: string } }
  | { readonly type: 'DeviceAddressChanged'; readonly data: { readonly address: string } }
  | {
      readonly type: 'DeviceLimitChanged';
      readonly data: { readonly maxHourlyConsumption: number };
    }
  | { readonly type: 'DeviceAssigned'; readonly data: { readonly userId: string } }
  /** `userId`: the owner until then. */
  | { readonly type: 'DeviceUnassigned'; readonly data: { readonly userId: string } }
  | { readonly type: 'DeviceDecommissioned'; readonly data: Record<string, never> };

export interface DeviceRegistration {
  /** Description for people: 1 to 200 characters. */
  readonly description: string;
  /** Place of installation: 1 to 500 characters. */
  readonly address: string;
  /** The limit of an hour, in kWh: greater than 0. */
  readonly maxHourlyConsumption: number;
  /** IANA name of the time zone that defines the device's hours and days; never changes. */
  readonly timeZone: string;
}

export type DeviceState =
  | { readonly status: 'Unregistered' }
  | ({ readonly status: 'Registered' } & DeviceInUse)
  | { readonly status: 'Decommissioned' };

export interface DeviceInUse extends DeviceRegistration {
  /** The user who owns it; a device has one owner at most. */
  readonly ownerId: string | undefined;
}

export type DeviceCommand =
  | { readonly type: 'RegisterDevice'; readonly data: DeviceRegistration }
  | {
      readonly type: 'ChangeDevice';
      readonly data: Partial<Omit<DeviceRegistration, 'timeZone'>>;
    }
  | {
      /** Makes a client the owner; unassigns the previous owner. */
      readonly type: 'AssignDevice';
      /** `user`: the state of the user with this id. */
      readonly data: { readonly userId: string; readonly user: UserState };
    }
  | {
      /** Unassigns the owner; with `userId`, only if that user is the owner. */
      readonly type: 'UnassignDevice';
      readonly data: { readonly userId?: string };
    }
  | { readonly type: 'DecommissionDevice' };

export const deviceDecider: Decider<DeviceCommand, DeviceEvent, DeviceState> = {
  initialState: { status: 'Unregistered' },
  decide,
  evolve,
};

/** The prefix of all device streams. */
export const DEVICE_STREAMS = 'device-';
export const deviceStream = (id: string): string => DEVICE_STREAMS + id;
export const deviceIdOf = (stream: string): string => stream.slice(DEVICE_STREAMS.length);

function decide(command: DeviceCommand, state: DeviceState): readonly DeviceEvent[] {
  switch (command.type) {
    case 'RegisterDevice':
      return register(command.data, state);
    case 'ChangeDevice':
      return change(command.data, registered(state));
    case 'AssignDevice':
      return assign(command.data, registered(state));
    case 'UnassignDevice':
      return unassign(command.data, state);
    case 'DecommissionDevice':
      return decommission(state);
    default:
      return command satisfies never;
  }
}

function evolve(state: DeviceState, event: DeviceEvent): DeviceState {
  switch (event.type) {
    case 'DeviceRegistered':
      return { status: 'Registered', ...event.data, ownerId: undefined };
    case 'DeviceDescriptionChanged':
    case 'DeviceAddressChanged':
    case 'DeviceLimitChanged':
      return state.status === 'Registered' ? { ...state, ...event.data } : state;
    case 'DeviceAssigned':
      return state.status === 'Registered' ? { ...state, ownerId: event.data.userId } : state;
    case 'DeviceUnassigned':
      return state.status === 'Registered' ? { ...state, ownerId: undefined } : state;
    case 'DeviceDecommissioned':
      return { status: 'Decommissioned' };
    default:
      return event satisfies never;
  }
}

function register(data: DeviceRegistration, state: DeviceState): readonly DeviceEvent[] {
  if (state.status !== 'Unregistered') {
    throw new RuleViolation('device-already-registered', 'A device with this id is there already.');
  }
  const registration: DeviceRegistration = {
    description: readDescription(data.description),
    address: readAddress(data.address),
    maxHourlyConsumption: readLimit(data.maxHourlyConsumption),
    timeZone: readTimeZone(data.timeZone),
  };
  return [{ type: 'DeviceRegistered', data: registration }];
}

/** Checks only the given fields: rules may have changed since the rest was stored. */
function change(
  data: Partial<DeviceRegistration>,
  device: DeviceRegistration,
): readonly DeviceEvent[] {
  const events: DeviceEvent[] = [];
  if (data.description !== undefined && data.description.trim() !== device.description) {
    events.push({
      type: 'DeviceDescriptionChanged',
      data: { description: readDescription(data.description) },
    });
  }
  if (data.address !== undefined && data.address.trim() !== device.address) {
    events.push({ type: 'DeviceAddressChanged', data: { address: readAddress(data.address) } });
  }
  const { maxHourlyConsumption } = data;
  if (maxHourlyConsumption !== undefined && maxHourlyConsumption !== device.maxHourlyConsumption) {
    events.push({
      type: 'DeviceLimitChanged',
      data: { maxHourlyConsumption: readLimit(maxHourlyConsumption) },
    });
  }
  return events;
}

function assign(
  { userId, user }: { readonly userId: string; readonly user: UserState },
  device: DeviceInUse,
): readonly DeviceEvent[] {
  if (registeredUser(user, 'userId').role !== 'client') {
    throw new RuleViolation('owner-not-client', 'Only a client may own devices.', 'userId');
  }
  if (device.ownerId === userId) return [];
  return [...withoutOwner(device), { type: 'DeviceAssigned', data: { userId } }];
}

function unassign(
  { userId }: { readonly userId?: string },
  state: DeviceState,
): readonly DeviceEvent[] {
  if (state.status === 'Decommissioned') return [];
  const device = registered(state);
  return userId === undefined || userId === device.ownerId ? withoutOwner(device) : [];
}

function decommission(state: DeviceState): readonly DeviceEvent[] {
  if (state.status === 'Decommissioned') return [];
  return [...withoutOwner(registered(state)), { type: 'DeviceDecommissioned', data: {} }];
}

function withoutOwner({ ownerId }: DeviceInUse): readonly DeviceEvent[] {
  return ownerId === undefined ? [] : [{ type: 'DeviceUnassigned', data: { userId: ownerId } }];
}

function registered(state: DeviceState): DeviceInUse {
  switch (state.status) {
    case 'Registered':
      return state;
    case 'Unregistered':
      throw new RuleViolation('device-not-found', 'There is no device with this id.');
    case 'Decommissioned':
      throw new RuleViolation('device-decommissioned', 'The device was decommissioned for good.');
    default:
      return state satisfies never;
  }
}

const readDescription = (text: string) => readLine('description', text, 200);
const readAddress = (text: string) => readLine('address', text, 500);

function readLimit(kWh: number): number {
  if ((microwattHours(kWh) ?? 0) > 0) return kWh;
  throw new RuleViolation(
    'invalid-limit',
    `The limit of an hour must be greater than 0 and at most 9,007,199 kWh, not ${kWh}.`,
    'maxHourlyConsumption',
  );
}

function readTimeZone(name: string): string {
  const zone = canonicalTimeZone(name);
  if (zone) return zone;
  throw new RuleViolation(
    'unknown-time-zone',
    `"${name.slice(0, 50)}" is no IANA time zone; one looks like Europe/Brussels.`,
    'timeZone',
  );
}

/** Readers of the single fields of a registration; each throws the RuleViolation that refuses its value. */
export const DEVICE_FIELDS = {
  description: readDescription,
  address: readAddress,
  maxHourlyConsumption: readLimit,
  timeZone: readTimeZone,
} as const satisfies { [Field in keyof DeviceRegistration]: (value: never) => unknown };
