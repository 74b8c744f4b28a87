/**
 * Derives the `Idempotency-Key` of a command from its content, so that a repetition has the same key. A
 * collision of the 106 bits would make the server refuse the command.
 */
export function contentKey(...parts: readonly (string | number)[]): string {
  const text = JSON.stringify(parts);
  return `content-${hash(text, 0x9e3779b9)}-${hash(text, 0x85ebca6b)}`;
}

/** cyrb53. Browsers offer SHA-256 over HTTPS only. */
function hash(text: string, seed: number): string {
  let high = 0xdeadbeef ^ seed;
  let low = 0x41c6ce57 ^ seed;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    high = Math.imul(high ^ unit, 2654435761);
    low = Math.imul(low ^ unit, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return (4294967296 * (2097151 & low) + (high >>> 0)).toString(36);
}
