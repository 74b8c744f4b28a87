import { setTimeout as sleep } from 'node:timers/promises';
import { type Api, type Day, signInAdministrator } from '@energy/testing/api';
import { showAlert } from './alert.ts';
import { type Bar, barChart } from './bar-chart.ts';
import { keepChatting, showChat } from './chat.ts';
import { compare } from './comparison.ts';
import { compareCosts } from './cost-comparison.ts';
import { type Home, Household } from './household.ts';
import { registerNewClient, waitForOneTimePassword, waitUntilReady } from './startup.ts';
import { billHouseholds } from './tariff.ts';
import { compareYear, type DeviceOfYear, sendYear } from './year-history.ts';

const HOMES: readonly Home[] = [
  {
    city: 'Brussels',
    client: 'Emma',
    address: 'Rue de la Loi 16',
    timeZone: 'Europe/Brussels',
    limit: 2,
  },
  {
    city: 'Kolkata',
    client: 'Arjun',
    address: 'Park Street 12',
    timeZone: 'Asia/Kolkata',
    limit: 1.5,
  },
  {
    city: 'New York',
    client: 'Grace',
    address: 'Broadway 120',
    timeZone: 'America/New_York',
    limit: 2.5,
  },
];
const INTERVAL_MS = 600_000;
/** A day takes two and a half minutes; ten seconds where the demo ends by itself. */
const LIVE_SPEED = 600;
const LIVE_SPEED_TO_EXIT = 8_640;
const POLL_MS = 200;
const STATUS_EVERY_MS = 10_000;
const COMPARISON_TIMEOUT_MS = 60_000;

export interface ShowOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly api: Api;
  readonly signal: AbortSignal;
  /** The first administrator's one-time password; undefined until it is printed. */
  readonly findOneTimePassword: () => string | undefined;
  /** Ends with a comparison instead of running until it is stopped. */
  readonly exit: boolean;
}

/**
 * Shows the platform at work, from registering devices to yesterday's chart.
 *
 * @returns the exit code: 1 where an hour differs from the ground truth
 * @throws the signal's reason where it aborts
 */
export async function showPlatform(options: ShowOptions): Promise<number> {
  const { env, api, signal, exit, findOneTimePassword } = options;
  const now = Date.now();
  console.log('Starting the platform …');
  await waitUntilReady(`http://127.0.0.1:${env.GATEWAY_METRICS_PORT}/health/ready`, signal);

  const oneTimePassword = await waitForOneTimePassword(findOneTimePassword, signal);
  const administrator = await signInAdministrator(api, oneTimePassword);
  const households = (await Promise.all(
    HOMES.map(async (home) => {
      const owner = await registerNewClient(administrator, home.client);
      return Household.register(home, administrator, owner, now);
    }),
  )) as [Household, Household, ...Household[]];
  for (const { city, timeZone, id, owner } of households) {
    console.log(`${owner.name} owns the meter of a household in ${city} (${timeZone}): ${id}`);
  }

  await billHouseholds(administrator, households);

  const started = performance.now();
  const sent = await Promise.all(households.map((household) => household.backfill(env, signal)));
  const readings = sent.reduce((sum, count) => sum + count, 0);
  const seconds = ((performance.now() - started) / 1_000).toFixed(1);
  console.log(`Sent ${readings} readings of the past fortnight in ${seconds} s.`);

  const [first] = households;
  const present = now - (now % INTERVAL_MS) + INTERVAL_MS;
  // Before the live readings: their alerts are newer than the late ones of the year.
  const year = await sendYear({ household: first, administrator, env, to: present });
  console.log(`${first.owner.name}’s ${list(year)} have a year of readings.`);

  const live = Promise.all(
    households.map((household) =>
      exit
        ? household.measureLive(env, signal, LIVE_SPEED_TO_EXIT, present)
        : household.measureLive(env, signal, LIVE_SPEED),
    ),
  );
  live.catch(() => undefined); // Rejects where it is awaited.
  console.log(`\n${yesterdayChart(first, await yesterday(first, signal))}\n`);
  const overheard = await showAlert({ administrator, households, env, signal });
  const clients = [households[0].owner, households[1].owner] as const;
  const grpcAddress = new URL(env.CHAT_GRPC_URL!).host;
  const chat = { administrator, clients, grpcAddress, signal };
  const overseen = await showChat(chat);
  console.log('Live meters are sending today’s readings, faster than time passes, up to now.');
  const { name, password } = first.owner;
  console.log(`Open ${new URL(api.url).origin} and sign in as ${name}, password ${password}`);
  console.log(`(or as ${administrator.name}, password ${administrator.password}). By programs:`);
  console.log(`${signInExample(api, first)}\n`);
  if (exit) {
    await live;
    return Math.max(
      overheard,
      overseen,
      await seenByOwnersAlone(households),
      await compareAll(households, present, signal),
      await compareAllCosts(households, present, signal),
      await compareYears(year, signal),
    );
  }
  console.log('Ctrl-C ends the demo and removes its data.\n');
  await Promise.race([live, reportStatus(households, signal), keepChatting(chat, signal)]);
  return 0;
}

