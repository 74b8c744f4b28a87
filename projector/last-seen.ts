import { delay, type EngineLog, Outage } from '@energy/engines';
import type { LastReading, LastReadings } from '@energy/read-models';

/** Small, because recording waits while a batch is stored. */
const BATCH_SIZE = 200;
const INTERVAL_MS = 2_000;
/** Storing takes at most a twentieth of the time; recording has the rest. */
const PAUSE_FACTOR = 19;

export interface LastSeenOptions {
  readonly lastReadings: LastReadings;
  readonly log: EngineLog;
  readonly signal: AbortSignal;
}

/**
 * Stores when each device was last seen, in the background of recording. Under load it falls behind and stores only
 * the newest reading of each device.
 */
export class LastSeen {
  readonly #options: LastSeenOptions;
  readonly #outage: Outage;
  /** The instant of the newest reading by device, the longest waiting first. */
  readonly #pending = new Map<string, number>();

  constructor(options: LastSeenOptions) {
    this.#options = options;
    this.#outage = new Outage(options.log);
  }

  /** Adds recorded readings. One from a clock that is ahead counts as taken now. */
  add(readings: readonly LastReading[], now = Date.now()): void {
    for (const { deviceId, at } of readings) {
      const taken = Math.min(at, now);
      if (taken > (this.#pending.get(deviceId) ?? 0)) this.#pending.set(deviceId, taken);
    }
  }

  /** Stores until the signal aborts, and one batch more then. */
  async run(): Promise<void> {
    const { signal } = this.#options;
    while (!signal.aborted) {
      const startedAt = performance.now();
      const hasMore = await this.#storeBatch();
      const rest = PAUSE_FACTOR * (performance.now() - startedAt);
      await delay(hasMore ? rest : Math.max(INTERVAL_MS, rest), signal);
    }
    await this.#storeBatch();
  }

  /** @returns whether more devices wait */
  async #storeBatch(): Promise<boolean> {
    const batch = [...this.#pending.entries().take(BATCH_SIZE)];
    if (batch.length === 0) return false;
    for (const [deviceId] of batch) this.#pending.delete(deviceId);
    const readings = batch.map(([deviceId, at]) => ({ deviceId, at }));
    try {
      await this.#options.lastReadings.note(readings);
      this.#outage.ended('Storing when devices were last seen again.');
    } catch (error) {
      this.add(readings);
      const { message } = error as Error;
      this.#outage.began(`Can't store when devices were last seen: ${message}; retrying.`);
      return false;
    }
    return this.#pending.size > 0;
  }
}
