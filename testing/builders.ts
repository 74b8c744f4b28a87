import { randomUUID } from 'node:crypto';
import type { DeviceRegistration } from '@energy/domain';
import type { Device, User } from '@energy/read-models';

/** A device as an administrator registers it: 1 kWh an hour, in Brussels. */
export function aDeviceRegistration(data: Partial<DeviceRegistration> = {}): DeviceRegistration {
  return {
    description: 'Heat pump, cellar',
    address: 'Grote Markt 1, 1000 Brussels',
    maxHourlyConsumption: 1,
    timeZone: 'Europe/Brussels',
    ...data,
  };
}

/** A device of the read models, in use and without an owner. */
export function aDevice(data: Partial<Device> = {}): Device {
  return {
    id: randomUUID(),
    ...aDeviceRegistration(),
    meter: {},
    registeredAt: '2026-11-20T10:00:00.000Z',
    ownerId: undefined,
    ownerships: [],
    tariffs: [],
    decommissionedAt: undefined,
    revision: 0,
    ...data,
  };
}

/** A client of the read models. */
export function aUser(data: Partial<User> = {}): User {
  return {
    id: randomUUID(),
    name: 'Ada',
    role: 'client',
    registeredAt: '2026-11-20T10:00:00.000Z',
    deletedAt: undefined,
    revision: 0,
    ...data,
  };
}

export interface MeasurementData {
  readonly deviceId: string;
  /** Milliseconds since 1970, or ISO 8601. */
  readonly at: number | string;
  readonly kWh: number;
}

/** A reading as a meter sends it, before it becomes JSON. */
export function aMeasurement({ deviceId, at, kWh }: MeasurementData) {
  return { timestamp: new Date(at).getTime(), device_id: deviceId, measurement_value: kWh };
}

/** The message that carries a reading, as a meter sends it. */
export function aMeasurementMessage(data: MeasurementData): Buffer {
  return Buffer.from(JSON.stringify(aMeasurement(data)));
}
