import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { Administrator } from './administrator.ts';
import type { Visitor } from './visitor.ts';

let admin: Administrator;
let page: Page;
let visitor: Visitor;

beforeAll(async () => {
  admin = await Administrator.at('/console/devices');
  ({ page, visitor } = admin);
  await admin.registerMeters(24);
});
afterAll(() => admin?.leave());

describe('a tariff', () => {
  // Required fields end with a star.
  const field = (name: string) => page.getByRole('textbox', { name: new RegExp(`^${name}\\*?$`) });
  const hour = (name: string) => page.getByRole('gridcell', { name, exact: true });

  it('gets its first prices in a week’s grid, with each mistake at its field', async () => {
    await page.goto('/console/tariffs');
    await admin.button('New tariff').first().click();
    await admin.dialog.getByLabel('Name').fill('Day and night');
    await admin.dialog.getByLabel('Currency').fill('abc');
    admin.expect(/^400: POST \/api\/tariffs/, /^console: .* 400/);
    await admin.inDialog('Add tariff').click();
    await admin.dialog.getByText('Enter the code of a currency in use, like EUR.').waitFor();
    await admin.dialog.getByLabel('Currency').fill('eur');
    await visitor.expectAccessible();
    await admin.inDialog('Add tariff').click();
    await page.getByRole('heading', { name: 'Day and night', level: 1 }).waitFor();
    await page.getByText('Publish the first prices to assign devices.').waitFor();
    await page.getByRole('link', { name: 'New prices' }).click();

    await field('Rate 1').fill('Day');
    await admin.button('Publish').click();
    await page.getByText('Enter a price, e.g. 0.2874.').waitFor();
    await field('Price').fill('0.30');
    await admin.button('Add rate').click();
    await field('Rate 2').fill('Night');
    await field('Price').nth(1).fill('0.2');
    await admin.button('2 Night').click();
    await admin.button('Paint all of Sunday').click();
    await hour('Monday 00:00–01:00: 1 Day').click();
    await hour('Monday 00:00–01:00: 2 Night').press('Shift+ArrowRight');
    await hour('Monday 01:00–02:00: 2 Night').press('ArrowDown');
    await page.keyboard.press(' ');
    await hour('Tuesday 01:00–02:00: 2 Night').waitFor();
    await field('Fixed charge').fill('10');
    await field('Tax').fill('20');
    await admin.inspect();
    await admin.button('Publish').click();
    await page.getByRole('heading', { name: 'Prices', level: 2 }).waitFor();
    await page.getByText('€0.20 per kWh').waitFor();
    await page.getByRole('cell', { name: 'Sunday 23:00–00:00: 2 Night' }).waitFor();
    await page.getByRole('cell', { name: 'Tuesday 00:00–01:00: 1 Day' }).waitFor();
    await admin.inspect();
  });

  it('bills devices from a day on, chosen in their list or on its page', async () => {
    const tariff = page.url();
    await admin.button('Assign devices').click();
    await admin.inDialog('Assign tariff').click();
    await admin.dialog.getByText('Choose 1 to 200 devices.').waitFor();
    await admin.dialog.getByLabel('Devices', { exact: true }).click();
    await page.getByRole('option', { name: /^Meter 21/ }).click();
    await page.getByRole('option', { name: /^Meter 22/ }).click();
    await page.keyboard.press('Escape');
    await visitor.expectAccessible();
    await admin.inDialog('Assign tariff').click();
    await page.getByRole('link', { name: 'Meter 22' }).waitFor();

    await page.goto('/console/devices');
    await admin.search('meter 2');
    for (const number of [23, 24]) {
      await admin.select(`Meter ${number}`);
    }
    await admin.button('Assign tariff').click();
    await admin.inDialog('Assign tariff').click();
    await admin.dialog.getByText('Choose a tariff').last().waitFor();
    await admin.dialog.getByLabel('Tariff', { exact: true }).click();
    await page.getByRole('option', { name: 'Day and night (EUR)' }).click();
    await admin.dialog.getByText('No tariff → Day and night').first().waitFor();
    await visitor.expectAccessible();
    await admin.inDialog('Assign tariff').click();
    await admin.notice('2 devices changed.').waitFor();
    await page.getByRole('link', { name: 'Meter 23' }).click();
    await page.getByRole('link', { name: 'Day and night' }).first().waitFor();
    await visitor.expectAccessible();
    await page.goto(tariff);
    await page.getByRole('link', { name: 'Meter 24' }).waitFor();
  });

  it('previews its prices on a month, and is retired when it bills no device', async () => {
    const tariff = page.url();
    await page.getByLabel('Device', { exact: true }).click();
    await page.getByPlaceholder('Search').last().fill('Meter 21');
    await page.getByRole('option', { name: /^Meter 21/ }).click();
    await page.getByText('No tariff applied in this month.').waitFor();
    await page.getByText('The device had no tariff in this month.').waitFor();
    await admin.inspect();
    await page.getByLabel('Month', { exact: true }).click();
    await page.getByRole('option').first().click();
    await page.getByText('No tariff applied in this month.').waitFor({ state: 'hidden' });

    admin.expect(/^409: DELETE \/api\/tariffs/, /^console: .* 409/);
    await admin.button('Retire').click();
    await admin.inDialog('Retire').click();
    await admin.dialog.getByText(/^Devices still use this tariff/).waitFor();
    await admin.inDialog('Cancel').click();
    await page.goto('/console/devices');
    await admin.search('meter 2');
    for (const number of [21, 22, 23, 24]) {
      await admin.select(`Meter ${number}`);
    }
    await admin.button('Assign tariff').click();
    await admin.dialog.getByLabel('Tariff', { exact: true }).click();
    await page.getByRole('option', { name: 'No tariff' }).click();
    await admin.inDialog('Assign tariff').click();
    await admin.notice('4 devices changed.').waitFor();
    await page.goto(tariff);
    await page.getByText('No device has this tariff.').waitFor();
    await admin.button('Retire').click();
    await admin.inDialog('Retire').click();
    await page.getByText('This tariff is retired. What it billed stays as it is.').waitFor();
    await page.goto('/console/tariffs');
    await admin.row('Day and night').getByText('Retired').waitFor();
    await admin.inspect();
  });
});
