import type { Decider } from './decider.ts';
import { RuleViolation } from './decider.ts';
import { microwattHours } from './energy.ts';
import {
  changedMeter,
  type DeviceMeter,
  METER_FIELDS,
  type MeterChanges,
  type MeterReplacement,
  type MeterSettings,
  meterChanges,
  meterDescription,
  type NewMeter,
} from './meter.ts';
import { type ReplacementCommand, readReplacement, withReplacement } from './meter-replacement.ts';
import { readLine } from './readable-text.ts';
import {
  readAssignmentStart,
  type TariffAssignment,
  type TariffAssignments,
  tariffOn,
  withAssignment,
} from './tariffs/assignment.ts';
import { firstOfMonth, type TariffState, tariffInUse } from './tariffs/tariff.ts';
import { localHours } from './time-zone.ts';
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
  /** `null`: an attribute that has no value any more. */
  | { readonly type: 'DeviceMeterChanged'; readonly data: MeterChanges }
  /** Registers in the unit of the device. */
  | { readonly type: 'MeterReplaced'; readonly data: MeterReplacement }
  | { readonly type: 'DeviceAssigned'; readonly data: { readonly userId: string } }
  /** `userId`: the owner until then. */
  | { readonly type: 'DeviceUnassigned'; readonly data: { readonly userId: string } }
  /** `from`: a local day of the device. Replaces the assignments that begin on it or later. */
  | {
      readonly type: 'TariffAssigned';
      readonly data: { readonly tariffId: string; readonly from: string };
    }
  | { readonly type: 'TariffUnassigned'; readonly data: { readonly from: string } }
  | { readonly type: 'DeviceDecommissioned'; readonly data: Record<string, never> };

/** A device at its registration, with the attributes of its meter that differ from the defaults. */
export interface DeviceRegistration extends DeviceAttributes, MeterSettings {}

