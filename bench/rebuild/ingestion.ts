import { setTimeout as sleep } from 'node:timers/promises';
import { openMeasurementQueue, writeMeasurement } from '@energy/measurements';

const TICK_MS = 20;
const HOUR_MS = 3_600_000;
/** No reading of the history was taken so long after the one before it, nor any other one here. */
const SECOND_MS = 1_000;

/** The hours that are stored: the same ones of each device. */
export interface Stretch {
  readonly deviceIds: readonly string[];
  /** When the first hour starts, and the last one ends, in milliseconds since 1970, UTC. */
  readonly start: number;
  readonly end: number;
  readonly readings: number;
}

/**
 * Publishes readings at a rate until the signal aborts, of hours all over the stretch, which are being
 * rebuilt; resolves to how many, all of them new.
 */
export async function publishUntil(
  signal: AbortSignal,
  brokerUrl: string,
  { deviceIds, start, end }: Stretch,
  perSecond: number,
): Promise<number> {
  const queue = openMeasurementQueue(brokerUrl, { log: { info() {}, warn: console.error } });
  const hours = (end - start) / HOUR_MS;
  const startedAt = performance.now();
  let sent = 0;
  while (!signal.aborted) {
    const due = Math.ceil(((performance.now() - startedAt) / 1_000) * perSecond);
    const bodies: Uint8Array[] = [];
    for (; sent < due; sent++) {
      const round = Math.floor(sent / deviceIds.length);
      const hour = start + ((sent * 31) % hours) * HOUR_MS;
      const at = hour + (round + 1) * SECOND_MS;
      bodies.push(
        writeMeasurement({ deviceId: deviceIds[sent % deviceIds.length]!, at, energy: 1_000 }),
      );
    }
    await queue.publish(bodies);
    await sleep(TICK_MS);
  }
  await queue.close();
  return sent;
}
