import { text } from 'node:stream/consumers';
import type { Reading } from '@energy/testing';
import type { DeviceRegistration } from '@energy/testing/api';
import { startBrowser } from '@energy/testing/browser';
import { type Account, ServedPlatform } from '@energy/testing/platform';
import type { Browser, Page, WebSocketRoute } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DESK, PHONE, Visitor } from './visitor.ts';

const TIME_ZONE = 'Europe/Brussels';
const HOUR_MS = 3_600_000;
/** More than a page of the inbox, and all within the last day: late alerts never count as unread. */
const HOURS_BEFORE = 23;

let platform: ServedPlatform;
let browser: Browser;
let emma: Account;
let visitor: Visitor;
let page: Page;
let heatPump: string;
let freezer: string;
/** The packaged headless browser denies them to every page. */
let hasSystemNotifications: boolean;

const now = Temporal.Now.zonedDateTimeISO(TIME_ZONE);
const today = now.toLocaleString('en-GB', {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
});
const thisHour = now.round({ smallestUnit: 'hour', roundingMode: 'floor' }).epochMilliseconds;
const device = (description: string, maxHourlyConsumption = 2): DeviceRegistration => ({
  description,
  address: 'Rue de la Loi 16',
  maxHourlyConsumption,
  timeZone: TIME_ZONE,
});
/** @param hoursAgo 0 for the current hour */
const reading = (hoursAgo: number, kWh: number, minute = 0): Reading => [
  thisHour - hoursAgo * HOUR_MS + minute * 60_000,
  kWh,
];

beforeAll(async () => {
  [platform, browser] = await Promise.all([ServedPlatform.start(), startBrowser()]);
  emma = await platform.client('Emma');
  heatPump = await platform.device(emma, device('Heat pump'));
  freezer = await platform.device(emma, device('Freezer', 20));
  await platform.device(emma, device('Never plugged in'));
  await platform.measured(freezer, [reading(5, 0.1)]);
  await platform.running.queue.publish([Buffer.from('nonsense')]);
  visitor = await Visitor.at(browser, platform);
  page = visitor.page;
  await visitor.signIn(emma);
  await bell(page, 'No').waitFor();
  hasSystemNotifications = await page.evaluate(
    'globalThis.Notification !== undefined && Notification.permission !== "denied"',
  );
});
afterAll(async () => {
  await visitor?.leave();
  await browser?.close();
  await platform?.stop();
});

/** Polls with a timeout for busy machines. */
const eventually = <T>(ask: () => T) => expect.poll(ask, { timeout: 30_000 });
const bell = (of: Page, count: string) =>
  of.getByRole('banner').getByRole('button', { name: `${count} unread alert` });
const notices = (of: Page, text: RegExp | string = 'over the limit') =>
  of
    .getByRole('region', { name: /Notifications/ })
    .getByRole('listitem')
    .filter({ hasText: text });
const rows = (of: Page) => of.getByRole('main').getByRole('link', { name: /kWh/ });

describe('an alert', () => {
  it('appears in every tab and links to its hour; opening it marks it as read in all tabs', async () => {
    const otherTab = await visitor.context.newPage();
    await otherTab.goto('/devices');
    await bell(otherTab, 'No').waitFor();
    for (const tab of [page, otherTab]) await visitor.waitForLiveFeed(tab);
    await platform.measured(heatPump, [reading(0, 3.1)]);
    for (const tab of [page, otherTab]) {
      const notice = notices(tab, 'Heat pump: over the limit');
      const hour = /3\.10\skWh used at \d\d:00( GMT\+2)?–\d\d:00( GMT\+1)? \(limit 2\.00\skWh\)/;
      await notice.getByText(hour).waitFor();
      await bell(tab, '1').waitFor();
    }
    await page.bringToFront(); // A hidden tab is not rendered.
    await visitor.expectAccessible();

    await notices(page).getByRole('button', { name: 'View hour' }).click();
    await visitor.arrivesAt(`/devices/${heatPump}/${now.toPlainDate()}`);
    await page.getByText(/: 3\.10\skWh, over the limit of 2\.00\skWh/).waitFor();
    await visitor.expectAccessible();
    await page.getByRole('button', { name: 'Table' }).click();
    await page.locator('tr.bg-elevated').getByText('3.10').waitFor();
    await page.getByRole('button', { name: 'Chart' }).click();
    await page.getByRole('button', { name: 'Clear selection' }).click();
    await eventually(() => new URL(page.url()).search).toBe('');
    await bell(otherTab, 'No').waitFor();
    await bell(page, 'No').waitFor();
    await otherTab.close();
  });
});

