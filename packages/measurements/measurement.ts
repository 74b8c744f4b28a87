import { isUtf8 } from 'node:buffer';
import {
  energyIn,
  kilowattHours,
  METER_READS,
  METER_UNITS,
  type MeterUnit,
  microwattHours,
  quoted,
  UUID,
} from '@energy/domain';
import { compressionOf, decompress } from './compression.ts';
import { scanJson } from './json-structure.ts';
import type { Reading, ReceivedReading } from './reading.ts';
import type { RejectionReason, Unreadable } from './rejection.ts';

/** The most readings of one message, and the most bytes of it, after it is decompressed. */
export const MAX_READINGS = 10_000;
export const MAX_MESSAGE_BYTES = 4 * 1_024 * 1_024;

/**
 * The least timestamp. Real-time clocks that lost power, or were never set, start at 2000-01-01 (those of computers
 * at 1970 or 1980) and run on from there; five years leave room for that. Meters that report every few minutes, and
 * the public data sets of their readings, came later.
 */
export const MIN_TIMESTAMP = Date.UTC(2005, 0, 1);

/** The most that a timestamp may lie ahead of the receiver's clock, in milliseconds: meters' clocks drift. */
export const MAX_CLOCK_LEAD_MS = 15 * 60_000;

/** The most watt-hours that can be counted exactly. */
const MAX_VALUE = Number.MAX_SAFE_INTEGER / 1e6;

const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const NOT_FINITE = /^[+-]?(?:inf|infinity|nan)$/i;

const QUALITIES = ['measured', 'estimated'] as const;

const NOT_JSON = Symbol('not JSON');
const BYTE_ORDER_MARK = '\ufeff';
const CONTEXT = 20;
const SHOWN_BYTES = 16;

/** A message, or one element of a message that is an array. */
export interface MessagePart {
  /** The bytes that stand for this part alone: published again, they are a message of their own. */
  readonly body: Uint8Array;
  /** The element's place in its array, from 0. */
  readonly element?: number;
  /** The reading, or why there is none: `'reason' in outcome` distinguishes them. */
  readonly outcome: ReceivedReading | Unreadable;
}

/**
 * Reads a measurement message as it came over the wire. Never throws, whatever the bytes are.
 *
 * @param now the receiver's clock in milliseconds since 1970, UTC
 * @returns one part for each element where the message is an array, else one part
 */
