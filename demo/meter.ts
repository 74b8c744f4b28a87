import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

const SIMULATOR = path.join(import.meta.dirname, '../simulator/main.ts');
/** Readings of a household over a fortnight, which every meter of the demo sends over and over. */
export const CSV = path.join(import.meta.dirname, 'household-fortnight.csv');

const run = promisify(execFile);

export interface Span {
  /** Milliseconds since 1970, UTC. */
  readonly from: number;
  /** The meter runs for ever by default. */
  readonly to?: number | undefined;
  /** Multiple of real time; `max` is as fast as the broker accepts readings. */
  readonly speed: number | 'max';
}

/** Runs the simulator as the meter of a device; resolves when it has sent all readings. */
export async function sendReadings(
  deviceId: string,
  { from, to, speed }: Span,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<void> {
  const file = ['--file', CSV, '--column', 'appliances_wh', '--unit', 'Wh', '--loop'];
  const end = to === undefined ? [] : ['--to', instant(to)];
  const span = ['--from', instant(from), ...end, '--speed', String(speed)];
  await run(process.execPath, [SIMULATOR, '--device', deviceId, ...file, ...span], {
    env,
    signal,
    maxBuffer: Number.POSITIVE_INFINITY,
  });
}

function instant(at: number): string {
  return new Date(at).toISOString();
}
