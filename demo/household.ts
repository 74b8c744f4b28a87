import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { type ExpectedHours, expectedHours, readRows } from './ground-truth.ts';

const COMMAND_LINE = path.join(import.meta.dirname, '../cli/main.ts');
const SIMULATOR = path.join(import.meta.dirname, '../simulator/main.ts');
const CSV = path.join(import.meta.dirname, 'household-fortnight.csv');
const INTERVAL_MS = 600_000;
const DAYS = 14;

const run = promisify(execFile);

/** A household of the demo: one meter in one zone, which sends the fortnight over and over. */
export class Household {
  readonly city: string;
  readonly timeZone: string;
  readonly limit: number;
  readonly id: string;
  /** The start of its local day a fortnight ago, and of today: milliseconds since 1970, UTC. */
  readonly from: number;
  readonly today: number;

  private constructor(home: Home, id: string, now: number) {
    this.city = home.city;
    this.timeZone = home.timeZone;
    this.limit = home.limit;
    this.id = id;
    const midnight = Temporal.Instant.fromEpochMilliseconds(now)
      .toZonedDateTimeISO(home.timeZone)
      .startOfDay();
    this.today = midnight.epochMilliseconds;
    this.from = midnight.subtract({ days: DAYS }).epochMilliseconds;
  }

  /** Registers the household's device by the command line, as an operator does. */
  static async register(home: Home, env: NodeJS.ProcessEnv, now: number): Promise<Household> {
    const { stdout } = await run(
      process.execPath,
      [
        COMMAND_LINE,
        ...['devices', 'register', '--description', `Household in ${home.city}`],
        ...['--address', home.address, '--limit', String(home.limit)],
        ...['--time-zone', home.timeZone],
      ],
      { env },
    );
    return new Household(home, stdout.trim(), now);
  }

  /** Sends the fortnight up to today, as fast as the broker takes it; resolves to how many readings. */
  async backfill(env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<number> {
    const range = ['--from', instant(this.from), '--to', instant(this.today)];
    await this.#simulate([...range, '--speed', 'max'], env, signal);
    return Math.ceil((this.today - this.from) / INTERVAL_MS);
  }

  /** Measures from the beginning of today on, faster than time passes until the present is reached. */
  async measureLive(
    env: NodeJS.ProcessEnv,
    signal: AbortSignal,
    speed: number,
    to?: number,
  ): Promise<void> {
    const end = to === undefined ? [] : ['--to', instant(to)];
    const range = ['--from', instant(this.today), ...end];
    await this.#simulate([...range, '--speed', String(speed)], env, signal);
  }

  /** What the hours must be once it has measured up to an instant. */
  expectedHours(to: number): ExpectedHours {
    const rows = readRows(CSV);
    return new Map([
      ...expectedHours(rows, this.from, this.today, this.timeZone),
      ...expectedHours(rows, this.today, to, this.timeZone),
    ]);
  }

  /** The local days of the fortnight and today, as dates. */
  days(): string[] {
    const today = Temporal.Instant.fromEpochMilliseconds(this.today)
      .toZonedDateTimeISO(this.timeZone)
      .toPlainDate();
    return Array.from({ length: DAYS + 1 }, (_, ago) =>
      today.subtract({ days: DAYS - ago }).toString(),
    );
  }

  async #simulate(range: string[], env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<void> {
    const meter = ['--device', this.id, '--file', CSV, '--column', 'appliances_wh', '--unit', 'Wh'];
    await run(process.execPath, [SIMULATOR, ...meter, '--loop', ...range], {
      env,
      signal,
      maxBuffer: Number.POSITIVE_INFINITY,
    });
  }
}

export interface Home {
  readonly city: string;
  readonly address: string;
  readonly timeZone: string;
  /** In kWh. */
  readonly limit: number;
}

function instant(at: number): string {
  return new Date(at).toISOString();
}
