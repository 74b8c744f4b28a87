import { type Day, type Person, registerDevice } from '@energy/testing/api';
import { type ExpectedHours, expectedHours, readRows } from './ground-truth.ts';
import { CSV, sendReadings } from './meter.ts';

const INTERVAL_MS = 600_000;
const DAYS = 14;

/** A household of the demo: one meter in one time zone, which sends the fortnight over and over. */
export class Household {
  readonly city: string;
  readonly address: string;
  readonly timeZone: string;
  readonly limit: number;
  readonly id: string;
  readonly owner: Person;
  /** Start of its local day a year and a fortnight ago, and of today: milliseconds since 1970, UTC. */
  readonly yearAgo: number;
  readonly from: number;
  readonly today: number;

  private constructor(home: Home, id: string, owner: Person, now: number) {
    this.owner = owner;
    this.city = home.city;
    this.address = home.address;
    this.timeZone = home.timeZone;
    this.limit = home.limit;
    this.id = id;
    const midnight = Temporal.Instant.fromEpochMilliseconds(now)
      .toZonedDateTimeISO(home.timeZone)
      .startOfDay();
    this.today = midnight.epochMilliseconds;
    this.yearAgo = midnight.subtract({ years: 1 }).epochMilliseconds;
    this.from = midnight.subtract({ days: DAYS }).epochMilliseconds;
  }

  /** Registers the household's device and assigns it, as an administrator; the owner then sees it. */
  static async register(
    home: Home,
    administrator: Person,
    owner: Person,
    now: number,
  ): Promise<Household> {
    const device = {
      description: `Household in ${home.city}`,
      address: home.address,
      maxHourlyConsumption: home.limit,
      timeZone: home.timeZone,
    };
    const id = await registerDevice(administrator, owner, device);
    return new Household(home, id, owner, now);
  }

  /** Sends the fortnight up to today, as fast as the broker accepts it; resolves to the number of readings. */
  async backfill(env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<number> {
    const fortnight = { from: this.from, to: this.today, speed: 'max' } as const;
    await sendReadings(this.id, fortnight, env, signal);
    return Math.ceil((this.today - this.from) / INTERVAL_MS);
  }

  /** Sends readings from the start of today on, faster than real time until they reach the present. */
  async measureLive(
    env: NodeJS.ProcessEnv,
    signal: AbortSignal,
    speed: number,
    to?: number,
  ): Promise<void> {
    await sendReadings(this.id, { from: this.today, to, speed }, env, signal);
  }

  /** Computes the expected hours of a meter that has sent its readings up to an instant. */
  expectedHours(to: number): ExpectedHours {
    const rows = readRows(CSV);
    return new Map([
      ...expectedHours(rows, this.from, this.today, this.timeZone),
      ...expectedHours(rows, this.today, to, this.timeZone),
    ]);
  }

  /** Loads a day as its owner. */
  day(date: string): Promise<Day> {
    return this.owner.api.consumption(this.id, date);
  }

  /** Loads today's hours so far, as their owner. */
  dayByNow(): Promise<Day> {
    return this.day(this.#dateAt(Date.now()).toString());
  }

  #dateAt(at: number): Temporal.PlainDate {
    return Temporal.Instant.fromEpochMilliseconds(at)
      .toZonedDateTimeISO(this.timeZone)
      .toPlainDate();
  }

  /** Local dates of the fortnight and of the day after it, on which the demo began. */
  days(): string[] {
    const today = this.#dateAt(this.today);
    return Array.from({ length: DAYS + 1 }, (_, ago) =>
      today.subtract({ days: DAYS - ago }).toString(),
    );
  }

  /** Local dates of the fortnight up to the present one. */
  daysUntilNow(): string[] {
    const today = this.#dateAt(Date.now()).toString();
    const days = this.days();
    return days.at(-1) === today ? days : [...days, today];
  }
}

export interface Home {
  /** Name of the client who lives there. */
  readonly client: string;
  readonly city: string;
  readonly address: string;
  readonly timeZone: string;
  /** In kWh. */
  readonly limit: number;
}
