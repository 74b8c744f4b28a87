import { householdReadings } from '@energy/testing';
import { type Account, ServedPlatform } from '@energy/testing/platform';
import { registerDevices } from '../ingest/load.ts';
import { type HomeTimes, homeTimes } from './home.ts';
import { chartDrawing, consoleInteractions, signInAt } from './interactions.ts';
import { MeasuringBrowser, type Scores } from './lighthouse.ts';

const DEVICES = 10_000;
const DAYS = 14;
const TIME_ZONE = 'Europe/Brussels';

/**
 * pages: Lighthouse's scores of the pages, the JavaScript of the first one, the time to draw a day's chart, the
 * console's reaction times with 10,000 devices, and how long home takes with 2,000 devices beside 10.
 */
export async function run(): Promise<void> {
  const platform = await ServedPlatform.start();
  const browser = await MeasuringBrowser.start();
  try {
    await registerDevices(platform.running.readModels, DEVICES);
    const emma = await platform.client('Emma');
    const today = Temporal.Now.zonedDateTimeISO(TIME_ZONE).startOfDay();
    const day = `/devices/${await registerHousehold(emma, platform, today)}/${today.subtract({ days: 1 }).toPlainDate()}`;
    const { context } = browser;
    const scores: Record<string, Scores> = {};
    scores['sign-in, phone'] = await browser.audit(`${platform.url}/sign-in`, 'phone');
    await signInAt(context, platform.url, emma);
    scores['a device’s day, phone'] = await browser.audit(platform.url + day, 'phone');
    const chartMs = await chartDrawing(context, platform.url + day);
    await context.clearCookies();
    await signInAt(context, platform.url, platform.administrator);
    const table = `${platform.url}/console/devices`;
    scores['the table of devices, desk'] = await browser.audit(table, 'desk');
    const interactions = await consoleInteractions(context, table);
    const home = await homeTimes(platform, context, TIME_ZONE);
    print({ scores, chartMs, interactions, home });
  } finally {
    await browser.close();
    await platform.stop();
  }
}

/** Registers a device and publishes two weeks of readings; resolves to its id. */
async function registerHousehold(
  owner: Account,
  platform: ServedPlatform,
  today: Temporal.ZonedDateTime,
): Promise<string> {
  const data = { description: 'Household', address: 'Rue de la Loi 16', timeZone: TIME_ZONE };
  const device = await platform.device(owner, { ...data, maxHourlyConsumption: 2 });
  const stretch = {
    from: today.subtract({ days: DAYS }).epochMilliseconds,
    to: today.epochMilliseconds,
    timeZone: TIME_ZONE,
  };
  await platform.measured(device, householdReadings(stretch));
  return device;
}

interface Results {
  readonly scores: Readonly<Record<string, Scores>>;
  readonly chartMs: number;
  readonly interactions: Readonly<Record<string, number>>;
  readonly home: HomeTimes;
}

function print({ scores, chartMs, interactions, home }: Results): void {
  const rows = Object.entries(scores).map(
    ([page, { scriptBytes, faults, performances, ...points }]) => [
      page,
      {
        ...points,
        'performance of each run': performances.join(' '),
        'JavaScript, kB': kilobytes(scriptBytes),
        'cost points': faults.join(', '),
      },
    ],
  );
  console.table(Object.fromEntries(rows));
  console.table({
    'a day’s chart, from its data to the screen': { ms: Math.round(chartMs) },
    'home with 10 devices, until it is interactive': { ms: Math.round(home.few) },
    'home with 2,000 devices, until it is interactive': { ms: Math.round(home.many) },
    ...Object.fromEntries(Object.entries(interactions).map(([name, ms]) => [name, { ms }])),
  });
  const all = Object.values(scores);
  const worst = (scoreOf: (scores: Scores) => number) => Math.min(...all.map(scoreOf));
  console.log(
    JSON.stringify({
      bench: 'pages',
      js_kb_gz: kilobytes(all[0]!.scriptBytes),
      lighthouse_performance: worst(({ performance }) => performance),
      lighthouse_accessibility: worst(({ accessibility }) => accessibility),
      lighthouse_best_practices: worst(({ bestPractices }) => bestPractices),
      chart_ms: Math.round(chartMs),
      interaction_ms: Math.max(...Object.values(interactions)),
      home_2000_ms: Math.round(home.many),
      home_2000_to_10: Math.round((home.many / home.few) * 100) / 100,
    }),
  );
}

function kilobytes(bytes: number): number {
  return Math.round(bytes / 100) / 10;
}
