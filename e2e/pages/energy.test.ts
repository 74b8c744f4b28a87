import { buffer, text } from 'node:stream/consumers';
import { householdReadings } from '@energy/testing';
import { startBrowser } from '@energy/testing/browser';
import { type Account, ServedPlatform } from '@energy/testing/platform';
import type { Browser, Locator, Page, Request } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  type BrowserCanvas,
  coloursOfChart,
  inkOfAxis,
  linesOfChart,
  strengthOf,
} from './chart-pixels.ts';
import {
  clockChange,
  dateOf,
  day,
  LONG_DAY,
  longDay,
  now,
  periodsOf,
  periodsWithPrevious,
  registerHousehold,
  TIME_ZONE,
} from './household.ts';
import { midHourZone } from './mid-hour-zone.ts';
import { DESK, PHONE, Visitor } from './visitor.ts';

/** The hour in the chart's tooltip. */
const HOUR = /^\d\d:00\s?–\s?\d\d:00$/;
const HOSTILE_NAME = `<img src=x onerror=alert(1)> ⚡ محطة ${'Garagenstellplatz'.repeat(9)}`;

vi.setConfig({ testTimeout: 120_000 }); // For a busy machine.

let platform: ServedPlatform;
let browser: Browser;
let emma: Account;
let visitor: Visitor;
let page: Page;
let household: string;
let lordHowe: string;
let apia: string;
let troll: string;
let casey: string;

beforeAll(async () => {
  [platform, browser] = await Promise.all([ServedPlatform.start(), startBrowser()]);
  emma = await platform.client('Emma');
  household = await registerHousehold(platform, emma);
  await platform.device(emma, {
    description: HOSTILE_NAME,
    address: 'x'.repeat(200),
    maxHourlyConsumption: 11,
    timeZone: 'America/New_York',
  });
  const meterIn = (timeZone: string) =>
    platform.device(emma, {
      description: `Meter in ${timeZone}`,
      address: 'Anywhere',
      maxHourlyConsumption: 2,
      timeZone,
    });
  lordHowe = await meterIn('Australia/Lord_Howe');
  apia = await meterIn('Pacific/Apia');
  troll = await meterIn('Antarctica/Troll');
  casey = await meterIn('Antarctica/Casey');
  await platform.measured(lordHowe, [
    [Date.parse('2025-04-05T15:10Z'), 0.25],
    [Date.parse('2025-10-04T15:40Z'), 0.5],
  ]);
  await platform.measured(troll, [[Date.parse('2024-10-27T00:10Z'), 0.75]]);
  await platform.measured(casey, [[Date.parse('2023-03-08T15:10Z'), 1.25]]);
  visitor = await Visitor.at(browser, platform);
  page = visitor.page;
  await visitor.signIn(emma);
}, 240_000);
afterAll(async () => {
  // The API refuses a day that the calendar skips.
  await visitor?.leave({ expected: [/^400: GET .*\/consumption$/, /^console: .* 400/] });
  await browser?.close();
  await platform?.stop();
});

const chart = () => page.getByRole('img', { name: /^Consumption of Household( on|,)/ });
const addressOf = (date: string) => `/devices/${household}/${date}`;
const pagesOfClients = () => {
  const month = dateOf(0).slice(0, 7);
  const { week } = periodsOf(dateOf(-7));
  const periods = [dateOf(-1), week, month, month.slice(0, 4)].map(addressOf);
  const statement = `/devices/${household}/statements/${month}`;
  return ['/devices', ...periods, statement, '/alerts', '/settings'];
};

