import type { TokenVerification } from '@energy/credentials';

/** What an API has to know of sessions to believe a token. */
export interface KnownSessions {
  /** The public key (PEM) that goes by an id; `undefined` where there is none. */
  publicKey(keyId: string): Promise<string | undefined>;
  /** Whether a session goes on: it was neither ended nor has it run out. Asked at every request. */
  isLive(sessionId: string): Promise<boolean>;
  /** Those of some sessions that go on: for connections that outlive the request that began them. */
  liveAmong(sessionIds: readonly string[]): Promise<ReadonlySet<string>>;
}

/** How long made-up key ids are taken for that without another look. */
const NEXT_LOOK_MS = 1_000;

/**
 * Looks up the session of every request where it is recorded: once it has ended, none of its tokens is
 * good for anything, at whichever API. Public keys never change; they are kept.
 */
export function knownSessions(verification: TokenVerification): KnownSessions {
  const keys = new Map<string, string>();
  let lookedAt = Number.NEGATIVE_INFINITY;

  return {
    async publicKey(keyId) {
      if (!keys.has(keyId) && performance.now() - lookedAt > NEXT_LOOK_MS) {
        for (const { id, publicKey } of await verification.publicKeys()) keys.set(id, publicKey);
        lookedAt = performance.now();
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
