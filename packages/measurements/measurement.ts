import { isUtf8 } from 'node:buffer';
import { kilowattHours, microwattHours, UUID } from '@energy/domain';
import { quoted, shortened } from './quotation.ts';
import type { Reading } from './reading.ts';
import type { RejectionReason, Unreadable } from './rejection.ts';

const FIRST_INSTANT = Date.UTC(2000, 0, 1);
const DAY_MS = 86_400_000;

const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const NOT_FINITE = /^[+-]?(?:inf|infinity|nan)$/i;

/**
 * Reads a measurement message as it came over the wire. Never throws, whatever the bytes are.
 *
 * @param now the present instant in milliseconds since 1970 (UTC), to tell a reading from the future
 * @returns the reading, or why there is none: `'reason' in result` tells them apart
 */
export function readMeasurement(body: Uint8Array, now: number): Reading | Unreadable {
  if (!isUtf8(body))
    return unreadable('not-utf8', `The message is not UTF-8: ${firstBytes(body)}.`);
  const text = decoded(body);
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return unreadable('not-json', `The message is not JSON: ${quoted(text)}.`);
  }
  if (typeof message !== 'object' || message === null || Array.isArray(message)) {
    return unreadable('not-an-object', `The message is not a JSON object but ${quoted(message)}.`);
  }
  return readFields(message, now);
}

/**
 * Writes the message that says `reading`. Reading it gives the same again, to the µWh, up to eight
 * million kWh; beyond that doubles in kWh are coarser than a µWh.
 */
export function writeMeasurement({ at, deviceId, energy }: Reading): Uint8Array {
  const kWh = kilowattHours(energy);
  return Buffer.from(
    `{"timestamp":${at},"device_id":${JSON.stringify(deviceId)},"measurement_value":${kWh}}`,
  );
}

interface Fields {
  readonly timestamp?: unknown;
  readonly device_id?: unknown;
  readonly measurement_value?: unknown;
}

function readFields(message: Fields, now: number): Reading | Unreadable {
  const deviceId = readDeviceId(message.device_id);
  if (typeof deviceId !== 'string') return deviceId;
  const at = readTimestamp(message.timestamp, now);
  if (typeof at !== 'number') return at;
  const energy = readValue(message.measurement_value);
  if (typeof energy !== 'number') return energy;
  return { deviceId, at, energy };
}

function readDeviceId(given: unknown): string | Unreadable {
  if (given === undefined || given === null) {
    return unreadable('device-id-missing', 'The message has no device_id.');
  }
  if (typeof given === 'string' && given.length === 36) {
    if (UUID.test(given)) return given;
    const lowered = given.toLowerCase();
    if (UUID.test(lowered)) return lowered;
  }
  return unreadable('device-id-malformed', `The device_id is not a UUID but ${quoted(given)}.`);
}

function readTimestamp(given: unknown, now: number): number | Unreadable {
  if (given === undefined || given === null) {
    return unreadable('timestamp-missing', 'The message has no timestamp.');
  }
  const at = typeof given === 'number' ? given : numberWritten(given);
  if (at === undefined || !Number.isInteger(at)) {
    const detail = `The timestamp is not a whole number of milliseconds but ${quoted(given)}.`;
    return unreadable('timestamp-malformed', detail);
  }
  if (at < FIRST_INSTANT) {
    const detail = `The timestamp ${quoted(given)} lies before the year 2000; are these milliseconds?`;
    return unreadable('timestamp-out-of-range', detail);
  }
  if (at > now + DAY_MS) {
    const detail = `The timestamp ${quoted(given)} lies more than a day in the future.`;
    return unreadable('timestamp-out-of-range', detail);
  }
  return at;
}

function readValue(given: unknown): number | Unreadable {
  if (given === undefined || given === null) {
    return unreadable('value-missing', 'The message has no measurement_value.');
  }
  const kWh = typeof given === 'number' ? given : numberWritten(given);
  if (kWh === undefined) {
    const detail = `The measurement_value is not a number but ${quoted(given)}.`;
    return unreadable('value-malformed', detail);
  }
  return microwattHours(kWh) ?? impossibleValue(kWh, given);
}

function impossibleValue(kWh: number, given: unknown): Unreadable {
  if (!Number.isFinite(kWh)) {
    const detail = `The measurement_value ${quoted(given)} is not a finite number.`;
    return unreadable('value-not-finite', detail);
  }
  if (kWh < 0) {
    return unreadable('value-negative', `The measurement_value ${quoted(given)} is negative.`);
  }
  const detail = `The measurement_value ${quoted(given)} is more kWh than can be counted exactly.`;
  return unreadable('value-too-large', detail);
}

/** The number that a string says in decimal digits; `undefined` for whatever else. */
function numberWritten(given: unknown): number | undefined {
  if (typeof given !== 'string') return undefined;
  const text = given.trim();
  if (DECIMAL.test(text)) return Number(text);
  return NOT_FINITE.test(text) ? Number.NaN : undefined;
}

function unreadable(reason: RejectionReason, detail: string): Unreadable {
  return { reason, detail };
}

function decoded(body: Uint8Array): string {
  return asBuffer(body).toString();
}

function firstBytes(body: Uint8Array): string {
  return `its bytes are ${shortened(asBuffer(body.subarray(0, 64)).toString('hex'))}`;
}

function asBuffer(bytes: Uint8Array): Buffer {
  if (bytes instanceof Buffer) return bytes;
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
