import { uuidBytes, uuidOf } from '@energy/engines';

/**
 * Identifies the document of a device's hour, ordered by time: the hour in 8 hexadecimal digits, then the device. Half
 * as long as the hour in ISO 8601 and the id of the device.
 */
export type HourId = string;

/** An hour of a device. */
export interface DeviceHour {
  readonly deviceId: string;
  /** Its start: milliseconds since 1970, UTC. */
  readonly hour: number;
}

const HOUR_DIGITS = 8;
/** Precedes the id of a device that is no UUID. */
const PLAIN = ' ';

/** @throws RangeError for an hour that is no whole second between 1970 and 2106 */
export function hourId({ deviceId, hour }: DeviceHour): HourId {
  return hourPrefix(hour) + deviceKey(deviceId);
}

/** The beginning of the ids of an hour; they sort after it, and before the prefix of a later hour. */
export function hourPrefix(hour: number): string {
  const seconds = hour / 1_000;
  if (!(Number.isInteger(seconds) && seconds >= 0 && seconds < 2 ** 32)) {
    throw new RangeError(`No hour starts at ${hour} ms`);
  }
  return seconds.toString(16).padStart(HOUR_DIGITS, '0');
}

/** What identifies the device of an hour. */
export function deviceKeyOf(id: HourId): string {
  return id.slice(HOUR_DIGITS);
}

export function deviceHourOf(id: HourId): DeviceHour {
  const device = deviceKeyOf(id);
  return {
    deviceId: device.startsWith(PLAIN)
      ? device.slice(PLAIN.length)
      : uuidOf(Buffer.from(device, 'base64url')),
    hour: Number.parseInt(id.slice(0, HOUR_DIGITS), 16) * 1_000,
  };
}

/** What identifies a device in the ids of its hours: 22 characters of a UUID. */
export function deviceKey(deviceId: string): string {
  return uuidBytes(deviceId)?.toString('base64url') ?? PLAIN + deviceId;
}
