import { kilowattHours, type MicrowattHours } from '@energy/domain';
import type { EngineLog } from '@energy/engines';

/** The progress of a meter or a fleet. */
export interface Status {
  /** Readings that the broker has confirmed. */
  readonly delivered: number;
  /** Readings in the outbox. */
  readonly waiting: number;
  readonly lastEnergy: MicrowattHours | undefined;
  /** The instant of the last reading: milliseconds since 1970, UTC. */
  readonly clock: number | undefined;
}

/** "19,735 sent, 2.0/s | outbox 0 | last 0.06 kWh | clock 2016-05-27T16:00:00Z" */
export function statusLine(status: Status, perSecond: number): string {
  const { delivered, waiting, lastEnergy, clock } = status;
  const parts = [
    `${grouped(delivered)} sent, ${shownRate(perSecond)}`,
    `outbox ${grouped(waiting)}`,
  ];
  if (lastEnergy !== undefined) parts.push(`last ${kilowattHours(lastEnergy)} kWh`);
  if (clock !== undefined) parts.push(`clock ${toTheSecond(clock)}`);
  return parts.join(' | ');
}

function toTheSecond(instant: number): string {
  return Temporal.Instant.fromEpochMilliseconds(instant).toString({ smallestUnit: 'second' });
}

/** A rate in the largest unit of time that it needs: "52,000/s", "2.5/s", "30/min", "6/h". */
export function shownRate(perSecond: number): string {
  if (perSecond >= 100) return `${grouped(Math.round(perSecond))}/s`;
  if (perSecond >= 1) return `${perSecond.toFixed(1)}/s`;
  if (perSecond * 60 >= 1) return `${Math.round(perSecond * 60)}/min`;
  return `${Math.round(perSecond * 3_600)}/h`;
}

/** A whole number with its thousands grouped. */
export function grouped(count: number): string {
  return count.toLocaleString('en-US');
}

/** "1 reading", "2,000 readings". */
export function counted(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** A rate over the time last past, from the counts that were seen now and then. */
export class RateWindow {
  readonly #windowMs: number;
  #seen: { at: number; count: number }[] = [];

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  /** Notes that `count` was reached at `at` (ms); returns the rate per second over the window. */
  perSecond(at: number, count: number): number {
    this.#seen.push({ at, count });
    const outside = this.#seen.findLastIndex((sample) => sample.at <= at - this.#windowMs);
    if (outside > 0) this.#seen.splice(0, outside);
    const [first] = this.#seen;
    return first && first.at < at ? ((count - first.count) / (at - first.at)) * 1_000 : 0;
  }
}

/** A destination of lines: a terminal, a file or a pipe. */
export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface ProgressOptions {
  stdout: Output;
  stderr: Output;
  status(): Status;
  /** Over how much of the past the rate is taken, in milliseconds. */
  rateWindowMs: number;
}

const TERMINAL_EVERY_MS = 250;
const LOG_EVERY_MS = 10_000;

const TO_LINE_START = '\r';
const CLEAR_LINE = '\r\u001b[K';

/**
 * Shows how far things are: on a terminal one line, rewritten in place, below everything else that
 * is said; in a log a plain line every ten seconds.
 */
export class Progress implements EngineLog {
  readonly #options: ProgressOptions;
  readonly #rate: RateWindow;
  readonly #inPlace: boolean;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: ProgressOptions) {
    this.#options = options;
    this.#rate = new RateWindow(options.rateWindowMs);
    this.#inPlace = options.stdout.isTTY === true;
  }

  start(message: string): void {
    this.info(message);
    this.#currentLine();
    const everyMs = this.#inPlace ? TERMINAL_EVERY_MS : LOG_EVERY_MS;
    this.#timer = setInterval(() => this.#show(), everyMs);
  }

  info(message: string): void {
    this.#say(this.#options.stdout, message);
  }

  warn(message: string): void {
    this.#say(this.#options.stderr, message);
  }

  /** Says the last line; nothing is rewritten after it. */
  stop(message: string): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.info(message);
  }

  #say(output: Output, message: string): void {
    if (this.#inPlace) this.#options.stdout.write(CLEAR_LINE);
    output.write(`${message}\n`);
    if (this.#inPlace && this.#timer) this.#show();
  }

  #show(): void {
    const { stdout } = this.#options;
    const line = this.#currentLine();
    if (!this.#inPlace) stdout.write(`${line}\n`);
    else stdout.write(`${CLEAR_LINE}${line.slice(0, (stdout.columns ?? 80) - 1)}${TO_LINE_START}`);
  }

  #currentLine(): string {
    const status = this.#options.status();
    return statusLine(status, this.#rate.perSecond(performance.now(), status.delivered));
  }
}