describe('my energy', () => {
  it('shows each device with today’s total and its current hour', async () => {
    await page.goto('/devices');
    const card = page.getByRole('article').filter({ hasText: 'Household' });
    await card.getByText(/^\d+\.\d+\skWh(?: of|, over the limit of)\s2\.00\skWh$/).waitFor();
    expect(await card.locator('rect').count()).toBeGreaterThan(now.hour);
    await visitor.expectAccessible();
  });

  it('shows hostile names as text and keeps its layout', async () => {
    for (const viewport of [PHONE, { width: 1440, height: 900 }]) {
      await page.setViewportSize(viewport);
      await page.getByRole('heading', { name: HOSTILE_NAME }).waitFor();
      await visitor.expectToFit();
    }
  });

  it('answers before it lists: the total, the largest consumer, and all hours in one chart', async () => {
    const summary = page.getByRole('region', { name: 'Today at a glance' });
    await summary
      .getByRole('img', { name: /^Consumption of all devices today.*kWh total/ })
      .waitFor();
    await summary.getByText('vs. yesterday at this time').waitFor();
    await summary.getByRole('link', { name: 'Household' }).first().waitFor();
    expect(await summary.locator('rect').count()).toBeGreaterThan(24);
  });

  it('lists many devices one a line, and keeps the list on the way to a device and back', async () => {
    const many = await platform.client('Many');
    const ids: string[] = [];
    for (let number = 1; number <= 14; number++) {
      const description = `Flat ${String(number).padStart(2, '0')}`;
      const device = { description, address: number % 2 ? 'Hill' : 'Valley', timeZone: TIME_ZONE };
      ids.push(await platform.device(many, { ...device, maxHourlyConsumption: 2 }));
    }
    await platform.measured(ids[4]!, [[Date.now() - 1_000, 2.5]]);
    await platform.measured(ids[9]!, [[Date.now() - 1_000, 1.7]]);
    const owner = await Visitor.at(browser, platform, { viewport: PHONE, hasTouch: true });
    const requested: string[] = [];
    owner.page.on('request', (request) => {
      const { pathname } = new URL(request.url());
      if (/consumption|devices/.test(pathname) && pathname.startsWith('/api'))
        requested.push(pathname);
    });
    await owner.signIn(many, '/devices');
    const lines = owner.page.getByRole('region', { name: 'Devices' }).getByRole('link');
    await expect.poll(() => lines.count()).toBe(14);
    expect([...new Set(requested)]).toEqual(['/api/consumption/today']);
    await lines.first().getByText('Flat 05').waitFor();
    await owner.expectAccessible();
    await owner.expectToFit();
    await owner.page.getByRole('button', { name: /^Near or over limit now/ }).click();
    await expect.poll(() => lines.count()).toBe(2);
    await owner.page.getByRole('button', { name: /^All/ }).click();
    await owner.page.getByRole('button', { name: 'Name' }).click();
    await owner.page.getByRole('searchbox').fill('hill');
    await expect.poll(() => lines.count()).toBe(7);
    await lines.nth(5).click();
    await owner.arrivesAt(`/devices/${ids[10]}/${dateOf(0)}`);
    await owner.page.getByRole('main').getByRole('link', { name: 'My energy' }).click();
    await owner.arrivesAt('/devices');
    await expect.poll(() => lines.count()).toBe(7);
    expect(await owner.page.getByRole('searchbox').inputValue()).toBe('hill');
    await lines.first().getByText('Flat 01').waitFor();

    const solar = { description: 'Solar panels', address: 'Roof', timeZone: TIME_ZONE };
    const flow = 'production';
    const roof = await platform.device(many, { ...solar, flow, maxHourlyConsumption: 6 });
    await platform.measured(roof, [[Date.now() - 1_000, 5]]);
    await owner.page.goto('/devices');
    const summary = owner.page.getByRole('region', { name: 'Today at a glance' });
    await summary.getByText('Today so far, 14 devices').waitFor();
    await summary.getByText('Production today').waitFor();
    const net = summary.getByText(/0\.8\d*\skWh net into the grid/);
    expect(await net.count()).toBe(0);
    await summary.getByRole('button', { name: 'Show net' }).click();
    await net.waitFor();
    await owner.expectAccessible();
    await owner.leave();
  });

  it('fills the running hour, with a gleam unless motion is reduced', async () => {
    const meter = page.getByRole('article').filter({ hasText: 'Household' }).locator('.filling');
    await page.goto('/devices');
    expect(await meter.evaluate(gleamOf)).toBe('none');
    await page.emulateMedia({ reducedMotion: 'no-preference' });
    expect(await meter.evaluate(gleamOf)).toBe('gleam');
    const widths = await meter.evaluate(widthsOf);
    expect(widths.bar).toBeGreaterThan(0);
    expect(widths.bar).toBeLessThanOrEqual(widths.track);
    await page.emulateMedia({ reducedMotion: 'reduce' });
  });

  it('links to a device’s day', async () => {
    await page.getByRole('article').getByRole('link', { name: 'Household' }).click();
    await visitor.arrivesAt(addressOf(dateOf(0)));
    await chart().waitFor();
    await page.getByText('Now').or(page.getByText('Yesterday')).first().waitFor();
  });
});

