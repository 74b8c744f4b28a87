import type { Reading } from '@energy/measurements';
import { systemTime } from './clock.ts';
import { deliver } from './delivery.ts';
import { fleetReadings, Pace, withFaults } from './fleet.ts';
import type { FleetOptions } from './fleet-options.ts';
import type { Outbox } from './outbox.ts';
import { counted, shownRate } from './progress.ts';

const RATE_WINDOW_MS = 5_000;
/** A fleet is stopped within moments: what it has made is what it has sent, but for these. */
const OUTBOX_CAPACITY = 10_000;

/**
 * Runs a fleet to its end.
 *
 * @returns the exit code
 * @throws InvalidOption where the broker's URL is none
 */
export async function runFleet(options: FleetOptions): Promise<number> {
  const { plan, rate } = options;
  const from = new Date(plan.from).toISOString();
  const pace = rate === Number.POSITIVE_INFINITY ? 'at full speed' : `at ${shownRate(rate)}`;
  return deliver({
    brokerUrl: options.brokerUrl,
    create: options.create,
    title: `fleet of ${counted(plan.devices.length, 'meter')} from ${from} on, ${pace}`,
    rateWindowMs: RATE_WINDOW_MS,
    outboxCapacity: OUTBOX_CAPACITY,
    source(outbox) {
      const fleet = new Fleet(options, outbox);
      return {
        status: () => ({ lastEnergy: fleet.last?.energy, clock: fleet.last?.at }),
        run: (signal) => fleet.run(signal),
        summary: (delivered, seconds) =>
          `${counted(delivered, 'reading')} sent in ${seconds.toFixed(2)} s: ${shownRate(delivered / seconds)}`,
      };
    },
  });
}

class Fleet {
  readonly #options: FleetOptions;
  readonly #outbox: Outbox;
  #last: Reading | undefined;

  constructor(options: FleetOptions, outbox: Outbox) {
    this.#options = options;
    this.#outbox = outbox;
  }

  get last(): Reading | undefined {
    return this.#last;
  }

  async run(signal: AbortSignal): Promise<string> {
    const { plan, faults, rate, durationMs = Number.POSITIVE_INFINITY } = this.#options;
    const pace = new Pace(rate, systemTime);
    const end = performance.now() + durationMs;
    for (const reading of withFaults(fleetReadings(plan), faults)) {
      await pace.turn(signal);
      if (performance.now() >= end) return 'the time is over';
      await this.#outbox.put(reading);
      this.#last = reading;
    }
    if (Number.isFinite(plan.readings)) return 'every reading is made';
    return 'the clocks have reached the present; start --from earlier, shorten --interval or take more --devices to send for longer';
  }
}
