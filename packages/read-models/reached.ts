import { setTimeout as sleep } from 'node:timers/promises';
import { POLL_INTERVAL_MS } from '@energy/engines';
import type { Position } from '@energy/event-store';
import type { ReadModels } from './read-models.ts';

/**
 * Waits until every projection of events has passed a position of the event store: whoever reads then
 * sees what was written there.
 *
 * @returns false where they have not come so far in time
 * @throws EngineUnavailable while the engine is away
 */
export async function reached(
  readModels: Pick<ReadModels, 'position'>,
  position: Position,
  timeoutMs: number,
): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    if (((await readModels.position()) ?? '') >= position) return true;
    const left = deadline - performance.now();
    if (left <= 0) return false;
    await sleep(Math.min(POLL_INTERVAL_MS, left));
  }
}
