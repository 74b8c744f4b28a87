const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/;
const UUID_PARTS = /^(.{8})(.{4})(.{4})(.{4})(.{12})$/;

/** Converts a UUID in lower case to its 16 bytes; `undefined` for any other text. */
export function uuidBytes(text: string): Buffer | undefined {
  return UUID.test(text) ? Buffer.from(text.replaceAll('-', ''), 'hex') : undefined;
}

export function uuidOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex').replace(UUID_PARTS, '$1-$2-$3-$4-$5');
}

/** Converts a UUID in lower case to its 16 bytes; leaves any other text as it is. */
export function compactId(id: string): string | Uint8Array {
  return uuidBytes(id) ?? id;
}

/** The reverse of {@link compactId}. */
export function expandId(stored: string | Uint8Array): string {
  return typeof stored === 'string' ? stored : uuidOf(stored);
}
