// npm run screenshots: renews the README's screenshots of the pages.

import path from 'node:path';
import { householdReadings } from '@energy/testing';
import { startBrowser } from '@energy/testing/browser';
import { ServedPlatform } from '@energy/testing/platform';
import { PHONE, Visitor } from './visitor.ts';

const FOLDER = path.join(import.meta.dirname, '../../docs');
const TIME_ZONE = 'Europe/Brussels';

/** Homes around the world: the picture of today is of one where it is evening, and today has hours to show. */
const HOMES = [
  { timeZone: 'Europe/Brussels', address: 'Rue de la Loi 16, 1000 Brussels' },
  { timeZone: 'America/New_York', address: '16 Grove Street, New York' },
  { timeZone: 'America/Vancouver', address: '16 Harbour Street, Vancouver' },
  { timeZone: 'Pacific/Auckland', address: '16 Queen Street, Auckland' },
  { timeZone: 'Asia/Tokyo', address: '1-16 Ginza, Tokyo' },
  { timeZone: 'Asia/Karachi', address: '16 Clifton Road, Karachi' },
] as const;
const EVENING_HOUR = 20;

/** Places with meters and their limits in kWh. */
const PLACES: readonly (readonly [string, number])[] = [
  ['Apartment 1', 2],
  ['Apartment 2', 2],
  ['Apartment 3', 2.5],
  ['Bakery', 12],
  ['Cellar', 0.5],
  ['Garage', 7.4],
  ['Lift', 3],
  ['Staircase', 0.25],
];

/** The home where it is nearest to the evening, and does not get later than that. */
function eveningHome() {
  const hoursToWait = ({ timeZone }: { readonly timeZone: string }) =>
    (EVENING_HOUR + 24 - Temporal.Now.zonedDateTimeISO(timeZone).hour) % 24;
  return HOMES.toSorted((one, other) => hoursToWait(one) - hoursToWait(other))[0]!;
}

const [platform, browser] = await Promise.all([ServedPlatform.start(), startBrowser()]);
try {
  const emma = await platform.client('Emma');
  const household = await platform.device(emma, {
    description: 'Household',
    address: 'Rue de la Loi 16, 1000 Brussels',
    maxHourlyConsumption: 2,
    timeZone: TIME_ZONE,
  });
  const now = Temporal.Now.zonedDateTimeISO(TIME_ZONE);
  const today = now.startOfDay();
  const yesterday = today.subtract({ days: 1 });
  const stretch = (from: Temporal.ZonedDateTime, to: Temporal.ZonedDateTime) => ({
    from: from.epochMilliseconds,
    to: to.epochMilliseconds,
    timeZone: TIME_ZONE,
  });
  await platform.measured(household, [
    ...householdReadings(stretch(today.subtract({ days: 14 }), yesterday)),
    ...householdReadings({
      ...stretch(yesterday, today),
      factors: { 12: 2.2, 18: 1.6, 19: 1.4 },
      missing: [3, 4],
    }),
    ...householdReadings(stretch(today, now)),
  ]);
  // High enough for the whole page: a picture beyond the window redraws the chart for another width.
  const visitor = await Visitor.at(browser, platform, { viewport: { width: 1200, height: 1040 } });
  await visitor.signIn(emma);
  await visitor.page.goto(`/devices/${household}/${yesterday.toPlainDate()}`);
  await visitor.page
    .getByRole('img', { name: /^Consumption of Household/ })
    .locator('canvas:not([width="0"])')
    .waitFor();
  await visitor.page.waitForLoadState('networkidle');
  await visitor.page.screenshot({ path: path.join(FOLDER, 'day.png') });
  const home = eveningHome();
  const flat = await platform.device(emma, {
    ...home,
    description: 'Flat',
    maxHourlyConsumption: 2,
  });
  const evening = Temporal.Now.zonedDateTimeISO(home.timeZone);
  await platform.measured(
    flat,
    householdReadings({
      from: evening.startOfDay().subtract({ days: 14 }).epochMilliseconds,
      to: evening.epochMilliseconds,
      timeZone: home.timeZone,
    }),
  );
  // As high as the whole chart.
  await visitor.page.setViewportSize({ ...PHONE, height: 1_060 });
  await visitor.page.goto(`/devices/${flat}`);
  await visitor.page
    .getByRole('img', { name: /^Consumption of Flat/ })
    .locator('canvas:not([width="0"])')
    .waitFor();
  await visitor.page.waitForLoadState('networkidle');
  await visitor.page.screenshot({ path: path.join(FOLDER, 'phone.png') });
  await visitor.leave();

  for (const [place, limit] of PLACES) {
    const address = `${place}, Rue de la Loi 16, 1000 Brussels`;
    const data = { description: `Meter, ${place.toLowerCase()}`, address, timeZone: TIME_ZONE };
    const id = await platform.device(emma, { ...data, maxHourlyConsumption: limit });
    const readings = householdReadings(stretch(today, Temporal.Now.zonedDateTimeISO(TIME_ZONE)));
    // The lift is not used.
    if (place === 'Lift') continue;
    await platform.measured(
      id,
      readings.map(([at, kWh]) => [at, Number(((kWh * limit) / 2).toFixed(6))] as const),
    );
  }
  const administrator = await Visitor.at(browser, platform, {
    viewport: { width: 1200, height: 900 },
  });
  await administrator.signIn(platform.administrator, '/console/devices');
  await administrator.page.getByRole('rowheader').first().waitFor();
  await administrator.page.getByText(/^10 devices/).waitFor();
  await administrator.page.waitForLoadState('networkidle');
  await administrator.page.screenshot({ path: path.join(FOLDER, 'console.png') });
  await administrator.leave();
} finally {
  await browser.close();
  await platform.stop();
}