describe('the day of a device', () => {
  it('describes its chart: the total, the hours over the limit, and missing hours', async () => {
    await page.goto(addressOf(dateOf(-1)));
    await chart().waitFor();
    const words = await chart().getAttribute('aria-label');
    expect(words).toMatch(/: \d\d\.\d\d\skWh total\./);
    expect(words).toMatch(/Over the limit of 2\.00\skWh: 18:00(, 19:00)? and (19|20):00\./);
    expect(words).toContain('No data: 03:00 and 04:00.');
    await page.getByText('Hours over limit').first().waitFor();
    await visitor.expectAccessible();
  });

  it('requests nothing twice, although its first data is prefetched', async () => {
    const requested: string[] = [];
    const note = (request: Request) => {
      const { pathname, search } = new URL(request.url());
      if (pathname.startsWith('/api/')) requested.push(pathname + search);
    };
    page.on('request', note);
    await page.goto(addressOf(dateOf(-1)));
    await chart().waitFor();
    await page.getByText('vs. 7-day average').first().waitFor();
    page.off('request', note);
    const device = `/api/devices/${household}`;
    const first = ['/api/session', device, `${device}/consumption?day=${dateOf(-1)}`];
    expect(requested.filter((path) => first.includes(path)).toSorted()).toEqual(first.toSorted());
  });

  it('draws hours over the limit in another colour', async () => {
    await expect.poll(async () => (await coloursOfChart(page)).exceeded).toBeGreaterThan(200);
    expect((await coloursOfChart(page)).measured).toBeGreaterThan(1_000);
    await page.goto(addressOf(dateOf(-8)));
    await chart().waitFor();
    await expect.poll(async () => (await coloursOfChart(page)).measured).toBeGreaterThan(1_000);
    const before = await chart().getAttribute('aria-label');
    const isOver = before?.includes('Over the limit') ?? false;
    expect((await coloursOfChart(page)).exceeded > 200).toBe(isOver);
  });

  it('shows details of the hour under the pointer', async () => {
    await page.goto(addressOf(dateOf(-1)));
    await chart().locator('canvas').waitFor();
    await chart().hover();
    await page.locator('p').filter({ hasText: HOUR }).waitFor();
    const phone = await Visitor.at(browser, platform, { viewport: PHONE, hasTouch: true });
    await phone.signIn(emma, addressOf(dateOf(-1)));
    const drawing = phone.page.getByRole('img', { name: /^Consumption of Household/ });
    await drawing.locator('canvas').waitFor();
    await drawing.tap();
    const tooltip = phone.page.locator('p').filter({ hasText: HOUR });
    const { x, y, width, height } = (await tooltip.boundingBox())!;
    await phone.page.getByRole('button', { name: 'Message us' }).click();
    await phone.page.getByRole('textbox', { name: 'Write a message' }).waitFor();
    const middle = [x + width / 2, y + height / 2] as const;
    expect(await phone.page.evaluate(isInDialog, middle)).toBe(true);
    await phone.leave();
  });

  it('is drawn in browsers that cannot draw in a worker', async () => {
    const old = await Visitor.at(browser, platform);
    await old.page.addInitScript(() => Reflect.deleteProperty(globalThis, 'OffscreenCanvas'));
    await old.signIn(emma, addressOf(dateOf(-1)));
    await expect.poll(async () => (await coloursOfChart(old.page)).measured).toBeGreaterThan(1_000);
    await old.leave();
  });

  it('navigates with the arrow keys and the browser’s back button', async () => {
    await page.goto(addressOf(dateOf(-1)));
    await chart().waitFor();
    await page.keyboard.press('ArrowLeft');
    await visitor.arrivesAt(addressOf(dateOf(-2)));
    await page.keyboard.press('ArrowRight');
    await visitor.arrivesAt(addressOf(dateOf(-1)));
    await page.goBack();
    await visitor.arrivesAt(addressOf(dateOf(-2)));
    await page.goto(addressOf(dateOf(0)));
    await chart().waitFor();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('button', { name: 'Next day' }).isDisabled();
    expect(page.url()).toContain(dateOf(0));
  });

  it('is chosen from a calendar that marks today and days with readings, the darker the more', async () => {
    await page.goto(addressOf(dateOf(0)));
    await page.getByRole('button', { name: /^Choose a day/ }).click();
    const calendar = page.getByRole('dialog');
    const today = calendar.getByRole('button', { name: longDay(0) });
    await today.waitFor();
    await visitor.expectAccessible();
    const circleOf = (button: Locator) => button.locator('span').first();
    await circleOf(today).locator('span').waitFor(); // The dot of a day with readings, also of the chosen one.
    expect(await circleOf(today).evaluate(shadowOf)).not.toBe('none');
    const yesterday = calendar.getByRole('button', { name: longDay(-1) });
    if (await yesterday.isVisible()) {
      expect(await circleOf(yesterday).evaluate(shadowOf)).toBe('none');
      expect(await circleOf(yesterday).evaluate(backgroundOf)).not.toBe('rgba(0, 0, 0, 0)');
    }
    // The focus starts on the current day.
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Enter');
    await visitor.arrivesAt(addressOf(dateOf(-1)));
    await calendar.waitFor({ state: 'hidden' });
  });

  it('is chosen from the calendar by keys: Page Up and Page Down turn months, arrows days', async () => {
    await page.goto(addressOf(dateOf(-1)));
    await page.getByRole('button', { name: /^Choose a day/ }).click();
    const nameOf = (date: Temporal.PlainDate) => date.toLocaleString('en-GB', LONG_DAY);
    const focusedOf = (date: Temporal.PlainDate) =>
      page.getByRole('button', { name: nameOf(date) }).and(page.locator(':focus'));
    const yesterday = day(-1).toPlainDate();
    await focusedOf(yesterday).waitFor();
    const monthBefore = yesterday.subtract({ months: 1 });
    await page.keyboard.press('PageUp');
    await focusedOf(monthBefore).waitFor();
    await page.keyboard.press('PageDown');
    await focusedOf(monthBefore.add({ months: 1 })).waitFor();
    await page.keyboard.press('PageUp');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await visitor.arrivesAt(addressOf(monthBefore.subtract({ weeks: 1 }).toString()));
  });

  it('is chosen from the nearby days', async () => {
    await page.goto(addressOf(dateOf(-1)));
    const days = page.getByRole('navigation', { name: 'Nearby days' });
    await days.getByRole('link').nth(-3).click();
    await visitor.arrivesAt(addressOf(dateOf(-2)));
  });

  it('has 23 or 25 hours on a clock change', async () => {
    await page.goto(addressOf(clockChange.toPlainDate().toString()));
    const hours = clockChange.hoursInDay;
    await page.getByText(`this day has ${hours} hours`).waitFor();
    await page.getByRole('button', { name: 'Table' }).click();
    const table = page.getByRole('table', { name: /^Consumption of Household/ });
    expect(await table.getByRole('rowheader').count()).toBe(hours);
    await visitor.expectAccessible();
    await page.getByRole('button', { name: 'Chart' }).click();
  });

  it('lasts 24½ hours when clocks go back by half an hour, with the correct hours', async () => {
    await page.goto(`/devices/${lordHowe}/2025-04-06?hour=2025-04-05T15:00:00.000Z`);
    await page.getByText('Clocks go back: this day has 24½ hours.').waitFor();
    await page.getByText(/01:30\s?–\s?02:00: 0\.25\skWh/).waitFor();
    await page.goto(`/devices/${lordHowe}/2025-10-05?hour=2025-10-04T15:30:00.000Z`);
    await page.getByText('Clocks go forward: this day has 23½ hours.').waitFor();
    await page.getByText(/02:30\s?–\s?03:00: 0\.50\skWh/).waitFor();
  });

  it.each([
    {
      zone: 'Antarctica/Troll',
      date: '2024-10-27',
      hour: '2024-10-27T00:00:00.000Z',
      hours: 26,
      text: /02:00 GMT\+2–01:00 GMT\+0: 0\.75\skWh/,
    },
    {
      zone: 'Antarctica/Casey',
      date: '2023-03-09',
      hour: '2023-03-08T15:00:00.000Z',
      hours: 27,
      text: /02:00 GMT\+11–00:00 GMT\+8: 1\.25\skWh/,
    },
  ])('names both offsets of the hour before the clocks of $zone go back', async (change) => {
    const meter = change.zone === 'Antarctica/Troll' ? troll : casey;
    await page.goto(`/devices/${meter}/${change.date}?hour=${change.hour}`);
    await page.getByText(`Clocks go back: this day has ${change.hours} hours.`).waitFor();
    await page.getByText(change.text).waitFor();
    await page.getByRole('button', { name: 'Table' }).click();
    const table = page.getByRole('table');
    expect(await table.getByRole('rowheader').count()).toBe(change.hours);
    await page.getByRole('button', { name: 'Chart' }).click();
  });

  it('explains that the calendar skips it', async () => {
    await page.goto(`/devices/${apia}/2011-12-30`);
    await page.getByText('This day doesn’t exist').waitFor();
    await page.getByText('The calendar of Pacific/Apia skips Friday, 30 December 2011.').waitFor();
    await visitor.expectAccessible();
  });

  it('downloads as CSV and as an image', async () => {
    await page.goto(addressOf(dateOf(-1)));
    await chart().waitFor();
    const csv = page.waitForEvent('download');
    await page.getByRole('button', { name: /CSV/ }).click();
    expect((await csv).suggestedFilename()).toBe(`household-${dateOf(-1)}.csv`);
    const lines = (await text(await (await csv).createReadStream())).trimEnd().split('\r\n');
    expect(lines[0]).toBe(
      'start,local_time,energy_kwh,readings,limit_kwh,exceeded,estimated,suspect_readings,partly_unknown',
    );
    expect(lines).toHaveLength(1 + day(-1).hoursInDay);
    const picture = page.waitForEvent('download');
    await page.getByRole('button', { name: /as an image/ }).click();
    const png = await buffer(await (await picture).createReadStream());
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect(png.readUInt32BE(16)).toBe(2_000);
    expect(await page.locator('p').filter({ hasText: HOUR }).count()).toBe(0);
  });

  it('without readings links to the last day with some', async () => {
    await page.goto(addressOf(dateOf(-9)));
    await page.getByText('No data for this day').waitFor();
    await visitor.expectAccessible();
    await page.goto(`/devices/${household}/not-a-day`);
    await visitor.arrivesAt(addressOf(dateOf(0)));
    await chart().waitFor();
  });

  it('fits a phone, with two figures above the chart and the others below', async () => {
    await page.setViewportSize(PHONE);
    await page.goto(addressOf(dateOf(-1)));
    await chart().waitFor();
    await visitor.expectToFit();
    await visitor.expectAccessible();
    const top = async (text: string) => (await page.getByText(text).first().boundingBox())!.y;
    const middle = (await chart().boundingBox())!.y;
    expect(await top('vs. previous day')).toBeLessThan(middle);
    expect(await top('Peak hour')).toBeGreaterThan(middle);
    const small = await page
      .getByRole('main')
      .getByRole('button')
      .evaluateAll((buttons) =>
        (buttons as never as { getBoundingClientRect(): { width: number; height: number } }[])
          .map((button) => button.getBoundingClientRect())
          .filter(({ width, height }) => width < 44 || height < 44),
      );
    expect(small).toEqual([]);
    await page.setViewportSize(DESK);
  });

  it('keeps its edges and pressed states in forced colours, and prints without navigation', async () => {
    await page.goto(addressOf(dateOf(-1)));
    await chart().waitFor();
    const background = (name: string) =>
      page.getByRole('button', { name, exact: true }).evaluate(backgroundOf);
    await page.emulateMedia({ forcedColors: 'active' });
    expect(await background('Chart')).not.toBe(await background('Table'));
    const swatch = page.getByRole('list', { name: 'Chart legend' }).locator('span').first();
    const colour = await swatch.evaluate(backgroundOf);
    expect(colour).not.toBe(await background('Table'));
    await page.emulateMedia({ forcedColors: 'none', media: 'print' });
    expect(await page.getByRole('banner').isVisible()).toBe(false);
    expect(await page.getByRole('button', { name: /CSV/ }).isVisible()).toBe(false);
    expect(await chart().isVisible()).toBe(true);
    await page.getByText(longDay(-1)).first().waitFor();
    await page.emulateMedia({ media: 'screen' });
  });

  it('hatches estimated hours and outlines those with suspect readings, and says so in words', async () => {
    const { api } = platform.administrator;
    const quinn = await platform.client('Quinn');
    const device = { description: 'Pump', address: 'Cellar', maxHourlyConsumption: 2 };
    const pump = await platform.device(quinn, { ...device, timeZone: TIME_ZONE, maxPower: 3 });
    const measured = { from: day(-1).epochMilliseconds, to: day(0).epochMilliseconds };
    const readings = householdReadings({ ...measured, timeZone: TIME_ZONE, missing: [8] });
    const at = (hour: number) => day(-1).with({ hour });
    const suspect = [at(12).add({ minutes: 1 }).epochMilliseconds, 4] as const;
    await platform.measured(pump, [...readings, suspect]);
    const recorded = async () => {
      const path = `/devices/${pump}/consumption?day=${dateOf(-1)}`;
      const { hours } = (await api.request<{ hours: QualityOfHour[] }>('GET', path)).body;
      return hours.reduce((sum, hour) => sum + hour.readings + hour.suspect, 0);
    };
    await expect.poll(recorded, { timeout: 20_000 }).toBe(readings.length + 1);
    const instantOf = (hour: number) => at(hour).toInstant().toString();
    const gap = {
      from: instantOf(8),
      to: instantOf(9),
      method: 'linear',
      reason: 'Meter was offline',
    };
    const { position } = await api.request('POST', `/devices/${pump}/gap-estimates`, gap);
    await api.request('GET', `/devices/${pump}/consumption`, undefined, position);

    const owner = await Visitor.at(browser, platform);
    await owner.signIn(quinn, `/devices/${pump}/${dateOf(-1)}`);
    const drawing = owner.page.getByRole('img', { name: /^Consumption of Pump/ });
    await drawing.waitFor();
    const words = await drawing.getAttribute('aria-label');
    expect(words).toContain('Estimated: 08:00.');
    expect(words).toContain('Suspect readings, not counted: 12:00.');
    const legend = owner.page.getByRole('list', { name: 'Chart legend' });
    await legend.getByText('Estimated').waitFor();
    await owner.page.emulateMedia({ forcedColors: 'active' });
    const swatch = legend.getByText('Suspect readings, not counted').locator('span');
    expect(await swatch.evaluate(borderStyleOf)).toBe('dashed');
    await owner.page.emulateMedia({ forcedColors: 'none' });
    await owner.expectAccessible();
    await owner.page.getByRole('button', { name: 'Table' }).click();
    const rowOf = (name: string) =>
      owner.page
        .getByRole('row')
        .filter({ has: owner.page.getByRole('rowheader', { name, exact: true }) });
    await rowOf('08:00').getByText('Estimated').waitFor();
    await rowOf('12:00').getByText('Suspect readings, not counted').waitFor();
    await owner.leave();
  });

  it('and the other pages of clients are usable at any size, in German, dark and forced colours, and with large text', async () => {
    const reader = await Visitor.at(browser, platform);
    await reader.signIn(emma);
    await reader.arrivesAt('/devices');
    await reader.expectAdaptable([...pagesOfClients(), '/password']);
    await reader.leave();
  });

  it('and the other pages of clients cover no control by the chat', async () => {
    await page.setViewportSize(PHONE);
    await page.goto('/devices');
    await page.getByRole('button', { name: 'Message us' }).click();
    await page.getByRole('textbox', { name: 'Write a message' }).waitFor();
    await visitor.expectNothingCovered();
    await page.keyboard.press('Escape');
    await page.setViewportSize(DESK);
  });

  it('is drawn in the typeface of the page, before the pointer comes as after it', async () => {
    await page.goto(addressOf(dateOf(-1)));
    const typeface = await page.locator('body').evaluate(typefaceOf);
    await page.evaluate(recordTypefaces);
    const axis = () => inkOfAxis(chart());
    await expect.poll(axis).toBeGreaterThan(0);
    const before = await axis();
    await chart().hover();
    await expect.poll(() => page.evaluate(recordedTypefaces)).toEqual([typeface]);
    expect(await axis()).toBe(before);
  });

  it('points at no hour after a change of views', async () => {
    await page.goto(addressOf(dateOf(-1)));
    await page.getByRole('button', { name: 'Table' }).click();
    await page.getByRole('button', { name: 'Chart' }).click();
    await chart().locator('canvas').waitFor();
    expect(await page.locator('p').filter({ hasText: HOUR }).count()).toBe(0);
  });

  it('navigates by swiping over the chart on a phone', async () => {
    const phone = await Visitor.at(browser, platform, { viewport: PHONE, hasTouch: true });
    await phone.signIn(emma, addressOf(dateOf(-1)));
    const fingers = await phone.context.newCDPSession(phone.page);
    const swipe = async (way: -1 | 1) => {
      const drawing = phone.page.getByRole('img', { name: /^Consumption of Household/ });
      await phone.page.waitForLoadState('networkidle'); // The chart before is gone.
      await drawing.locator('canvas').waitFor();
      await drawing.scrollIntoViewIfNeeded();
      const { x, y, width, height } = (await drawing.boundingBox())!;
      for (const [type, distance] of [
        ['touchStart', 0],
        ['touchMove', 60],
        ['touchMove', 120],
      ] as const) {
        const touchPoints = [{ x: x + width / 2 + way * distance, y: y + height / 2 }];
        await fingers.send('Input.dispatchTouchEvent', { type, touchPoints });
      }
      await fingers.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    };
    await phone.arrivesAt(addressOf(dateOf(-1)));
    await swipe(1);
    await phone.arrivesAt(addressOf(dateOf(-2)));
    await swipe(-1);
    await phone.arrivesAt(addressOf(dateOf(-1)));
    for (const [current, previous] of periodsWithPrevious(dateOf(-1))) {
      await phone.page.goto(addressOf(current));
      await swipe(1);
      await phone.arrivesAt(addressOf(previous));
    }
    await phone.leave();
  });

  it('of today updates from the live feed', async () => {
    await page.goto(addressOf(dateOf(0)));
    await chart().waitFor();
    const total = page.getByText('Total so far').locator('xpath=following-sibling::dd');
    const before = Number.parseFloat(await total.innerText());
    // The running hour is not compared.
    const compared = page.getByText(/^full hours: \d+\.\d+ vs\. \d+\.\d+\skWh$/).first();
    if (now.hour > 0) await compared.waitFor();
    await platform.measured(household, [[Date.now() - 1_000, 1.234]]);
    await expect
      .poll(async () => Number.parseFloat(await total.innerText()), { timeout: 20_000 })
      .toBeGreaterThan(before + 1);
  });

  it('of another client’s device is not found', async () => {
    const other = await platform.client('Somebody else');
    const stranger = await Visitor.at(browser, platform);
    await stranger.signIn(other, addressOf(dateOf(0)));
    await stranger.page.getByRole('alert').getByText('Device not found').waitFor();
    await stranger.expectAccessible();
    await stranger.leave({ expected: [/^404: GET \/api\/devices/, /^console: .* 404/] });
  });
});

