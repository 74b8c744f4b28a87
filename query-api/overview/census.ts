import { setImmediate as turn } from 'node:timers/promises';
import type { Device, ReadModels } from '@energy/read-models';

export const MAX_LISTED_METERS = 1_000;
/** Beyond so many, silent devices are counted and no longer found by a list. */
export const MAX_SILENT_IDS = 100_000;
/** A device is silent that sent no reading for so long. */
const SILENT_AFTER_MS = 3_600_000;
/** Rows processed before other work gets a turn. */
const ROWS_BETWEEN_TURNS = 1_000;

/** A device and the timestamp of its newest reading: milliseconds since 1970, UTC. */
export interface Meter {
  readonly device: Device;
  readonly lastReadingAt: number;
}

/** Counts of all devices and users. */
export interface Census {
  /** Milliseconds since 1970, UTC. */
  readonly at: number;
  readonly administrators: number;
  readonly clients: number;
  readonly devicesInUse: number;
  readonly decommissioned: number;
  readonly neverHeard: number;
  /** The devices that measure production, decommissioned ones included. */
  readonly producers: ReadonlySet<string>;
  /** Up to {@link MAX_SILENT_IDS} devices in use that sent no reading in the hour before the census. */
  readonly silentIds: ReadonlySet<string>;
  /** Up to {@link MAX_LISTED_METERS} devices without any reading. */
  readonly mute: readonly Device[];
  /** The timestamps of the newest readings of all devices in use, in ascending order. */
  readonly lastReadingTimes: Float64Array;
  /** The devices with the oldest newest readings, oldest first. */
  readonly quietest: readonly Meter[];
}

/** Counts in one pass over devices, their newest readings, and users. */
export async function takeCensus(
  { devices, lastReadings, users }: Pick<ReadModels, 'devices' | 'lastReadings' | 'users'>,
  now: () => number = Date.now,
): Promise<Census> {
  const at = now();
  const counts = { administrators: 0, clients: 0, decommissioned: 0, neverHeard: 0 };
  const lastReadingByDevice = await readLastReadings(lastReadings);
  const lastReadingTimes: number[] = [];
  const producers = new Set<string>();
  const silentIds = new Set<string>();
  const mute: Device[] = [];
  const quietest = new Quietest();
  await each(devices.all(), (device) => {
    const lastReadingAt = lastReadingByDevice.get(device.id);
    if (device.meter.flow === 'production') producers.add(device.id);
    const isInUse = device.decommissionedAt === undefined;
    const isSilent = lastReadingAt === undefined || lastReadingAt < at - SILENT_AFTER_MS;
    if (isInUse && isSilent && silentIds.size < MAX_SILENT_IDS) silentIds.add(device.id);
    if (!isInUse) counts.decommissioned += 1;
    else if (lastReadingAt === undefined) {
      counts.neverHeard += 1;
      if (mute.length < MAX_LISTED_METERS) mute.push(device);
    } else {
      lastReadingTimes.push(lastReadingAt);
      quietest.consider({ device, lastReadingAt });
    }
  });
  await each(users.all(), ({ role, deletedAt }) => {
    if (deletedAt !== undefined) return;
    counts[role === 'administrator' ? 'administrators' : 'clients'] += 1;
  });
  return {
    at,
    ...counts,
    producers,
    silentIds,
    devicesInUse: lastReadingTimes.length + counts.neverHeard,
    mute,
    lastReadingTimes: Float64Array.from(lastReadingTimes).sort(),
    quietest: quietest.list(),
  };
}

/** Counts the devices in use whose newest reading is from before an instant. */
export function silentSince(
  { lastReadingTimes }: Pick<Census, 'lastReadingTimes'>,
  instant: number,
): number {
  let low = 0;
  let high = lastReadingTimes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (lastReadingTimes[middle]! < instant) low = middle + 1;
    else high = middle;
  }
  return low;
}

async function readLastReadings(
  lastReadings: ReadModels['lastReadings'],
): Promise<Map<string, number>> {
  const lastReadingByDevice = new Map<string, number>();
  await each(lastReadings.all(), ({ deviceId, at }) => lastReadingByDevice.set(deviceId, at));
  return lastReadingByDevice;
}

/** Yields to other work between batches: embedded engines answer synchronously. */
async function each<T>(rows: AsyncIterable<T>, work: (row: T) => void): Promise<void> {
  let count = 0;
  for await (const row of rows) {
    work(row);
    if (++count % ROWS_BETWEEN_TURNS === 0) await turn();
  }
}

/** Selects the meters with the oldest readings, in bounded memory. */
class Quietest {
  #meters: Meter[] = [];

  consider(meter: Meter): void {
    this.#meters.push(meter);
    if (this.#meters.length >= MAX_LISTED_METERS * 10) this.#meters = this.list();
  }

  list(): Meter[] {
    const sorted = this.#meters.sort((one, other) => one.lastReadingAt - other.lastReadingAt);
    return sorted.slice(0, MAX_LISTED_METERS);
  }
}