async function yesterday(household: Household, signal: AbortSignal): Promise<Day> {
  const date = household.days().at(-2)!;
  let day: Day | undefined;
  await until(async () => {
    day = await household.day(date);
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

async function reportStatus(households: readonly Household[], signal: AbortSignal): Promise<void> {
  for (;;) {
    await sleep(STATUS_EVERY_MS, undefined, { signal });
    const today = await Promise.all(
      households.map(async (household) => {
        const { hours, total } = await household.dayByNow();
        const running = hours.findLast(({ energy }) => energy !== null)?.label ?? '–';
        return `${household.city} ${total.toFixed(2)} kWh (hour of ${running})`;
      }),
    );
    console.log(`Today so far: ${today.join(', ')}`);
  }
}

/** Checks that a device is not found by other clients; resolves to the exit code. */
async function seenByOwnersAlone(households: readonly Household[]): Promise<number> {
  for (const { id, city, owner } of households) {
    for (const other of households) {
      const { status } = await other.owner.api.send('GET', `/devices/${id}`);
      if (status === (other.owner === owner ? 200 : 404)) continue;
      console.log(`${other.owner.name} was answered ${status} for the meter in ${city}.`);
      return 1;
    }
  }
  console.log('Each client sees their own meter; for the others’ they are answered 404.');
  return 0;
}

async function compareAll(
  households: readonly Household[],
  present: number,
  signal: AbortSignal,
): Promise<number> {
  console.log('\nComparing every hour with the sum of its rows in the CSV file …');
  const timeout = AbortSignal.any([signal, AbortSignal.timeout(COMPARISON_TIMEOUT_MS)]);
  let exitCode = 0;
  for (const household of households) {
    const expected = household.expectedHours(present);
    let result = await compare(household, expected);
    while (result.differences.length > 0 && !timeout.aborted) {
      await sleep(POLL_MS, undefined, { signal });
      result = await compare(household, expected);
    }
    const { hours, differences } = result;
    console.log(`${household.city}: ${hours} hours compared, ${differences.length} differ.`);
    for (const difference of differences.slice(0, 20)) console.log(`  ${difference}`);
    if (differences.length > 0) exitCode = 1;
  }
  console.log(exitCode === 0 ? 'Every hour is exactly right.' : 'The platform got hours wrong.');
  return exitCode;
}

async function compareAllCosts(
  households: readonly Household[],
  present: number,
  signal: AbortSignal,
): Promise<number> {
  console.log('\nComparing every bill with a sum of its own …');
  const timeout = AbortSignal.any([signal, AbortSignal.timeout(COMPARISON_TIMEOUT_MS)]);
  let exitCode = 0;
  for (const household of households) {
    const expected = household.expectedHours(present);
    let result = await compareCosts(household, expected);
    while (result.differences.length > 0 && !timeout.aborted) {
      await sleep(POLL_MS, undefined, { signal });
      result = await compareCosts(household, expected);
    }
    const { cents, differences } = result;
    const euros = Number(cents.reduce((sum, each) => sum + each, 0n)) / 100;
    console.log(`${household.city}: ${euros.toFixed(2)} EUR, ${differences.length} bills differ.`);
    for (const difference of differences) console.log(`  ${difference}`);
    if (differences.length > 0) exitCode = 1;
  }
  console.log(exitCode === 0 ? 'Every bill is exactly right.' : 'The platform got bills wrong.');
  return exitCode;
}

async function compareYears(
  devices: readonly DeviceOfYear[],
  signal: AbortSignal,
): Promise<number> {
  console.log('\nComparing every month of the year with a sum of its own …');
  const differences = (
    await Promise.all(devices.map((device) => compareYear(device, signal)))
  ).flat();
  for (const difference of differences) console.log(`  ${difference}`);
  const isRight = differences.length === 0;
  console.log(isRight ? 'Every month is exactly right.' : 'The platform got months wrong.');
  return isRight ? 0 : 1;
}

function list(devices: readonly DeviceOfYear[]): string {
  const names = devices.map(({ description }) => description.toLowerCase());
  return new Intl.ListFormat('en').format(names);
}

function signInExample({ url }: Api, { id, owner }: Household): string {
  const { name, password } = owner;
  const credentials = JSON.stringify({ name, password });
  const jar = '/tmp/energy-demo-cookies';
  return [
    `  curl -c ${jar} -H 'content-type: application/json' -d '${credentials}' ${url}/session`,
    `  curl -b ${jar} '${url}/devices/${id}/consumption'`,
  ].join('\n');
}

async function until(reached: () => Promise<boolean>, signal: AbortSignal): Promise<void> {
  while (!(await reached())) await sleep(POLL_MS, undefined, { signal });
}
