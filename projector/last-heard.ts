import { delay, type EngineLog, Outage } from '@energy/engines';
import type { LastReading, LastReadings } from '@energy/read-models';

/** So many devices are noted at once: few, for those who record wait for it. */
const AT_ONCE = 200;
const INTERVAL_MS = 2_000;
/** Noting takes no more than a twentieth of the time: recording has the rest. */
const REST = 19;

export interface LastHeardOptions {
  readonly lastReadings: LastReadings;
  readonly log: EngineLog;
  readonly signal: AbortSignal;
}

/**
 * Notes in the read models when each device was last heard of, behind what records its readings: while
 * much is recorded, what is noted comes later, and each device's newest reading alone.
 */
export class LastHeard {
  readonly #options: LastHeardOptions;
  readonly #outage: Outage;
  /** By the device, in the order in which they are to be noted. */
  readonly #pending = new Map<string, number>();

  constructor(options: LastHeardOptions) {
    this.#options = options;
    this.#outage = new Outage(options.log);
  }

  /** Readings were recorded. One of a clock that is ahead counts as taken now. */
  heard(readings: readonly LastReading[], now = Date.now()): void {
    for (const { deviceId, at } of readings) {
      const taken = Math.min(at, now);
      if (taken > (this.#pending.get(deviceId) ?? 0)) this.#pending.set(deviceId, taken);
    }
  }

  /** Notes until the signal aborts, and what is left then. */
  async run(): Promise<void> {
    const { signal } = this.#options;
    while (!signal.aborted) {
      const startedAt = performance.now();
      const isMore = await this.#note();
      const took = performance.now() - startedAt;
      await delay(isMore ? REST * took : Math.max(INTERVAL_MS, REST * took), signal);
    }
    await this.#note();
  }

  /** Notes those that wait the longest; resolves to whether others wait. */
  async #note(): Promise<boolean> {
    const some = [...this.#pending.entries().take(AT_ONCE)];
    if (some.length === 0) return false;
    for (const [deviceId] of some) this.#pending.delete(deviceId);
    const readings = some.map(([deviceId, at]) => ({ deviceId, at }));
    try {
      await this.#options.lastReadings.note(readings);
      this.#outage.ended('It is noted again when devices were last heard of.');
    } catch (error) {
      this.heard(readings);
      const { message } = error as Error;
      this.#outage.began(`It is not noted when devices were last heard of: ${message}.`);
      return false;
    }
    return this.#pending.size > 0;
  }
}
