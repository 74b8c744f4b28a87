import { setTimeout as sleep } from 'node:timers/promises';
import { type MeasurementPublisher, writeMeasurement } from '@energy/measurements';
import { LIMIT } from './households.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const TICK_MS = 10;
/** Up to the running hour: those that began more than 25 hours ago would raise late alerts. */
const MAX_HOURS = 24;

/** An alert is known by its device and hour: when the reading that causes it was published. */
export type Published = ReadonlyMap<string, number>;

export interface LoadOptions {
  readonly queue: MeasurementPublisher;
  /** Each of their readings exceeds the limit of an hour. */
  readonly loud: readonly string[];
  /** None of their readings exceeds anything. */
  readonly quiet: readonly string[];
  /** Of each kind. */
  readonly readingsPerSecond: number;
  readonly seconds: number;
}

/** The time of day that processes of one machine share, in milliseconds, finer than a millisecond. */
export function now(): number {
  return performance.timeOrigin + performance.now();
}

export const keyOf = (deviceId: string, hour: number): string => `${deviceId} ${hour}`;

/** Publishes readings at a rate, every few milliseconds those that are due; resolves to when it did. */
export async function publishAtRate(options: LoadOptions): Promise<Published> {
  const { queue, loud, quiet, readingsPerSecond, seconds } = options;
  const published = new Map<string, number>();
  const publishing: Promise<void>[] = [];
  const total = readingsPerSecond * seconds;
  if (total > loud.length * MAX_HOURS) {
    throw new RangeError(`${loud.length} devices can exceed ${MAX_HOURS} hours each at most`);
  }
  const firstHour = (Math.floor(Date.now() / HOUR_MS) - (MAX_HOURS - 1)) * HOUR_MS;
  const startedAt = now();
  for (let sent = 0; sent < total; await sleep(TICK_MS)) {
    const publishedAt = now();
    const due = Math.ceil(((publishedAt - startedAt) / 1_000) * readingsPerSecond);
    const bodies: Uint8Array[] = [];
    for (; sent < Math.min(total, due); sent++) {
      const deviceId = loud[sent % loud.length]!;
      const hour = firstHour + Math.floor(sent / loud.length) * HOUR_MS;
      published.set(keyOf(deviceId, hour), publishedAt);
      bodies.push(writeMeasurement({ deviceId, at: hour, energy: LIMIT + 1 }));
      const quietId = quiet[sent % quiet.length]!;
      const at = firstHour + Math.floor(sent / quiet.length) * MINUTE_MS;
      bodies.push(writeMeasurement({ deviceId: quietId, at, energy: 1_000 }));
    }
    publishing.push(queue.publish(bodies));
  }
  await Promise.all(publishing);
  return published;
}
