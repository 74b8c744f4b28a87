import { randomUUID } from 'node:crypto';
import { eventually } from '@energy/testing';
import { aMeasurementMessage } from '@energy/testing/builders';
import type { Account, ServedPlatform } from '@energy/testing/platform';
import type { BrowserContext } from 'playwright-core';
import { signInAt } from './interactions.ts';

const FEW = 10;
const MANY = 2_000;
const VISITS = 7;
const HOUR_MS = 3_600_000;

/** Milliseconds until home is interactive, with ten and with 2,000 devices. */
export interface HomeTimes {
  readonly few: number;
  readonly many: number;
}

/** Measures the median of several visits of home, after one that fills the caches. */
export async function homeTimes(
  platform: ServedPlatform,
  context: BrowserContext,
  timeZone: string,
): Promise<HomeTimes> {
  const timeWith = async (devices: number): Promise<number> => {
    const owner = await platform.client(`Owner of ${devices}`);
    await storeDevices(platform, owner, { devices, timeZone });
    await context.clearCookies();
    await signInAt(context, platform.url, owner);
    const times: number[] = [];
    while (times.length < VISITS) {
      times.push(await timeToInteractive(context, `${platform.url}/devices`));
    }
    return median(times);
  };
  return { few: await timeWith(FEW), many: await timeWith(MANY) };
}

/** Stores devices of an owner in the read model, and publishes a reading of each for this and the last hour. */
async function storeDevices(
  { running }: ServedPlatform,
  { id: ownerId }: Account,
  { devices, timeZone }: { readonly devices: number; readonly timeZone: string },
): Promise<void> {
  const registeredAt = new Date(0).toISOString();
  const rows = Array.from({ length: devices }, (_, index) => ({
    id: randomUUID(),
    description: `Flat ${index + 1}`,
    address: 'Rue de la Loi 16',
    timeZone,
    maxHourlyConsumption: 2,
    registeredAt,
    ownerId,
    ownerships: [{ ownerId, from: 0, until: undefined, last: undefined }],
    tariffs: [],
    decommissionedAt: undefined,
    meter: {},
    revision: 0,
  }));
  await running.readModels.devices.store(rows);
  const now = Date.now();
  const readings = rows.flatMap(({ id }, index) =>
    [now - 1_000, now - HOUR_MS].map((at) => ({ deviceId: id, at, kWh: (index % 97) / 100 })),
  );
  await running.queue.publish(readings.map(aMeasurementMessage));
  await eventually(async () => (await running.queue.waiting()) === 0);
}

/** Resolves to the milliseconds from the navigation to the first idle time with all first devices on the page. */
async function timeToInteractive(context: BrowserContext, url: string): Promise<number> {
  const page = await context.newPage();
  await page.goto(url, { waitUntil: 'commit' });
  await page
    .getByRole('main')
    .getByRole('listitem')
    .nth(FEW - 1)
    .waitFor();
  const time = await page.evaluate<number>(
    'new Promise((resolve) => requestIdleCallback(() => resolve(performance.now())))',
  );
  await page.close();
  return time;
}

function median(times: number[]): number {
  return times.toSorted((one, other) => one - other)[Math.floor(times.length / 2)]!;
}