describe('a device that was the client’s', () => {
  it('stays, read-only, with the hours that were theirs', async () => {
    const { api } = platform.administrator;
    const ben = await platform.client('Ben');
    const boiler = await platform.device(emma, {
      description: 'Boiler',
      address: 'Rue de la Loi 16',
      maxHourlyConsumption: 2,
      timeZone: TIME_ZONE,
    });
    await platform.measured(boiler, [
      [day(-1).epochMilliseconds + 60_000, 1.25],
      [now.epochMilliseconds, 0.5],
    ]);
    const path = `/devices/${boiler}`;
    const assigned = await api.request('PUT', `${path}/owner`, { userId: ben.id });
    await api.request('GET', path, undefined, assigned.position);

    const today = longDay(0);
    await page.goto('/devices');
    const card = page.getByRole('article').filter({ hasText: 'Boiler' });
    await card.getByText(`Yours until ${today}`).waitFor();
    await visitor.expectAccessible();
    await card.getByRole('link').click();
    await page.getByText(`This device was yours until ${today}.`).waitFor();
    await page.getByRole('list', { name: 'Chart legend' }).getByText('Not yours').waitFor();
    await page.getByRole('button', { name: 'Table' }).click();
    const last = page.getByRole('row').last();
    expect(await last.innerText()).toMatch(/–\s+0\s+Not yours/);
    await visitor.expectAccessible();
    await page.getByRole('button', { name: 'Chart', exact: true }).click();
    await page.goto(`/devices/${boiler}/${dateOf(-1)}`);
    await page.getByText('1.25').first().waitFor();
    await page.goto(`/devices/${boiler}/${dateOf(1)}`);
    await page.getByText('Not your device on this day').waitFor();
    await visitor.expectAccessible();

    const next = await Visitor.at(browser, platform);
    await next.signIn(ben, `/devices/${boiler}/${dateOf(-1)}`);
    await next.page.getByText('Not your device on this day').waitFor();
    await next.expectAccessible();
    await next.leave();
  });
});

