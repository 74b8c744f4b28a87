import type { Device, LoadOfRange, ReadModels } from '@energy/read-models';

const HOUR_MS = 3_600_000;
export const LOAD_HOURS = 24;
/** The hours to compare with: at the same time of the same weekday. */
const WEEK_MS = 168 * HOUR_MS;
export const MAX_LARGEST = 5;
/** Before this time into an hour, most meters have reported little of it: the largest consumers are of the hour before. */
const LARGEST_AFTER_MS = 15 * 60_000;

/** An hour of all devices. Energies in µWh, `undefined` without readings. */
export interface LoadHour {
  /** Milliseconds since 1970, UTC. */
  readonly start: number;
  readonly energy: bigint | undefined;
  /** Of the hour a week before. */
  readonly weekBefore: bigint | undefined;
}

export interface LargestConsumer {
  readonly device: Device;
  readonly energy: bigint;
}

/** The load of all devices that measure consumption in the last hours, the running one included. */
export interface LoadOfDay {
  readonly hours: readonly LoadHour[];
  readonly largest: {
    /** The start of the hour. */
    readonly start: number;
    readonly consumers: readonly LargestConsumer[];
  };
}

interface KnownHour extends LoadOfRange {
  /** Ascends with each read. */
  readonly readAt: number;
}

export interface LoadHistoryDependencies {
  readonly readModels: Pick<ReadModels, 'totalLoad' | 'devices'>;
  /** The devices that measure production, which is no load. */
  readonly producers: () => Promise<ReadonlySet<string>>;
  readonly now: () => number;
}

/**
 * The load of the last hours, each read at most every few minutes. A refresh reads the hours that it does not know, the
 * two newest ones, which most readings change, and one older hour in turn, which late readings may have changed: three
 * hours instead of 48.
 */
export class LoadHistory {
  readonly #readModels: Pick<ReadModels, 'totalLoad' | 'devices'>;
  readonly #producers: () => Promise<ReadonlySet<string>>;
  readonly #now: () => number;
  #known = new Map<number, KnownHour>();
  #reads = 0;

  constructor({ readModels, producers, now }: LoadHistoryDependencies) {
    this.#readModels = readModels;
    this.#producers = producers;
    this.#now = now;
  }

  async refresh(): Promise<LoadOfDay> {
    const now = this.#now();
    const newest = Math.floor(now / HOUR_MS) * HOUR_MS;
    const starts = Array.from(
      { length: LOAD_HOURS },
      (_, index) => newest - (LOAD_HOURS - 1 - index) * HOUR_MS,
    );
    const wanted = [...starts, ...starts.map((start) => start - WEEK_MS)];
    const producers = await this.#producers();
    for (const start of this.#outdated(wanted, newest)) await this.#read(start, producers);
    this.#known = new Map(wanted.map((start) => [start, this.#known.get(start)!]));
    return {
      hours: starts.map((start) => this.#hourOf(start)),
      largest: await this.#largest(now - newest < LARGEST_AFTER_MS ? newest - HOUR_MS : newest),
    };
  }

  #outdated(wanted: readonly number[], newest: number): Set<number> {
    const oldest = wanted
      .filter((start) => this.#known.has(start) && start < newest - HOUR_MS)
      .sort((one, other) => this.#known.get(one)!.readAt - this.#known.get(other)!.readAt)
      .slice(0, 1);
    const unknown = wanted.filter((start) => !this.#known.has(start));
    return new Set([newest, newest - HOUR_MS, ...oldest, ...unknown]);
  }

  async #read(start: number, without: ReadonlySet<string>): Promise<void> {
    const range = { from: start, until: start + HOUR_MS };
    const load = await this.#readModels.totalLoad.ofRange(range, { top: MAX_LARGEST, without });
    this.#known.set(start, { ...load, readAt: ++this.#reads });
  }

  /** Where all devices are in zones with half hours, their hours start at the half hours of UTC. */
  #hourOf(start: number): LoadHour {
    const own = this.#known.get(start)!;
    const before = this.#known.get(start - WEEK_MS)!;
    const energyOf = ({ firstStart, total }: LoadOfRange) =>
      firstStart === undefined ? undefined : total;
    const firstBefore = before.firstStart === undefined ? undefined : before.firstStart + WEEK_MS;
    return {
      start: own.firstStart ?? firstBefore ?? start,
      energy: energyOf(own),
      weekBefore: energyOf(before),
    };
  }

  async #largest(start: number): Promise<LoadOfDay['largest']> {
    const { top, firstStart = start } = this.#known.get(start)!;
    const devices = await this.#readModels.devices.findAll(top.map(({ deviceId }) => deviceId));
    const byId = new Map(devices.map((device) => [device.id, device]));
    const consumers = top.flatMap(({ deviceId, total }) => {
      const device = byId.get(deviceId);
      return device ? [{ device, energy: total }] : [];
    });
    return { start: firstStart, consumers };
  }
}
