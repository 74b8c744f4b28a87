import { statSync } from 'node:fs';
import { type MeterClock, systemTime, ticks } from './clock.ts';
import { csvValues } from './csv-values.ts';
import { type Delivery, deliver } from './delivery.ts';
import { intervals, Meter } from './meter.ts';
import type { MeterOptions } from './options.ts';
import { counted, shownRate } from './progress.ts';
import { IntervalRows, RegisterRows } from './register.ts';
import { InvalidOption } from './settings.ts';

const SHORTEST_RATE_WINDOW_MS = 10_000;
const RATE_WINDOW_INTERVALS = 3;

/**
 * Runs one meter to its end.
 *
 * @returns the exit code
 * @throws InvalidOption where a setting turns out not to fit the file or the broker
 */
export async function runMeter(options: MeterOptions): Promise<number> {
  requireFile(options.file);
  const { clock, device, file } = options;
  const delivery: Delivery = {
    brokerUrl: options.brokerUrl,
    create: options.create,
    title: `meter ${device}: ${file}, ${describeClock(clock)}`,
    rateWindowMs: Math.max(SHORTEST_RATE_WINDOW_MS, RATE_WINDOW_INTERVALS * realIntervalMs(clock)),
    source(outbox, log) {
      const meter = new Meter({
        device,
        outbox,
        log,
        onBadRow: options.onBadRow,
        ...(options.values === 'registers' && { reads: 'register' }),
      });
      const openFile = () => csvValues(file, options.layout, warnOfHeader);
      const warnOfHeader = (text: string) =>
        log.warn(
          `the first line of ${file} is taken for its header, but reads like a value (${text}); if it is one, say --no-header`,
        );
      const rows =
        options.values === 'differences'
          ? new RegisterRows(options.unit)
          : new IntervalRows(options.unit);
      return {
        status: () => ({ lastEnergy: meter.lastEnergy, clock: meter.clock }),
        run: (signal) =>
          meter.run(intervals(openFile, rows, options), ticks(clock, systemTime, signal)),
        summary: (delivered, seconds) => summary(delivered, seconds, meter.badRows),
      };
    },
  };
  return deliver(delivery);
}

function summary(delivered: number, seconds: number, badRows: number): string {
  const sent = `${counted(delivered, 'reading')} sent in ${seconds.toFixed(1)} s`;
  const rate = shownRate(delivered / seconds);
  return `${sent}, ${rate}${badRows > 0 ? `; ${counted(badRows, 'bad row')} skipped` : ''}`;
}

function requireFile(file: string): void {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found && !found.isDirectory()) return;
  throw new InvalidOption(`--file (SIMULATOR_FILE) must be a file, but there is none at ${file}`);
}

function describeClock(clock: MeterClock): string {
  const every = `a reading every ${Temporal.Duration.from({ milliseconds: clock.intervalMs }).round({ largestUnit: 'hours' }).toLocaleString('en-US', { style: 'narrow' })}`;
  if (clock.kind === 'local') return `${every} by the local clock`;
  const from = new Date(clock.from).toISOString();
  const pace =
    clock.speed === Number.POSITIVE_INFINITY
      ? 'at full speed'
      : `at ${clock.speed} times real time`;
  return `${every} from ${from} on, ${pace}`;
}

function realIntervalMs(clock: MeterClock): number {
  return clock.kind === 'local' ? clock.intervalMs : clock.intervalMs / clock.speed;
}
