import { delay, POLL_INTERVAL_MS } from '@energy/engines';
import type { Position } from '@energy/event-store';
import type { ReadModels } from './read-models.ts';

type WithPosition = Pick<ReadModels, 'position'>;

/** The next read of the position, which all callers that wait share. */
const nextReads = new WeakMap<WithPosition, Promise<Position | undefined>>();

/**
 * Waits until every projection of events has passed a position of the event store: a read afterwards shows
 * what was written there.
 *
 * @returns false where they have not passed it in time
 * @throws EngineUnavailable while the engine is away
 */
export async function reached(
  readModels: WithPosition,
  position: Position,
  timeoutMs: number,
): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  let current = await readModels.position();
  while ((current ?? '') < position) {
    if (performance.now() >= deadline) return false;
    current = await nextPosition(readModels);
  }
  return true;
}

function nextPosition(readModels: WithPosition): Promise<Position | undefined> {
  const next =
    nextReads.get(readModels) ??
    delay(POLL_INTERVAL_MS).then(() => {
      nextReads.delete(readModels);
      return readModels.position();
    });
  nextReads.set(readModels, next);
  return next;
}