describe('the inbox', () => {
  it('lists all alerts page by page, newest first, and marks unread ones', async () => {
    const before = Array.from({ length: HOURS_BEFORE }, (_, hour) => reading(hour + 1, 2.5));
    await platform.measured(heatPump, before.reverse());
    await page.goto('/alerts');
    await rows(page).nth(19).waitFor();
    await eventually(() => rows(page).filter({ hasText: 'Unread' }).count()).toBeGreaterThan(18);
    await rows(page).nth(19).scrollIntoViewIfNeeded();
    await eventually(() => rows(page).count()).toBe(1 + HOURS_BEFORE);
    await rows(page).first().focus();
    await page.keyboard.press('PageDown');
    const isFocused = (row: { ownerDocument: { activeElement: unknown } }) =>
      row.ownerDocument.activeElement === row;
    expect(await rows(page).nth(10).evaluate(isFocused)).toBe(true);
    await rows(page)
      .first()
      .getByText(/^\+\d+\s?%$/)
      .waitFor();
    await visitor.expectAccessible();
    await page.setViewportSize(PHONE);
    await visitor.expectToFit();
    await visitor.expectAccessible();
    await page.setViewportSize(DESK);
  });

  it('shows the newest in the header and marks all as read in all tabs', async () => {
    const otherTab = await visitor.context.newPage();
    await otherTab.goto('/devices');
    await bell(otherTab, String(HOURS_BEFORE)).click();
    const newest = otherTab.getByRole('dialog');
    await eventually(() => newest.getByRole('listitem').count()).toBe(5);
    await newest.getByRole('button', { name: 'Mark all as read' }).click();
    await bell(page, 'No').waitFor();
    await eventually(() => rows(page).filter({ hasText: 'Unread' }).count()).toBe(0);
    await newest.getByRole('link', { name: 'See all alerts' }).click();
    await otherTab.waitForURL('**/alerts');
    await otherTab.close();
  });

  it('marks an opened alert as read, but not newer ones', async () => {
    const kettle = await platform.device(emma, device('Toaster', 0.5));
    await platform.measured(kettle, [reading(1, 0.7)]);
    await bell(page, '1').waitFor();
    await platform.measured(kettle, [reading(0, 0.6)]);
    await bell(page, '2').waitFor();
    await rows(page).filter({ hasText: '0.70' }).click();
    await bell(page, '1').waitFor();
    await page.goto('/alerts');
    await rows(page).filter({ hasText: '0.60' }).click();
    await bell(page, 'No').waitFor();
  });

  it('updates an alert’s total with its hour', async () => {
    await page.goto('/alerts');
    const oven = await platform.device(emma, device('Oven', 1));
    await platform.measured(oven, [reading(0, 1.1)]);
    const row = rows(page).filter({ hasText: 'Oven' });
    await row.getByText(/1\.10/).waitFor();
    await platform.measured(oven, [reading(0, 0.4, 1)]);
    await row.getByText(/1\.50/).waitFor();
    expect(await row.count()).toBe(1);
    await row.click();
    await bell(page, 'No').waitFor();
  });
});