export interface DeviceAttributes {
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

export interface DeviceInUse extends DeviceAttributes {
  readonly meter: DeviceMeter;
  /** The user who owns it; a device has one owner at most. */
  readonly ownerId: string | undefined;
  readonly tariffs: TariffAssignments;
}

export type DeviceChanges = Partial<Omit<DeviceAttributes, 'timeZone'>> & MeterChanges;

export type DeviceCommand =
  | { readonly type: 'RegisterDevice'; readonly data: DeviceAttributes & MeterChanges }
  | {
      readonly type: 'ChangeDevice';
      readonly data: DeviceChanges;
      /** The device has readings, whose values were converted by the unit of its meter. */
      readonly hasReadings?: boolean;
    }
  | {
      readonly type: 'ReplaceMeter';
      readonly data: ReplacementCommand;
      /** Attributes of the new meter that differ from those of the old one. */
      readonly newMeter?: NewMeter;
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
  /** Without `tariff`, no tariff applies from the day on. */
  | {
      readonly type: 'AssignTariff';
      readonly data: {
        /** A local day of the device. */
        readonly from: string;
        /** The tariff and its state. */
        readonly tariff?: { readonly id: string; readonly state: TariffState };
        /** Milliseconds since 1970, UTC. */
        readonly now: number;
      };
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
      return change(command, registered(state));
    case 'ReplaceMeter':
      return replaceMeter(command, registered(state));
    case 'AssignDevice':
      return assign(command.data, registered(state));
    case 'UnassignDevice':
      return unassign(command.data, state);
    case 'AssignTariff':
      return assignTariff(command.data, registered(state));
    case 'DecommissionDevice':
      return decommission(state);
    default:
      return command satisfies never;
  }
}

function evolve(state: DeviceState, event: DeviceEvent): DeviceState {
  switch (event.type) {
    case 'DeviceRegistered': {
      const { description, address, maxHourlyConsumption, timeZone, ...meter } = event.data;
      const attributes = { description, address, maxHourlyConsumption, timeZone };
      return { status: 'Registered', ...attributes, meter, ownerId: undefined, tariffs: [] };
    }
    case 'DeviceDescriptionChanged':
    case 'DeviceAddressChanged':
    case 'DeviceLimitChanged':
      return state.status === 'Registered' ? { ...state, ...event.data } : state;
    case 'DeviceMeterChanged':
      return state.status === 'Registered'
        ? { ...state, meter: changedMeter(state.meter, event.data) }
        : state;
    case 'MeterReplaced':
      return state.status === 'Registered'
        ? { ...state, meter: withReplacement(state.meter, event.data) }
        : state;
    case 'DeviceAssigned':
      return state.status === 'Registered' ? { ...state, ownerId: event.data.userId } : state;
    case 'DeviceUnassigned':
      return state.status === 'Registered' ? { ...state, ownerId: undefined } : state;
    case 'TariffAssigned':
    case 'TariffUnassigned':
      return state.status === 'Registered'
        ? { ...state, tariffs: withAssignment(state.tariffs, tariffAssignmentOf(event)) }
        : state;
    case 'DeviceDecommissioned':
      return { status: 'Decommissioned' };
    default:
      return event satisfies never;
  }
}

function register(
  data: DeviceAttributes & MeterChanges,
  state: DeviceState,
): readonly DeviceEvent[] {
  if (state.status !== 'Unregistered') {
    throw new RuleViolation('device-already-registered', 'A device with this id is there already.');
  }
  const registration: DeviceRegistration = {
    description: readDescription(data.description),
    address: readAddress(data.address),
    maxHourlyConsumption: readLimit(data.maxHourlyConsumption),
    timeZone: readTimeZone(data.timeZone),
    ...changedMeter({}, meterChanges({}, data)),
  };
  return [{ type: 'DeviceRegistered', data: registration }];
}

/** Checks only the given fields: rules may have changed since the rest was stored. */
function change(
  { data, hasReadings = false }: Extract<DeviceCommand, { type: 'ChangeDevice' }>,
  device: DeviceInUse,
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
  const meter = meterChanges(device.meter, data);
  if (hasReadings || device.meter.replacements) refuseOtherUnit(meter, device.meter);
  if (Object.keys(meter).length > 0) events.push({ type: 'DeviceMeterChanged', data: meter });
  return events;
}

/** Refuses changes after which further registers would not continue those that are recorded. */
function refuseOtherUnit(changes: MeterChanges, meter: MeterSettings): void {
  if (meterDescription(changedMeter(meter, changes)).reads !== 'register') return;
  const field = UNIT_FIELDS.find((name) => name in changes);
  if (!field) return;
  throw new RuleViolation(
    'meter-has-readings',
    `The ${field} of a register cannot be changed once the device has readings: further registers would not continue the ` +
      'recorded ones. Decommission this device and register a new one; if the description was wrong from the start, send ' +
      'the readings again to the new device.',
    field,
  );
}

const UNIT_FIELDS = ['unit', 'medium', 'kWhPerCubicMetre'] as const;

function replaceMeter(
  { data, newMeter = {} }: Extract<DeviceCommand, { type: 'ReplaceMeter' }>,
  { meter }: DeviceInUse,
): readonly DeviceEvent[] {
  const replaced = { type: 'MeterReplaced', data: readReplacement(meter, data) } as const;
  const changes = meterChanges(meter, newMeter);
  if (Object.keys(changes).length === 0) return [replaced];
  return [replaced, { type: 'DeviceMeterChanged', data: changes }];
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

function assignTariff(
  { from, tariff, now }: (DeviceCommand & { readonly type: 'AssignTariff' })['data'],
  { timeZone, tariffs }: DeviceInUse,
): readonly DeviceEvent[] {
  if (tariff) tariffInUse(tariff.state, 'tariffId');
  const today = localHours(timeZone).dayOfHour(now);
  const start = readAssignmentStart(from, tariffs, firstOfMonth(today));
  const isUnchanged = tariffOn(tariffs, start) === tariff?.id;
  if (isUnchanged && tariffs.every((assignment) => assignment.from <= start)) return [];
  return tariff
    ? [{ type: 'TariffAssigned', data: { tariffId: tariff.id, from: start } }]
    : [{ type: 'TariffUnassigned', data: { from: start } }];
}

/** The assignment that an event adds. */
export function tariffAssignmentOf({
  type,
  data,
}: DeviceEvent & { readonly type: 'TariffAssigned' | 'TariffUnassigned' }): TariffAssignment {
  return { from: data.from, tariffId: type === 'TariffAssigned' ? data.tariffId : null };
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
  ...METER_FIELDS,
} as const satisfies { [Field in keyof DeviceRegistration]-?: (value: never) => unknown };
