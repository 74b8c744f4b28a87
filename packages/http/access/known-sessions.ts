import type { TokenVerification } from '@energy/credentials';

/** The lookups by which an API verifies a token. */
export interface KnownSessions {
  /** The public key (PEM) with an id; `undefined` where there is none. */
  publicKey(keyId: string): Promise<string | undefined>;
  /** True until the session ends or expires. Called at every request. */
  isLive(sessionId: string): Promise<boolean>;
  /** The live ones among some sessions: for connections that outlive the request that began them. */
  liveAmong(sessionIds: readonly string[]): Promise<ReadonlySet<string>>;
}

/** The shortest interval between two reads of the keys: tokens with invented key ids cost no more. */
const KEY_RELOAD_INTERVAL_MS = 1_000;

/**
 * Looks up the session of every request in the credential store: once it has ended, no API accepts its tokens.
 * Public keys never change, and are cached.
 */
export function knownSessions(verification: TokenVerification): KnownSessions {
  const keys = new Map<string, string>();
  let loadedAt = Number.NEGATIVE_INFINITY;

  return {
    async publicKey(keyId) {
      if (!keys.has(keyId) && performance.now() - loadedAt > KEY_RELOAD_INTERVAL_MS) {
        for (const { id, publicKey } of await verification.publicKeys()) keys.set(id, publicKey);
        loadedAt = performance.now();
      }
      return keys.get(keyId);
    },
    async isLive(sessionId) {
      return (await verification.findSession(sessionId)) !== undefined;
    },
    async liveAmong(sessionIds) {
      return new Set((await verification.findSessions(sessionIds)).map(({ id }) => id));
    },
  };
}
