import { buffer, text } from 'node:stream/consumers';
import { startBrowser } from '@energy/testing/browser';
import { type Account, ServedPlatform } from '@energy/testing/platform';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { coloursOfChart } from './chart-pixels.ts';
import {
  dateOf,
  periodsOf,
  periodsWithPrevious,
  registerHousehold,
  shortDay,
} from './household.ts';
import { DESK, PHONE, Visitor } from './visitor.ts';

vi.setConfig({ testTimeout: 120_000 }); // For a busy machine.

let platform: ServedPlatform;
let browser: Browser;
let emma: Account;
let visitor: Visitor;
let page: Page;
let household: string;

beforeAll(async () => {
  [platform, browser] = await Promise.all([ServedPlatform.start(), startBrowser()]);
  emma = await platform.client('Emma');
  household = await registerHousehold(platform, emma);
  visitor = await Visitor.at(browser, platform);
  page = visitor.page;
  await visitor.signIn(emma);
}, 240_000);
afterAll(async () => {
  // The API refuses a period in the future.
  await visitor?.leave({ expected: [/^400: GET .*\/consumption$/, /^console: .* 400/] });
  await browser?.close();
  await platform?.stop();
});

const chart = () => page.getByRole('img', { name: /^Consumption of Household( on|,)/ });
const addressOf = (period: string) => `/devices/${household}/${period}`;

