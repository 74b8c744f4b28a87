import type { Random } from './random.ts';

/**
 * - `kill`: SIGKILL; the service starts again when the fault is over.
 * - `pause`: SIGSTOP, then SIGCONT.
 * - `cut`: every open connection is reset.
 * - `blackhole`: nothing that is sent arrives, then every open connection is reset.
 * - `wrong-clock`: the service is killed and runs with a clock that is wrong, then with the right one.
 * - `full-disk`: no file of the embedded engines can grow.
 * - `restart-broker`: RabbitMQ stops, and starts again.
 */
export type FaultKind =
  | 'kill'
  | 'pause'
  | 'cut'
  | 'blackhole'
  | 'wrong-clock'
  | 'full-disk'
  | 'restart-broker';

export interface Fault {
  readonly kind: FaultKind;
  /** A service, a connection, or what else the kind of fault is done to. */
  readonly target: string;
  /** Milliseconds after the beginning. */
  readonly at: number;
  readonly durationMs: number;
  /** Added to the clock of a service, in milliseconds; 0 for other kinds. */
  readonly clockOffsetMs: number;
}

/** The targets that there are for each kind of fault. */
export type Targets = Readonly<Record<FaultKind, readonly string[]>>;

const GAP_MS = { least: 500, greatest: 5_000 };
const DURATION_MS: Readonly<Record<FaultKind, readonly [least: number, greatest: number]>> = {
  kill: [0, 3_000],
  pause: [1_000, 12_000],
  cut: [0, 0],
  blackhole: [1_000, 8_000],
  'wrong-clock': [5_000, 15_000],
  'full-disk': [2_000, 6_000],
  'restart-broker': [1_000, 4_000],
};
const MAX_CLOCK_OFFSET_MS = 120_000;

export interface ScheduleOptions {
  readonly durationMs: number;
  readonly targets: Targets;
}

/**
 * Plans the faults of a run, in order. A target has one fault at a time, and every fault is over when
 * the run is.
 */
export function planFaults(random: Random, { durationMs, targets }: ScheduleOptions): Fault[] {
  const kinds = (Object.keys(targets) as FaultKind[]).filter((kind) => targets[kind].length > 0);
  const busyUntil = new Map<string, number>();
  const faults: Fault[] = [];
  let at = random.integer(GAP_MS.least, GAP_MS.greatest);
  for (; at < durationMs; at += random.integer(GAP_MS.least, GAP_MS.greatest)) {
    const kind = random.pick(kinds);
    const fault = {
      kind,
      target: random.pick(targets[kind]),
      at,
      durationMs: random.integer(...DURATION_MS[kind]),
      clockOffsetMs:
        kind === 'wrong-clock' ? random.integer(-MAX_CLOCK_OFFSET_MS, MAX_CLOCK_OFFSET_MS) : 0,
    };
    const end = at + fault.durationMs;
    if (end > durationMs || at <= (busyUntil.get(fault.target) ?? -1)) continue;
    busyUntil.set(fault.target, end);
    faults.push(fault);
  }
  return faults;
}

/** One line for people, such as `12.3 s: pause projector for 2.5 s`. */
export function describeFault({ kind, target, at, durationMs, clockOffsetMs }: Fault): string {
  const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
  const clock = clockOffsetMs === 0 ? '' : `, clock wrong by ${seconds(clockOffsetMs)}`;
  const duration = durationMs === 0 ? '' : ` for ${seconds(durationMs)}`;
  return `${seconds(at)}: ${kind} ${target}${duration}${clock}`;
}
