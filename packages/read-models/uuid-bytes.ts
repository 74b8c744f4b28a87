import { UUID } from '@energy/domain';

const UUID_PARTS = /^(.{8})(.{4})(.{4})(.{4})(.{12})$/;

/** Converts a UUID to its 16 bytes; `undefined` for any other text. */
export function uuidBytes(text: string): Buffer | undefined {
  return UUID.test(text) ? Buffer.from(text.replaceAll('-', ''), 'hex') : undefined;
}

export function uuidOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex').replace(UUID_PARTS, '$1-$2-$3-$4-$5');
}
