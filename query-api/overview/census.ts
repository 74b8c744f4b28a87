import { setImmediate as turn } from 'node:timers/promises';
import type { Device, ReadModels } from '@energy/read-models';

/** So many meters are listed. */
export const MOST_LISTED = 100;
/** After so many rows, whatever else is waiting gets its turn. */
const ROWS_BETWEEN_TURNS = 1_000;

/** A device that was heard of, and when its newest reading was taken: milliseconds since 1970, UTC. */
export interface Meter {
  readonly device: Device;
  readonly lastHeardAt: number;
}

/** All devices and users, counted. */
export interface Census {
  /** When it was taken: milliseconds since 1970, UTC. */
  readonly at: number;
  readonly administrators: number;
  readonly clients: number;
  readonly devicesInUse: number;
  readonly decommissioned: number;
  readonly neverHeard: number;
  /** Some of those that never sent anything. */
  readonly mute: readonly Device[];
  /** When each device in use that ever sent anything did so last, the longest ago first. */
  readonly lastHeard: Float64Array;
  /** Of the others, those that have been silent for the longest, the longest first. */
  readonly quietest: readonly Meter[];
}

/** Counts everything by one pass over devices, their newest readings, and users. */
export async function takeCensus(
  { devices, lastReadings, users }: Pick<ReadModels, 'devices' | 'lastReadings' | 'users'>,
  now: () => number = Date.now,
): Promise<Census> {
  const at = now();
  const counts = { administrators: 0, clients: 0, decommissioned: 0, neverHeard: 0 };
  const heardOf = await lastHeardOf(lastReadings);
  const lastHeard: number[] = [];
  const mute: Device[] = [];
  const quietest = new Quietest();
  await each(devices.all(), (device) => {
    const lastHeardAt = heardOf.get(device.id);
    if (device.decommissionedAt !== undefined) counts.decommissioned += 1;
    else if (lastHeardAt === undefined) {
      counts.neverHeard += 1;
      if (mute.length < MOST_LISTED) mute.push(device);
    } else {
      lastHeard.push(lastHeardAt);
      quietest.consider({ device, lastHeardAt });
    }
  });
  await each(users.all(), ({ role, deletedAt }) => {
    if (deletedAt !== undefined) return;
    counts[role === 'administrator' ? 'administrators' : 'clients'] += 1;
  });
  return {
    at,
    ...counts,
    devicesInUse: lastHeard.length + counts.neverHeard,
    mute,
    lastHeard: Float64Array.from(lastHeard).sort(),
    quietest: quietest.list(),
  };
}

/** How many of the devices in use sent something once, and nothing since an instant. */
export function silentSince({ lastHeard }: Pick<Census, 'lastHeard'>, instant: number): number {
  let [low, high] = [0, lastHeard.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (lastHeard[middle]! < instant) low = middle + 1;
    else high = middle;
  }
  return low;
}

async function lastHeardOf(lastReadings: ReadModels['lastReadings']): Promise<Map<string, number>> {
  const heardOf = new Map<string, number>();
  await each(lastReadings.all(), ({ deviceId, at }) => heardOf.set(deviceId, at));
  return heardOf;
}

/** Embedded engines answer at once: without turns nothing else would run until the end. */
async function each<T>(rows: AsyncIterable<T>, work: (row: T) => void): Promise<void> {
  let count = 0;
  for await (const row of rows) {
    work(row);
    if (++count % ROWS_BETWEEN_TURNS === 0) await turn();
  }
}

/** Keeps those that have been silent for the longest, in the room of a few. */
class Quietest {
  #kept: Meter[] = [];

  consider(meter: Meter): void {
    this.#kept.push(meter);
    if (this.#kept.length >= MOST_LISTED * 10) this.#kept = this.list();
  }

  list(): Meter[] {
    const sorted = this.#kept.sort((one, other) => one.lastHeardAt - other.lastHeardAt);
    return sorted.slice(0, MOST_LISTED);
  }
}
