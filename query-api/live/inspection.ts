import type { KnownSessions } from '@energy/http';
import type { LiveConnection } from './connection.ts';
import type { LiveConnections } from './connections.ts';

/** A silent peer is pinged after this time, and dropped after twice as long. */
const PING_AFTER_MS = 30_000;
const SESSION_BATCH_SIZE = 500;

/** Pings silent peers, and drops those that do not answer. */
export function dropSilentConnections(connections: LiveConnections, now = performance.now()): void {
  for (const connection of connections) {
    const silence = now - connection.lastSeenAt;
    if (silence > 2 * PING_AFTER_MS) connection.terminate();
    else if (silence > PING_AFTER_MS) connection.ping();
  }
}

/**
 * Closes the connections whose session has ended.
 *
 * @throws EngineUnavailable while the credential store is unavailable; then the connections stay open
 */
export async function closeEndedSessions(
  connections: LiveConnections,
  sessions: Pick<KnownSessions, 'liveAmong'>,
): Promise<void> {
  const bySession = Map.groupBy(connections, ({ actor }) => actor.sessionId);
  const ids = [...bySession.keys()];
  for (let from = 0; from < ids.length; from += SESSION_BATCH_SIZE) {
    const batch = ids.slice(from, from + SESSION_BATCH_SIZE);
    const live = await sessions.liveAmong(batch);
    for (const id of batch) if (!live.has(id)) close(bySession.get(id)!);
  }
}

function close(connections: readonly LiveConnection[]): void {
  for (const connection of connections) connection.close('session-ended');
}