describe('the hours of a device', () => {
  const LIMIT = 2;
  const NIGHT = 0.3;
  /** From the start of the running hour, at its pace. */
  const MINUTES_TO_LIMIT = 45;
  let current: Temporal.ZonedDateTime;
  const dayIn = (days: number) => current.startOfDay().add({ days });
  const dateIn = (days: number) => dayIn(days).toPlainDate().toString();
  let reader: Visitor;
  let oven: string;
  const drawing = () => reader.page.getByRole('img', { name: /^Consumption of Oven/ });
  const legend = () => reader.page.getByRole('list', { name: 'Chart legend' });
  const open = async (days: number) => {
    await reader.page.goto(`/devices/${oven}/${dateIn(days)}`);
    await drawing().locator('canvas:not([width="0"])').waitFor();
  };

  beforeAll(async () => {
    current = Temporal.Now.zonedDateTimeISO(midHourZone());
    const lea = await platform.client('Lea');
    const meter = (description: string) =>
      platform.device(lea, {
        description,
        address: 'Rue de la Loi 18',
        maxHourlyConsumption: LIMIT,
        timeZone: current.timeZoneId,
      });
    const startOfHour = current.round({
      smallestUnit: 'hour',
      roundingMode: 'floor',
    }).epochMilliseconds;
    oven = await meter('Oven');
    await meter('Fridge'); // Home sums up several devices.
    const hours = (days: number, energies: Readonly<Record<number, number>>, others: number) =>
      Array.from({ length: 24 }, (_, hour) => {
        const at = dayIn(days).add({ hours: hour }).epochMilliseconds + 60_000;
        return [at, energies[hour] ?? others] as const;
      });
    await platform.measured(oven, [
      // The earlier a day, the less.
      ...[-5, -4, -3, -2].flatMap((days) => hours(days, {}, NIGHT + days / 20)),
      ...hours(0, {}, NIGHT / 3).filter(([at]) => at < startOfHour),
      [Date.now() - 1_000, (LIMIT * current.minute) / MINUTES_TO_LIMIT],
      ...hours(-1, { 10: 0.85 * LIMIT, 12: 0.75 * LIMIT, 14: 1.8 * LIMIT }, NIGHT),
    ]);
    reader = await Visitor.at(browser, platform);
    await reader.signIn(lea);
  });
  afterAll(() => reader?.leave());

  it('warn of the limit that the running one exceeds at its pace', async () => {
    const warning = /^At this pace over the limit at \d\d:[1245]\d\.$/;
    await reader.page.goto('/devices');
    await reader.page.getByRole('article').getByText(warning).waitFor();
    const summary = reader.page.getByRole('region', { name: 'Today at a glance' });
    await summary.getByText(warning).waitFor();
    await open(0);
    await reader.page.getByText(warning).waitFor();
    await reader.expectAccessible();
  });

  it('have one scale on all days, with the limit in view', async () => {
    const limitOn = async (days: number) => {
      await open(days);
      const { row } = await linesOfChart(drawing(), '--chart-limit');
      expect(row.share).toBeGreaterThan(0.3);
      return row.position;
    };
    const high = await limitOn(-1);
    expect(await limitOn(-2)).toBe(high);
    expect(await limitOn(0)).toBe(high);
  });

  it('are amber from 80 % of the limit', async () => {
    await open(-1);
    await legend().getByText('From 80% of the limit').waitFor();
    const { near, exceeded, measured } = await coloursOfChart(drawing());
    expect(near).toBeGreaterThan(200);
    expect(exceeded).toBeGreaterThan(200);
    expect(measured).toBeGreaterThan(near);
    await open(-2);
    expect((await coloursOfChart(drawing())).near).toBe(0);
  });

  it('of today have those of yesterday behind them, and a mark for now', async () => {
    await open(0);
    await legend().getByText('Yesterday').waitFor();
    const outline = async () => (await coloursOfChart(drawing())).missing;
    const now = async () => (await linesOfChart(drawing(), '--ui-text-muted')).column.share;
    expect(await outline()).toBeGreaterThan(200);
    expect(await now()).toBeGreaterThan(0.6);
    await open(-2);
    expect(await legend().getByText('Yesterday').count()).toBe(0);
    expect(await outline()).toBe(0);
    expect(await now()).toBeLessThan(0.2);
  });

  it('make days darker in the calendar the more they add up to; the chosen day keeps its dot', async () => {
    const [chosen, less, more] = [-3, -2, -1] as const;
    await open(chosen);
    await reader.page.getByRole('button', { name: /^Choose a day/ }).click();
    const calendar = reader.page.getByRole('dialog');
    const circleOf = (days: number) => {
      const name = dayIn(days).toLocaleString('en-GB', LONG_DAY);
      return calendar.getByRole('button', { name }).locator('span').first();
    };
    await circleOf(chosen).locator('span').waitFor();
    const shades = () =>
      Promise.all([less, more].map((days) => circleOf(days).evaluate(strengthOf)));
    const [light, dark] = (await shades()) as [number, number];
    expect(light).toBeGreaterThan(0);
    expect(dark).toBeGreaterThan(light);
    await reader.page.keyboard.press('Escape');
  });
});

