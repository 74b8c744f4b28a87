import { setTimeout as sleep } from 'node:timers/promises';
import type { Stretch } from './ingestion.ts';

const DAY_MS = 86_400_000;
const PAUSE_MS = 10;

/**
 * Asks for days of devices all over the stretch until the signal aborts, one after the other; resolves to
 * how long each took, in milliseconds, the shortest first.
 */
export async function queryUntil(
  signal: AbortSignal,
  url: string,
  headers: Record<string, string>,
  { deviceIds, start, end }: Stretch,
): Promise<number[]> {
  const days = Math.max(1, Math.floor((end - start) / DAY_MS));
  const latencies: number[] = [];
  for (let query = 0; !signal.aborted; query++) {
    const deviceId = deviceIds[(query * 7_919) % deviceIds.length];
    const day = new Date(end - ((query % days) + 1) * DAY_MS).toISOString().slice(0, 10);
    const started = performance.now();
    const answer = await fetch(`${url}/api/devices/${deviceId}/consumption?day=${day}`, {
      headers,
    });
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
    await answer.arrayBuffer();
    latencies.push(performance.now() - started);
    await sleep(PAUSE_MS);
  }
  return latencies.sort((a, b) => a - b);
}
