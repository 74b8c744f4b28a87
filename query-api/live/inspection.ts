import type { KnownSessions } from '@energy/http';
import type { LiveConnection } from './connection.ts';
import type { LiveConnections } from './connections.ts';

/** Whoever is silent for so long is asked for a sign of life, and dropped after as long again. */
const SILENCE_MS = 30_000;
/** How many sessions are looked up at once. */
const SESSIONS_AT_ONCE = 500;

/** Asks for signs of life, and hangs up on those who gave none. */
export function dropSilent(connections: LiveConnections, now = performance.now()): void {
  for (const connection of connections) {
    const silence = now - connection.heardAt;
    if (silence > 2 * SILENCE_MS) connection.hangUp();
    else if (silence > SILENCE_MS) connection.ping();
  }
}

/**
 * Closes the connections whose session has ended.
 *
 * @throws EngineUnavailable while nobody can say; then they stay
 */
export async function closeEnded(
  connections: LiveConnections,
  sessions: Pick<KnownSessions, 'liveAmong'>,
): Promise<void> {
  const bySession = Map.groupBy(connections, ({ actor }) => actor.sessionId);
  const ids = [...bySession.keys()];
  for (let from = 0; from < ids.length; from += SESSIONS_AT_ONCE) {
    const some = ids.slice(from, from + SESSIONS_AT_ONCE);
    const live = await sessions.liveAmong(some);
    for (const id of some) if (!live.has(id)) close(bySession.get(id)!);
  }
}

function close(connections: readonly LiveConnection[]): void {
  for (const connection of connections) connection.close('session-ended');
}