/** Runs in the page. */
function shadowOf(element: unknown): string {
  const { ownerDocument } = element as Pick<BrowserCanvas, 'ownerDocument'>;
  return ownerDocument.defaultView.getComputedStyle(element).getPropertyValue('box-shadow');
}

/** Runs in the page: the animation that is drawn over an element. */
function gleamOf(element: unknown): string {
  const { ownerDocument } = element as Pick<BrowserCanvas, 'ownerDocument'>;
  const style = ownerDocument.defaultView.getComputedStyle(element, '::after');
  const isHidden = style.getPropertyValue('display') === 'none';
  return isHidden ? 'none' : style.getPropertyValue('animation-name');
}

/** Runs in the page. */
function widthsOf(element: unknown): { bar: number; track: number } {
  interface Measured {
    readonly offsetWidth: number;
    readonly parentElement: Measured;
  }
  const { offsetWidth, parentElement } = element as Measured;
  return { bar: offsetWidth, track: parentElement.offsetWidth };
}

/** Runs in the page. */
function backgroundOf(element: unknown): string {
  const { ownerDocument } = element as Pick<BrowserCanvas, 'ownerDocument'>;
  const style = ownerDocument.defaultView.getComputedStyle(element);
  return style.getPropertyValue('background-color');
}

/** Runs in the page. */
function borderStyleOf(element: unknown): string {
  const { ownerDocument } = element as Pick<BrowserCanvas, 'ownerDocument'>;
  return ownerDocument.defaultView.getComputedStyle(element).getPropertyValue('border-top-style');
}

