import { delay, POLL_INTERVAL_MS } from '@energy/engines';
import type { Position } from '@energy/event-store';
import type { ReadModels } from './read-models.ts';

type WithPosition = Pick<ReadModels, 'position'>;

/** The next read of the position, shared by all waiting callers. */
const nextReads = new WeakMap<WithPosition, Promise<Position | undefined>>();

/**
 * Waits until every projection has passed a position, so that a read afterwards shows what was written there.
 *
 * @returns false after the timeout
 * @throws EngineUnavailable
 */
export async function waitForPosition(
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
