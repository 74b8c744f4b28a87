import { setTimeout as sleep } from 'node:timers/promises';
import type { Api, Day } from './api.ts';
import { type Bar, barChart } from './bar-chart.ts';
import { compare } from './comparison.ts';
import { type Home, Household } from './household.ts';

const HOMES: readonly Home[] = [
  { city: 'Brussels', address: 'Rue de la Loi 16', timeZone: 'Europe/Brussels', limit: 2 },
  { city: 'Kolkata', address: 'Park Street 12', timeZone: 'Asia/Kolkata', limit: 1.5 },
  { city: 'New York', address: 'Broadway 120', timeZone: 'America/New_York', limit: 2.5 },
];
const INTERVAL_MS = 600_000;
/** A day takes two and a half minutes; ten seconds where the demo is to come to its end. */
const LIVE_SPEED = 600;
const LIVE_SPEED_TO_EXIT = 8_640;
const POLL_MS = 200;
const STATUS_EVERY_MS = 10_000;
const COMPARISON_PATIENCE_MS = 60_000;

export interface ShowOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly api: Api;
  readonly signal: AbortSignal;
  /** Whether to end with a comparison instead of going on. */
  readonly exit: boolean;
}

/**
 * Shows the platform at work, from registering devices to yesterday's chart.
 *
 * @returns the exit code: 1 where an hour differs from the ground truth
 * @throws the signal's reason where it aborts
 */
export async function showPlatform({ env, api, signal, exit }: ShowOptions): Promise<number> {
  const now = Date.now();
  console.log('Starting the platform …');
  await until(() => api.isReady(), signal);

  const households = await Promise.all(HOMES.map((home) => Household.register(home, env, now)));
  for (const { city, timeZone, id } of households) {
    console.log(`Registered the meter of a household in ${city} (${timeZone}): ${id}`);
  }

  const started = performance.now();
  const sent = await Promise.all(households.map((household) => household.backfill(env, signal)));
  const readings = sent.reduce((sum, count) => sum + count, 0);
  const seconds = ((performance.now() - started) / 1_000).toFixed(1);
  console.log(`Sent ${readings} readings of the past fortnight in ${seconds} s.`);

  const present = now - (now % INTERVAL_MS) + INTERVAL_MS;
  const live = Promise.all(
    households.map((household) =>
      exit
        ? household.measureLive(env, signal, LIVE_SPEED_TO_EXIT, present)
        : household.measureLive(env, signal, LIVE_SPEED),
    ),
  );
  live.catch(() => undefined); // Told where it is awaited.
  const [first] = households as [Household];
  console.log(`\n${yesterdayChart(first, await yesterday(first, api, signal))}\n`);
  console.log('Live meters are sending today’s readings, faster than time passes, up to now.');
  console.log(`The API is at ${api.url}; for example`);
  console.log(`  curl '${api.consumptionUrl(first.id, first.days().at(-1)!)}'`);

  if (exit) {
    await live;
    return compareAll(households, api, present, signal);
  }
  console.log('Ctrl-C ends the demo and removes its data.\n');
  await Promise.race([live, reportStatus(households, api, signal)]);
  return 0;
}

async function yesterday(household: Household, api: Api, signal: AbortSignal): Promise<Day> {
  const date = household.days().at(-2)!;
  let day: Day | undefined;
  await until(async () => {
    day = await api.consumption(household.id, date);
    return day.hours.every(({ readings }) => readings === 6);
  }, signal);
  return day!;
}

function yesterdayChart({ city, timeZone }: Household, day: Day): string {
  const bars: readonly Bar[] = day.hours;
  return barChart(bars, {
    title: `Yesterday (${day.day}) in ${city}, ${timeZone}: ${day.total.toFixed(2)} kWh`,
    limit: day.maxHourlyConsumption,
    width: 48,
    colour: process.stdout.isTTY === true,
  });
}

async function reportStatus(
  households: readonly Household[],
  api: Api,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    await sleep(STATUS_EVERY_MS, undefined, { signal });
    const today = await Promise.all(
      households.map(async (household) => {
        const { hours, total } = await api.consumption(household.id, household.days().at(-1)!);
        const running = hours.findLast(({ energy }) => energy !== null)?.label ?? '–';
        return `${household.city} ${total.toFixed(2)} kWh (hour of ${running})`;
      }),
    );
    console.log(`Today so far: ${today.join(', ')}`);
  }
}

async function compareAll(
  households: readonly Household[],
  api: Api,
  present: number,
  signal: AbortSignal,
): Promise<number> {
  console.log('\nComparing every hour with the sum of its rows in the CSV file …');
  const patience = AbortSignal.any([signal, AbortSignal.timeout(COMPARISON_PATIENCE_MS)]);
  let exitCode = 0;
  for (const household of households) {
    const expected = household.expectedHours(present);
    let result = await compare(household, expected, api);
    while (result.differences.length > 0 && !patience.aborted) {
      await sleep(POLL_MS, undefined, { signal });
      result = await compare(household, expected, api);
    }
    const { hours, differences } = result;
    console.log(`${household.city}: ${hours} hours compared, ${differences.length} differ.`);
    for (const difference of differences.slice(0, 20)) console.log(`  ${difference}`);
    if (differences.length > 0) exitCode = 1;
  }
  console.log(exitCode === 0 ? 'Every hour is exactly right.' : 'The platform got hours wrong.');
  return exitCode;
}

async function until(reached: () => Promise<boolean>, signal: AbortSignal): Promise<void> {
  while (!(await reached())) await sleep(POLL_MS, undefined, { signal });
}