interface Drawing {
  font: string;
  fillText: unknown;
}

interface RecordingPage {
  readonly CanvasRenderingContext2D: { readonly prototype: Drawing };
  fonts?: string[];
}

/** Runs in the page: notes the typeface of every text that is drawn from now on. */
function recordTypefaces(): void {
  const page = globalThis as never as RecordingPage;
  const { prototype } = page.CanvasRenderingContext2D;
  const fillText = prototype.fillText as (...args: unknown[]) => void;
  const typefaces: string[] = [];
  page.fonts = typefaces;
  prototype.fillText = function (this: Drawing, ...args: unknown[]) {
    typefaces.push(this.font.replace(/^.*\dpx /, ''));
    fillText.apply(this, args);
  };
}

/** Runs in the page. */
function recordedTypefaces(): string[] {
  return [...new Set((globalThis as never as RecordingPage).fonts)];
}

/** Runs in the page. */
function typefaceOf(element: unknown): string {
  const { ownerDocument } = element as Pick<BrowserCanvas, 'ownerDocument'>;
  return ownerDocument.defaultView.getComputedStyle(element).getPropertyValue('font-family');
}

/** Runs in the page: true if the uppermost element at a point belongs to a dialog. */
function isInDialog([x, y]: readonly [number, number]): boolean {
  const { document } = globalThis as never as {
    document: { elementFromPoint(x: number, y: number): { closest(selector: string): unknown } };
  };
  return document.elementFromPoint(x, y).closest('[role=dialog]') !== null;
}

interface QualityOfHour {
  readonly readings: number;
  readonly suspect: number;
}
