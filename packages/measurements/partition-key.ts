const FIELD = Buffer.from('"device_id"');
const UUID_LENGTH = 36;
const OPENING_QUOTE = /^\s*:\s*"/;
const DEVICE_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Room for the colon, the quotes and the spaces around them. */
const MAX_SPACES = 16;

/**
 * The device whose readings a message carries, by which it is partitioned. It is found without parsing the
 * message, which happens where it is recorded.
 *
 * @returns a UUID in lower case; `undefined` for several devices, compressed messages and what is no measurement
 */
export function deviceIdIn(body: Uint8Array): string | undefined {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  let deviceId: string | undefined;
  for (let at = bytes.indexOf(FIELD); at >= 0; at = bytes.indexOf(FIELD, at)) {
    at += FIELD.length;
    const text = bytes.toString('latin1', at, at + MAX_SPACES + UUID_LENGTH);
    const start = OPENING_QUOTE.exec(text)?.[0].length;
    if (start === undefined) return undefined;
    const found = text.slice(start, start + UUID_LENGTH).toLowerCase();
    if (!DEVICE_ID.test(found)) return undefined;
    if (deviceId !== undefined && found !== deviceId) return undefined;
    deviceId = found;
  }
  return deviceId;
}

/** The partition of a message, from 0: the same in every process and release. */
export function partitionOf(body: Uint8Array, partitions: number): number {
  return fnv1a(deviceIdIn(body) ?? '') % partitions;
}

function fnv1a(key: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) {
    hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  }
  return hash >>> 0;
}