describe('the alerts of an inbox', () => {
  it('are grouped by the day of their hours, late ones apart, and say how far over the limit it was', async () => {
    const iron = await platform.device(emma, device('Iron', 1));
    await platform.measured(iron, [reading(49, 1.71), reading(1, 1.0002), reading(0, 1.004)]);
    await page.goto('/alerts');
    const groups = page
      .getByRole('main')
      .locator('section')
      .filter({ has: page.getByRole('list') });
    const row = (excess: string) =>
      rows(page).filter({ hasText: 'Iron' }).filter({ hasText: excess });
    await row('+71%').waitFor();
    await row('+0.4%').waitFor();
    await row('just over').waitFor();
    const headings = await groups.getByRole('heading', { level: 2 }).allInnerTexts();
    expect(headings.length).toBeGreaterThan(1);
    expect(headings.at(-1)).toMatch(/^Received late/);
    expect(await groups.last().getByText('+71%').count()).toBe(1);
    expect(await groups.first().getByText('+0.4%').count()).toBe(1);
    await page.getByRole('button', { name: 'Mark all as read' }).click();
    await bell(page, 'No').waitFor();
  });
});

describe('a correction', () => {
  it('that takes the hour back under its limit changes its alert', async () => {
    await page.goto('/alerts');
    const dishwasher = await platform.device(emma, device('Dishwasher', 1));
    await platform.measured(dishwasher, [reading(0, 1.2)]);
    const row = rows(page).filter({ hasText: 'Dishwasher' });
    await row.getByText(/^\s*limit 1\.00\skWh\s*$/).waitFor();
    await platform.measured(dishwasher, [reading(0, 0.3)]);
    await row.getByText(/now within 1\.00\skWh/).waitFor();
    await row.getByText('0.30').waitFor();
    await page.reload();
    await row.getByText(/now within 1\.00\skWh/).waitFor();
    await visitor.expectAccessible();
    await row.click();
    await page.getByText(/: 0\.30\skWh, within the limit of 1\.00\skWh/).waitFor();
    await bell(page, 'No').waitFor();
  });
});

describe('an alert while the client is away', () => {
  it('appears once when the connection is back', async () => {
    let isCut = false;
    let connection: WebSocketRoute | undefined;
    let hasReceived = false;
    const restored = Promise.withResolvers<void>();
    const traveller = await Visitor.at(browser, platform);
    await traveller.context.routeWebSocket('**/api/live*', async (socket) => {
      if (isCut) await restored.promise;
      connection = socket;
      const server = socket.connectToServer();
      server.onMessage((message) => {
        hasReceived = true;
        socket.send(message);
      });
    });
    await traveller.signIn(emma);
    await bell(traveller.page, 'No').waitFor();
    await eventually(() => hasReceived).toBe(true);
    isCut = true;
    await connection!.close({ code: 4000 });
    await platform.measured(freezer, [reading(0, 21)]);
    await bell(page, '1').waitFor();
    restored.resolve();
    await notices(traveller.page, 'Freezer').waitFor();
    await bell(traveller.page, '1').waitFor();
    expect(await notices(traveller.page).count()).toBe(1);
    await traveller.leave();
  });

  it('offers system notifications only if the browser supports them', async () => {
    await page.goto('/alerts');
    await page.getByRole('heading', { level: 1 }).waitFor();
    const turnOn = page.getByRole('button', { name: 'Turn on' });
    if (hasSystemNotifications) await turnOn.waitFor();
    else expect(await turnOn.count()).toBe(0);
  });

  it('is shown once as a system notification, by one of the hidden tabs', async ({ skip }) => {
    skip(!hasSystemNotifications, 'This browser shows no system notifications.');
    const absent = await Visitor.at(browser, platform);
    await absent.context.grantPermissions(['notifications'], { origin: platform.url });
    await absent.context.addInitScript(recordSystemNotifications);
    await absent.signIn(emma);
    await absent.page.goto('/alerts');
    await absent.page.getByRole('button', { name: 'Turn on' }).click();
    await absent.page.getByText('You’ll be notified while this site is open').waitFor();
    const otherTab = await absent.context.newPage();
    await otherTab.goto('/devices');
    const tabs = [absent.page, otherTab];
    const notified = async () => (await Promise.all(tabs.map(systemNotifications))).flat();
    for (const tab of tabs) await absent.waitForLiveFeed(tab);

    await hide(otherTab, true);
    await platform.measured(heatPump, [reading(30, 2.25), reading(31, 0.1)]); // Late: listed without a notification.
    const kettle = await platform.device(emma, device('Kettle', 0.5));
    await platform.measured(kettle, [reading(0, 0.6)]);
    await Promise.all(tabs.map((tab) => notices(tab, 'Kettle').waitFor())); // They vanish by themselves.
    expect(await notified()).toEqual([]); // One of the tabs is visible.

    await hide(absent.page, true);
    await platform.measured(kettle, [reading(1, 0.7)]);
    await eventually(notified).toEqual([
      {
        title: 'Kettle: over the limit',
        body: expect.stringMatching(/^0\.70\skWh used at .*\(limit 0\.50\skWh\)$/),
      },
    ]);
    await Promise.all(tabs.map((tab) => notices(tab, /0\.70/).waitFor()));
    expect(await notified()).toHaveLength(1);
    await absent.leave();
  });
});

