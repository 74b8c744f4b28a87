import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { ACCESS_TOKEN_LIFETIME_MS } from './access-token.ts';
import type { SigningKey } from './credential-store.ts';
import type { PublicKey } from './token-verification.ts';

/**
 * The time for which a new key is published before it signs, and a replaced one after its last token has expired.
 * Services reload the keys more often than this, so that they know every token's key.
 */
export const KEY_PUBLICATION_MS = 10 * 60_000;

/** A stored key pair. */
export interface KeyPair extends SigningKey, PublicKey {
  readonly createdAt: number;
  /** It signs from this instant until the next key does. */
  readonly signsFrom: number;
}

/** A new Ed25519 key pair. The first one signs at once, others after {@link KEY_PUBLICATION_MS}. */
export function newKeyPair(existing: readonly KeyPair[], now: number): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    id: randomUUID(),
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }) as string,
    createdAt: now,
    signsFrom: existing.length === 0 ? now : now + KEY_PUBLICATION_MS,
  };
}

/** The key that signs now, of keys in the order in which they sign. */
export function signingAt(keys: readonly KeyPair[], now: number): KeyPair | undefined {
  return keys.findLast(({ signsFrom }) => signsFrom <= now) ?? keys[0];
}

/** The keys, in the order in which they sign, that have signed no token that is still valid. */
export function outdatedAt<Key extends Pick<KeyPair, 'signsFrom'>>(
  keys: readonly Key[],
  now: number,
): readonly Key[] {
  const lastOf = ACCESS_TOKEN_LIFETIME_MS + KEY_PUBLICATION_MS;
  return keys.filter((_, index) => {
    const next = keys[index + 1];
    return next !== undefined && next.signsFrom + lastOf <= now;
  });
}