export async function readMessage(body: Uint8Array, now: number): Promise<readonly MessagePart[]> {
  const text = await readText(body);
  if (typeof text !== 'string') return [{ body, outcome: text }];
  if (!/^[ \t\n\r]*\[/.test(text)) return [{ body, outcome: readReading(text, now) }];
  const elements = parseJson(text) as readonly unknown[] | typeof NOT_JSON;
  if (elements === NOT_JSON) return [{ body, outcome: notJson(text) }];
  if (elements.length === 0) {
    return [{ body, outcome: unreadable('not-an-object', 'The message is an empty array.') }];
  }
  if (elements.length > MAX_READINGS) {
    const detail = `The array has ${elements.length} elements; at most ${MAX_READINGS} are allowed.`;
    return [{ body, outcome: unreadable('message-too-large', detail) }];
  }
  return readElements(new ArrayText(text), elements, now);
}

/**
 * Writes the message that says `reading`. Reading it gives the same again, to the µWh, up to eight
 * million kWh; beyond that doubles in kWh are coarser than a µWh.
 */
export function writeMeasurement({ at, deviceId, energy, reads }: Reading): Uint8Array {
  const kWh = kilowattHours(energy);
  const register = reads === 'register' ? ',"unit":"kWh","reads":"register"' : '';
  return Buffer.from(
    `{"timestamp":${at},"device_id":${JSON.stringify(deviceId)},"measurement_value":${kWh}${register}}`,
  );
}

/** The text of an array. Scanning it takes longer than all else, and is seldom needed. */
class ArrayText {
  readonly text: string;
  #elements: readonly string[] | undefined;

  constructor(text: string) {
    this.text = text;
  }

  element(index: number): string {
    this.#elements ??= scanJson(this.text).elements;
    return this.#elements[index]!;
  }
}

class ArrayElement implements MessagePart {
  readonly element: number;
  readonly outcome: ReceivedReading | Unreadable;
  readonly #array: ArrayText;

  constructor(array: ArrayText, element: number, outcome: ReceivedReading | Unreadable) {
    this.element = element;
    this.outcome = outcome;
    this.#array = array;
  }

  get body(): Uint8Array {
    return Buffer.from(this.#array.element(this.element));
  }
}

function readElements(
  array: ArrayText,
  elements: readonly unknown[],
  now: number,
): readonly MessagePart[] {
  const isKeyRepeated = hasMoreColonsThanKeys(array.text, elements);
  return elements.map((element, index) => {
    const outcome = isKeyRepeated
      ? readReading(array.element(index), now)
      : readObject(element, now);
    return new ArrayElement(array, index, outcome);
  });
}

/** The text of a message: decompressed, without a byte order mark. */
async function readText(body: Uint8Array): Promise<string | Unreadable> {
  const compression = compressionOf(body);
  const plain = compression ? await decompress(body, compression, MAX_MESSAGE_BYTES) : body;
  if (plain instanceof Error) {
    const detail = `The message is ${compression} that cannot be decompressed: ${plain.message}.`;
    return unreadable('compression-malformed', detail);
  }
  if (plain === 'too large' || plain.length > MAX_MESSAGE_BYTES) {
    const size = compression ? `${compression} of more than` : 'larger than';
    const detail = `The message is ${size} ${MAX_MESSAGE_BYTES} bytes.`;
    return unreadable('message-too-large', detail);
  }
  const bytes = Buffer.from(plain.buffer, plain.byteOffset, plain.byteLength);
  const text = bytes.toString();
  if (!isUtf8(bytes)) return notUtf8(bytes, text);
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(BYTE_ORDER_MARK.length) : text;
}

function notUtf8(bytes: Buffer, decoded: string): Unreadable {
  const encoded = Buffer.from(decoded);
  const at = bytes.findIndex((byte, index) => byte !== encoded[index]);
  const found = `0x${bytes.toString('hex', at, at + SHOWN_BYTES)}`;
  const before = quoted(bytes.toString('utf8', Math.max(0, at - CONTEXT), at));
  const place = at === 0 ? 'at its start' : `at byte ${at}, after ${before}`;
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  const hint = isUtf16 || (bytes[0] === 0xfe && bytes[1] === 0xff) ? '; is it UTF-16?' : '.';
  return unreadable('not-utf8', `The message is not UTF-8: ${found} ${place}${hint}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return NOT_JSON;
  }
}

function notJson(text: string): Unreadable {
  const at = scanJson(text).errorAt ?? text.length;
  if (text === '') return unreadable('not-json', 'The message is empty.');
  const before = quoted(text.slice(Math.max(0, at - CONTEXT), at));
  const found = quoted(text.slice(at, at + CONTEXT));
  const place = at === 0 ? 'at position 0' : `at position ${at}, after ${before}`;
  const problem = at < text.length ? `${found} is unexpected` : 'it ends too early';
  return unreadable('not-json', `The message is not JSON: ${problem} ${place}.`);
}

interface Fields {
  readonly timestamp?: unknown;
  readonly device_id?: unknown;
  readonly measurement_value?: unknown;
  readonly unit?: unknown;
  readonly quality?: unknown;
  readonly reads?: unknown;
}

function readReading(text: string, now: number): ReceivedReading | Unreadable {
  const message = parseJson(text);
  if (message === NOT_JSON) return notJson(text);
  const repeatedKey = hasMoreColonsThanKeys(text, [message])
    ? scanJson(text).repeatedKey
    : undefined;
  if (repeatedKey && isObject(message)) {
    const { key, position } = repeatedKey;
    const detail = `The message has the key ${quoted(key)} twice, again at position ${position}.`;
    return unreadable('key-repeated', detail);
  }
  return readObject(message, now);
}

/** Without it no key can be repeated: it spares nearly every message the scan, which takes as long as parsing. */
function hasMoreColonsThanKeys(text: string, objects: readonly unknown[]): boolean {
  let colons = 0;
  for (let at = text.indexOf(':'); at >= 0; at = text.indexOf(':', at + 1)) colons++;
  let keys = 0;
  for (const object of objects) if (isObject(object)) keys += Object.keys(object).length;
  return colons > keys;
}

function readObject(message: unknown, now: number): ReceivedReading | Unreadable {
  if (isObject(message)) return readFields(message, now);
  return unreadable('not-an-object', `The message is not a JSON object but ${quoted(message)}.`);
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readFields(message: Fields, now: number): ReceivedReading | Unreadable {
  const deviceId = readDeviceId(message.device_id);
  if (typeof deviceId !== 'string') return deviceId;
  const at = readTimestamp(message.timestamp, now);
  if (typeof at !== 'number') return at;
  const value = readValue(message.measurement_value);
  if (typeof value !== 'number') return value;
  if (hasOptionalFields(message)) return readOptionalFields({ deviceId, at, value }, message);
  return { deviceId, at, value, energy: microwattHours(value) };
}

function hasOptionalFields({ unit, quality, reads }: Fields): boolean {
  return unit !== undefined || quality !== undefined || reads !== undefined;
}

function readOptionalFields(
  reading: Omit<ReceivedReading, 'energy'>,
  message: Fields,
): ReceivedReading | Unreadable {
  const unit = readChoice('unit', message.unit, METER_UNITS);
  const quality = readChoice('quality', message.quality, QUALITIES);
  const reads = readChoice('reads', message.reads, METER_READS);
  for (const field of [unit, quality, reads]) if (typeof field === 'object') return field;
  const { value } = reading;
  const energy = energyIn(value, { unit: (unit as MeterUnit | undefined) ?? 'kWh' });
  if (unit !== undefined && unit !== 'm3' && energy === undefined) return valueTooLarge(value);
  return {
    ...reading,
    energy,
    ...(unit !== undefined && { unit: unit as MeterUnit }),
    ...(reads !== undefined && { reads: reads as (typeof METER_READS)[number] }),
    ...(quality === 'estimated' && { isEstimated: true }),
  };
}

function readChoice<Choice extends string>(
  field: 'unit' | 'quality' | 'reads',
  given: unknown,
  choices: readonly Choice[],
): Choice | undefined | Unreadable {
  if (given === undefined || given === null) return undefined;
  const choice = choices.find((each) => each === given);
  if (choice !== undefined) return choice;
  const detail = `The ${field} is not one of ${choices.join(', ')} but ${quoted(given)}.`;
  return unreadable(`${field}-malformed`, detail);
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
  const at = typeof given === 'number' ? given : decimalIn(given);
  if (at === undefined || !Number.isInteger(at)) {
    const detail = `The timestamp is not a whole number of milliseconds but ${quoted(given)}.`;
    return unreadable('timestamp-malformed', detail);
  }
  if (at < MIN_TIMESTAMP) {
    const detail = `The timestamp ${quoted(given)} lies before 2005: are these milliseconds, and was the meter's clock set?`;
    return unreadable('timestamp-out-of-range', detail);
  }
  if (at > now + MAX_CLOCK_LEAD_MS) {
    const clock = new Date(now).toISOString();
    const detail = `The timestamp ${quoted(given)} lies more than 15 minutes ahead of the receiver's clock (${clock}).`;
    return unreadable('timestamp-out-of-range', detail);
  }
  return at;
}

function readValue(given: unknown): number | Unreadable {
  if (given === undefined || given === null) {
    return unreadable('value-missing', 'The message has no measurement_value.');
  }
  const kWh = typeof given === 'number' ? given : decimalIn(given);
  if (kWh === undefined) {
    const detail = `The measurement_value is not a number but ${quoted(given)}.`;
    return unreadable('value-malformed', detail);
  }
  if (!(kWh >= 0 && Number.isFinite(kWh))) return impossibleValue(kWh, given);
  return kWh <= MAX_VALUE ? kWh : valueTooLarge(kWh);
}

function impossibleValue(kWh: number, given: unknown): Unreadable {
  if (!Number.isFinite(kWh)) {
    const detail = `The measurement_value ${quoted(given)} is not a finite number.`;
    return unreadable('value-not-finite', detail);
  }
  return unreadable('value-negative', `The measurement_value ${quoted(given)} is negative.`);
}

/** The rejection of a value that cannot be counted exactly. */
export function valueTooLarge(value: number): Unreadable {
  const detail = `The measurement_value ${quoted(value)} is more energy than can be counted exactly.`;
  return unreadable('value-too-large', detail);
}

/** The number that a string holds in decimal digits; `undefined` for any other value. */
function decimalIn(given: unknown): number | undefined {
  if (typeof given !== 'string') return undefined;
  const text = given.trim();
  if (DECIMAL.test(text)) return Number(text);
  return NOT_FINITE.test(text) ? Number.NaN : undefined;
}

function unreadable(reason: RejectionReason, detail: string): Unreadable {
  return { reason, detail };
}