describe('administrators', () => {
  let admin: Visitor;
  beforeAll(async () => {
    const dryer = await platform.device(emma, device('Dryer', 0.5));
    await platform.measured(dryer, [reading(0, 0.6)]);
    admin = await Visitor.at(browser, platform);
    await admin.signIn(platform.administrator);
  });
  afterAll(() => admin.leave());

  it('see the state of the platform: silent meters, rejected readings with reasons, alerts', async () => {
    await admin.arrivesAt('/console');
    const tile = (label: string) =>
      admin.page
        .getByRole('term')
        .filter({ hasText: label })
        .locator('xpath=following-sibling::dd');
    await eventually(() => tile('Clients').innerText()).toMatch(/^1\b/);
    expect(await tile('Meters reporting').innerText()).toMatch(/^\d+\s?%/);
    await eventually(() => tile('Last 24 hours').innerText()).toMatch(/kWh/);
    const tiles = admin.page.getByRole('main').getByRole('term');
    expect(await tiles.getByRole('link').count()).toBe(await tiles.count());
    const load = admin.page.getByRole('region', { name: 'Load of all meters' });
    await load.getByText(/in progress: \d/).waitFor({ state: 'attached' });
    await admin.page
      .getByRole('region', { name: 'Largest consumers now' })
      .getByRole('link', { name: /^Dryer.*Emma|^Heat pump.*Emma/ })
      .first()
      .waitFor();
    await admin.page.getByText('Every client has an answer.').first().waitFor();
    await eventually(() => tile('Awaiting reply').innerText()).toMatch(/^0\b/);
    const hours = admin.page.getByRole('region', { name: 'Alerts by hour' });
    await eventually(() => hours.getByRole('listitem').count()).toBe(24);
    const silent = admin.page.getByRole('region', { name: 'Meters not reporting' });
    await silent.getByRole('link', { name: /Never plugged in.*Emma.*never/ }).waitFor();
    await admin.page
      .getByRole('region', { name: 'Recent alerts' })
      .getByText('Dryer')
      .first()
      .waitFor();
    for (const viewport of [PHONE, DESK]) {
      await admin.page.setViewportSize(viewport);
      await admin.expectToFit();
      await admin.expectAccessible();
    }
    await admin.page.getByRole('link', { name: 'System' }).last().click();
    await admin.arrivesAt('/console/system');
    await eventually(() => tile('Readings/s').innerText()).toContain('1 worker running');
    await eventually(() => tile('Queue').innerText()).toMatch(/^0\b/);
    expect(await tile('Rejected readings').innerText()).toMatch(/^1\b/);
    const reasons = admin.page.getByRole('region', { name: 'Rejection reasons' });
    await reasons.getByText('not-json').waitFor();
    await admin.page.getByText(/^Correct the cause of the rejected readings/).waitFor();
    await admin.expectAccessible();
  });

  it('see all alerts live, and filter them by device and days', async () => {
    const { page: console } = admin;
    await console.getByRole('link', { name: /^Alerts: \d+\+? new/ }).click();
    await rows(console).first().waitFor();
    await console.getByRole('link', { name: 'Alerts', exact: true }).first().waitFor(); // All are seen.
    await rows(console).first().getByText('Emma').waitFor();
    const boiler = await platform.device(emma, device('Boiler', 1));
    await platform.measured(boiler, [reading(0, 1.5)]);
    await rows(console).filter({ hasText: 'Boiler' }).waitFor();
    await admin.expectAccessible();
    await console.getByLabel('Device').click();
    await console.getByRole('textbox').or(console.getByPlaceholder('Search')).last().fill('boil');
    await console.getByRole('option', { name: /Boiler/ }).click();
    await eventually(() => rows(console).count()).toBe(1);
    await platform.measured(heatPump, [reading(33, 9)]);
    await platform.measured(boiler, [reading(1, 1.25)]);
    await eventually(() => rows(console).count()).toBe(2);
    await console.getByRole('button', { name: 'From: Any day' }).click();
    await console.getByRole('dialog').getByRole('button', { name: today }).click();
    await eventually(() => new URL(console.url()).searchParams.has('from')).toBe(true);
    await console.getByRole('dialog').waitFor({ state: 'hidden' });
    await admin.expectAccessible();
    await console.goto('/console/alerts?to=2020-01-01');
    await console.getByText('No matching alerts').waitFor();
    await admin.expectAccessible();
    await console.getByRole('button', { name: 'Clear filters' }).click();
    await eventually(() => rows(console).count()).toBeGreaterThan(2);
  });

  it('see the same alerts after a visit to one of them, and export all', async () => {
    const { page: console } = admin;
    await console.goto(`/console/alerts?owner=${emma.id}`);
    await rows(console).nth(19).scrollIntoViewIfNeeded();
    await eventually(() => rows(console).count()).toBeGreaterThan(20);
    const count = await rows(console).count();
    await rows(console).nth(22).click();
    await console.getByRole('main').getByRole('link', { name: 'Alerts' }).first().click();
    await admin.arrivesAt('/console/alerts');
    await eventually(() => rows(console).count()).toBe(count);
    await eventually(() => console.evaluate<number>('scrollY')).toBeGreaterThan(100);
    const download = console.waitForEvent('download');
    await console.getByRole('button', { name: 'Export as CSV' }).click();
    const lines = (await text(await (await download).createReadStream())).trimEnd().split('\r\n');
    expect(lines.length).toBeGreaterThanOrEqual(1 + count);
    expect(lines[1]).toContain(',Emma,');
  });

  it('see the history of a device', async () => {
    const { api } = platform.administrator;
    const changed = await api.request('PATCH', `/devices/${freezer}`, { maxHourlyConsumption: 30 });
    await api.request('GET', `/devices/${freezer}`, undefined, changed.position);
    await admin.page.goto(`/console/devices/${freezer}`);
    const entries = admin.page.getByRole('region', { name: 'History' }).locator('ol > li');
    await entries.first().getByText('Limit changed').waitFor();
    const text = (await entries.first().innerText()).replaceAll(/\s+/g, ' ');
    expect(text).toMatch(/administrator Hourly limit 20 kWh ?→ ?30 kWh/);
    expect(await entries.count()).toBe(3);
    expect(await entries.nth(1).innerText()).toContain('Emma');
    await admin.expectAccessible();
  });
});

/** Runs in the page: records system notifications and makes the tab's visibility controllable. */
function recordSystemNotifications(): void {
  const page = globalThis as never as BrowserPage;
  const notified: unknown[] = [];
  page.notified = notified;
  page.isHidden = false;
  const actual = page.Notification;
  page.Notification = class extends actual {
    constructor(title: string, options: { body: string }) {
      super(title, options);
      notified.push({ title, body: options.body });
    }
  };
  Object.defineProperty(page.document, 'visibilityState', {
    get: () => (page.isHidden ? 'hidden' : 'visible'),
  });
}

async function hide(tab: Page, isHidden: boolean): Promise<void> {
  await tab.evaluate((hidden) => {
    const page = globalThis as never as BrowserPage;
    page.isHidden = hidden;
    page.document.dispatchEvent(new Event('visibilitychange'));
  }, isHidden);
}

function systemNotifications(tab: Page): Promise<unknown[]> {
  return tab.evaluate(() => (globalThis as never as BrowserPage).notified);
}

/** The part of a page that is used; Node.js lacks the browser's types. */
interface BrowserPage {
  Notification: new (title: string, options: { body: string }) => object;
  readonly document: EventTarget;
  notified: unknown[];
  isHidden: boolean;
}