describe('the periods of a device', () => {
  /** A week whose days all have readings, those of yesterday but for two hours. */
  const { week, month, year } = periodsOf(dateOf(-1));
  const kinds = () => page.getByRole('navigation', { name: 'Period' });
  const figure = (label: string | RegExp) =>
    page.locator('dt').filter({ hasText: label }).first().locator('xpath=following-sibling::dd[1]');

  it('are chosen by one switch, and named by the address', async () => {
    await page.goto(addressOf(dateOf(0)));
    const current = periodsOf(dateOf(0));
    for (const [kind, name] of [
      ['Week', current.week],
      ['Month', current.month],
      ['Year', current.year],
    ] as const) {
      await kinds().getByRole('link', { name: kind }).click();
      await visitor.arrivesAt(addressOf(name));
      await chart().waitFor();
      await page.getByText(/hours (so far measured|have no data)/).waitFor();
      await visitor.expectAccessible();
    }
    await kinds().getByRole('link', { name: 'Day' }).click();
    await page.waitForURL(/\d{4}-\d\d-\d\d$/);
    await page.goto(`/devices/${household}/2026-13`);
    await visitor.arrivesAt(addressOf(dateOf(0)));
  });

  it('compare with earlier ones and their usual course, and say what is missing', async () => {
    await page.goto(addressOf(week));
    await page.getByText('vs. previous week').waitFor();
    await page
      .getByText(/^Typical: (one earlier week|average of the last)/)
      .first()
      .waitFor();
    const words = await chart().getAttribute('aria-label');
    expect(words).toMatch(/kWh total\. Peak on .* \d+ .*hours .*\.$/);
    await page.getByRole('button', { name: 'Sum' }).click();
    await page
      .getByRole('img', { name: /^Running total of Household/ })
      .locator('canvas')
      .waitFor();
    await page.getByRole('button', { name: 'Chart', exact: true }).click();
    await chart().locator('canvas').waitFor();
    await chart().hover();
    await page
      .getByRole('main')
      .getByText(/^Typical: \d/)
      .waitFor();
  });

  it('add up the same by day and by month, in the table and the downloads', async () => {
    await page.goto(addressOf(month));
    const total = Number.parseFloat((await figure('Total').innerText()).replace(',', ''));
    const csv = page.waitForEvent('download');
    await page.getByRole('button', { name: /as a CSV file/ }).click();
    expect((await csv).suggestedFilename()).toBe(`household-${month}.csv`);
    const [header, ...lines] = (await text(await (await csv).createReadStream()))
      .trimEnd()
      .split('\r\n');
    expect(header).toMatch(
      /^period,from,to,energy_kwh,hours,hours_measured,complete,hours_estimated,/,
    );
    const sum = lines.reduce((all, line) => all + Number(line.split(',')[3]), 0);
    expect(Math.abs(sum - total)).toBeLessThan(0.06);
    const exported = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export every hour or reading' }).click();
    await page.getByRole('menuitem', { name: 'CSV', exact: true }).first().click();
    const hours = (await text(await (await exported).createReadStream())).trimEnd().split('\r\n');
    const column = hours[0]!.split(',').indexOf('energy_kwh');
    const sumOfHours = hours
      .slice(1)
      .reduce((all, line) => all + Number(line.split(',')[column]), 0);
    expect(sumOfHours).toBeCloseTo(sum, 6);
    const picture = page.waitForEvent('download');
    await page.getByRole('button', { name: /as an image/ }).click();
    expect((await picture).suggestedFilename()).toBe(`household-${month}.png`);
    await page.getByRole('button', { name: 'Table' }).click();
    const table = page.getByRole('table', { name: /^Consumption of Household/ });
    expect(await table.getByRole('rowheader').count()).toBe(lines.length);
    await visitor.expectAccessible();
    await table.getByRole('link', { name: shortDay(-1) }).click();
    await visitor.arrivesAt(addressOf(dateOf(-1)));
    await page.goBack();
    await page.getByRole('button', { name: 'Chart', exact: true }).click();
  });

  it('go on with the arrow keys, up to today', async () => {
    for (const [current, previous] of periodsWithPrevious(dateOf(-1))) {
      await page.goto(addressOf(current));
      await chart().waitFor();
      await page.keyboard.press('ArrowLeft');
      await visitor.arrivesAt(addressOf(previous));
      await page.keyboard.press('ArrowRight');
      await visitor.arrivesAt(addressOf(current));
    }
    await page.goto(addressOf(dateOf(0).slice(0, 7)));
    await chart().waitFor();
    expect(await page.getByRole('button', { name: 'Next month' }).isDisabled()).toBe(true);
    await page.goto(addressOf('2100-12'));
    await page.getByText('This period is in the future.').waitFor();
  });

  it('show what they cost where a tariff applies, and the bill of a month on paper', async () => {
    await assignTariff(household, `${month}-01`);
    const range = `from=${month}-01&to=${dateOf(0)}&by=month`;
    const path = `/devices/${household}/consumption?${range}`;
    const { body } = await platform.administrator.api.request<Buckets>('GET', path);
    const { total } = body.buckets.find(({ period }) => period === month)!;
    await page.goto(addressOf(month));
    await page.getByRole('button', { name: 'Cost', exact: true }).click();
    await page.waitForURL(/\?show=cost$/);
    await page.getByText('Average per kWh').waitFor();
    if (month === dateOf(0).slice(0, 7)) await figure('Expected for the month').waitFor();
    // 0.25 EUR for 1 kWh and a fifth of tax: two lines, each rounded to a cent.
    const cost = Number.parseFloat((await figure(/^Cost/).innerText()).replace('€', ''));
    expect(Math.abs(cost - total * 0.3)).toBeLessThanOrEqual(0.011);
    await page.getByRole('img', { name: /^Cost of Household, .*€/ }).waitFor();
    await visitor.expectAccessible();

    await page.getByRole('button', { name: 'Export every hour or reading' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'With costs' }).click();
    const exported = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: 'CSV', exact: true }).first().click();
    const [header, ...hours] = (await text(await (await exported).createReadStream()))
      .trimEnd()
      .split('\r\n');
    expect(header).toMatch(/,cost,currency$/);
    const sumOfHours = hours.reduce((sum, hour) => sum + Number(hour.split(',').at(-2)), 0);
    expect(Math.abs(sumOfHours - cost)).toBeLessThanOrEqual(0.011);

    await page.getByRole('link', { name: /^Statement for/ }).click();
    const statement = `/devices/${household}/statements/${month}`;
    await visitor.arrivesAt(statement);
    const lines = page.getByRole('table', { name: 'Statement' });
    await lines.getByRole('row', { name: /^Energy, All .* €0\.25 per kWh/ }).waitFor();
    await lines.getByRole('row', { name: /^Tax 20\s?%/ }).waitFor();
    await lines.getByRole('row', { name: `Total €${cost.toFixed(2)}` }).waitFor();
    await visitor.expectAccessible();
    const pdf = page.waitForEvent('download');
    await page.getByRole('button', { name: 'PDF' }).click();
    expect((await buffer(await (await pdf).createReadStream())).subarray(0, 5).toString()).toBe(
      '%PDF-',
    );
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByRole('banner').isVisible()).toBe(false);
    expect(await page.getByRole('button', { name: /^Print/ }).isVisible()).toBe(false);
    expect(await lines.isVisible()).toBe(true);
    await page.emulateMedia({ media: 'screen' });
  });

  it('show the cost of a day and its hours, and on home that of the month', async () => {
    await page.goto(addressOf(dateOf(-1)));
    await page
      .getByText(/^€\d+\.\d\d$/)
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Table' }).click();
    await page.getByRole('columnheader', { name: 'Cost' }).waitFor();
    await page
      .getByRole('cell', { name: /^€0\.\d\d$/ })
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Chart' }).click();
    if (month !== dateOf(0).slice(0, 7)) return;
    await page.goto('/devices');
    await page
      .getByRole('region', { name: /^Cost in / })
      .getByText('Expected for the month')
      .waitFor();
    await visitor.expectAccessible();
  });

  it('raise an alert when the month is expected to reach a part of the budget', async () => {
    if (month !== dateOf(0).slice(0, 7)) return;
    const { body } = await platform.administrator.api.request<{
      forecast: { costs: { amount: string }[] };
    }>('GET', `/forecast?ownerId=${emma.id}`);
    const expected = Number(body.forecast.costs[0]!.amount);
    await page.goto('/settings');
    await visitor.waitForLiveFeed(page);
    const budget = page.getByRole('region', { name: 'Monthly budget' });
    const setBudget = async (button: string, amount: number) => {
      await budget.getByRole('button', { name: button }).click();
      await page.getByRole('textbox', { name: 'Amount per month' }).fill(amount.toFixed(2));
      await page.getByRole('button', { name: 'Save budget' }).click();
      await budget.getByText(`€${amount.toFixed(2)}`, { exact: true }).waitFor();
    };
    const notices = page.getByRole('region', { name: /Notifications/ }).getByRole('listitem');
    await setBudget('Set budget', expected / 0.9);
    await notices.filter({ hasText: /^80% of the budget for / }).waitFor();
    await setBudget('Change', expected / 1.1);
    await notices.filter({ hasText: /^100% of the budget for / }).waitFor();
    await visitor.expectAccessible();
    await page.goto('/devices');
    const costs = page.getByRole('region', { name: /^Cost in / });
    await costs.getByText(`€${(expected / 1.1).toFixed(2)}`).waitFor();
    await costs.getByText(/^1\d\d% of it expected$/).waitFor();
    await page.goto('/alerts');
    const alerts = page.getByRole('main').getByText(/^(80|100)% of the budget for /);
    await expect.poll(() => alerts.count(), { timeout: 30_000 }).toBe(2);
  });

  it('show every hour of a year as a heat map, which loads once it is on the screen', async () => {
    await page.setViewportSize(PHONE);
    await page.goto(addressOf(year));
    const map = page.getByRole('region', { name: 'Every hour of the year' });
    await map.waitFor();
    expect(await map.getAttribute('aria-busy')).toBe('false');
    await page.setViewportSize(DESK);
    await map.scrollIntoViewIfNeeded();
    await map
      .getByText(/^Most energy is used at \d\d:00 .* over the limit of 2\.00\skWh\.$/)
      .waitFor();
    const drawing = map.getByRole('img', { name: /^Consumption of Household in each hour/ });
    // ECharts draws it on two layers.
    const layers = async () => Promise.all([0, 1].map((layer) => coloursOfChart(drawing, layer)));
    await expect.poll(async () => (await layers()).some(({ exceeded }) => exceeded > 0)).toBe(true);
  });
});

/** Lets a device cost 0.25 EUR for 1 kWh, without tax, from a day on. */
async function assignTariff(deviceId: string, from: string): Promise<void> {
  const { api } = platform.administrator;
  const tariff = { name: 'Flat', currency: 'EUR' };
  const { id } = (await api.request<{ id: string }>('POST', '/tariffs', tariff)).body;
  const prices = { rates: [{ name: 'All', tiers: [{ price: '0.25' }] }], taxPercent: '20' };
  await api.request('PUT', `/tariffs/${id}/versions/${from}`, prices);
  const devices = { deviceIds: [deviceId], from };
  const { position } = await api.request('PUT', `/tariffs/${id}/devices`, devices);
  await api.request('GET', `/devices/${deviceId}`, undefined, position);
}

interface Buckets {
  /** The total in kWh. */
  readonly buckets: readonly { readonly period: string; readonly total: number }[];
}
