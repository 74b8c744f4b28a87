import { text } from 'node:stream/consumers';
import { eventually } from '@energy/testing';
import type { Account, ServedPlatform } from '@energy/testing/platform';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Administrator } from './administrator.ts';
import { midHourZone } from './mid-hour-zone.ts';
import type { Visitor } from './visitor.ts';

const HOSTILE = `<img src=x onerror=alert(1)> ⚡ محطة ${'Garagenstellplatz'.repeat(9)}`;

let admin: Administrator;
let platform: ServedPlatform;
let page: Page;
let visitor: Visitor;
let emma: Account;

beforeAll(async () => {
  admin = await Administrator.at('/console/devices');
  ({ platform, page, visitor } = admin);
  emma = await platform.client('Emma');
  await admin.registerMeters(60);
  await admin.register({
    description: HOSTILE,
    address: 'y'.repeat(400),
    maxHourlyConsumption: 0.125,
  });
});
afterAll(() => admin?.leave());

describe('the list of devices', () => {
  it('searches, sorts and pages, with its state in the address bar', async () => {
    await page.goto('/console/devices');
    await admin.row('Meter 01').waitFor();
    await admin.inspect();
    await page.keyboard.press('/');
    await page.keyboard.type('street meter 42');
    await page.waitForURL('**/console/devices?search=street+meter+42');
    await admin.row('Meter 01').waitFor({ state: 'detached' });
    expect(await page.getByRole('rowheader').allInnerTexts()).toEqual(['Meter 42']);
    await page.goBack();
    await admin.row('Meter 01').waitFor();
    expect(await page.getByRole('searchbox').inputValue()).toBe('');

    await admin.button('Hourly limit').click();
    await admin.button('Hourly limit').click();
    await page.waitForURL('**/console/devices?sort=limit&order=descending');
    await page.getByRole('rowheader').first().getByText('Meter 60').waitFor();
    await admin.button('Next page').click();
    await admin.row('Meter 35').waitFor();
    await admin.notice('Page 2').waitFor();
    await admin.button('Next page').click();
    await admin.row('Meter 10').waitFor();
    expect(await admin.button('Next page').isDisabled()).toBe(true);
    await page.goBack();
    await admin.row('Meter 35').waitFor();
    await page.reload();
    await admin.row('Meter 35').waitFor();
    await admin.button('Previous page').click();
    await admin.row('Meter 60').waitFor();
    expect(await admin.button('Previous page').isDisabled()).toBe(true);
    await page.goto('/console/devices?after=rubbish');
    await admin.row('Meter 01').waitFor();
    admin.expect(/^400: GET \/api\/devices/, /^console: .* 400/);
  });

  it('is at the same place after a visit to a device', async () => {
    await page.goto('/console/devices?sort=limit&order=descending');
    await admin.button('Next page').click();
    await admin.row('Meter 35').waitFor();
    const scrolled = () => page.evaluate<number>('Math.round(scrollY)');
    await page.evaluate('scrollTo(0, 240)');
    const back = [
      () => page.getByRole('main').getByRole('link', { name: 'Devices', exact: true }).click(),
      () => page.goBack(),
    ];
    for (const goBack of back) {
      await page.getByRole('link', { name: 'Meter 25' }).click();
      await page.getByRole('heading', { name: 'Meter 25', level: 1 }).waitFor();
      expect(
        await page.getByRole('navigation', { name: 'Main' }).locator('[aria-current]').innerText(),
      ).toContain('Devices');
      await goBack();
      await admin.row('Meter 35').waitFor();
      await admin.notice('Page 2').waitFor();
      await expect.poll(scrolled).toBe(240);
    }
    await admin.button('Previous page').click();
    await admin.row('Meter 60').waitFor();
  });

  it('prints its rows without navigation and controls', async () => {
    await page.goto('/console/devices');
    await admin.row('Meter 01').waitFor();
    await page.emulateMedia({ media: 'print' });
    expect(await admin.row('Meter 01').isVisible()).toBe(true);
    expect(await page.getByRole('columnheader').getByText('Owner').isVisible()).toBe(true);
    expect(await page.getByRole('navigation', { name: 'Main' }).isVisible()).toBe(false);
    expect(await page.getByRole('searchbox').isVisible()).toBe(false);
    expect(await admin.button('New device').isVisible()).toBe(false);
    await page.emulateMedia({ media: 'screen' });
  });

  it('shows hostile names as text, and an empty state without results', async () => {
    await admin.search('garagenstellplatz');
    await page.getByRole('rowheader').getByText(HOSTILE).waitFor();
    await admin.inspect();
    await admin.search('no such thing');
    await page.getByRole('heading', { name: 'No devices' }).waitFor();
    await visitor.expectAccessible();
    await page.getByRole('link', { name: 'Clear search' }).click();
    await admin.row('Meter 01').waitFor();
  });
});

describe('a device', () => {
  it('is registered, edited and decommissioned on the list page', async () => {
    await admin.button('New device').click();
    await admin.inDialog('Add device').click();
    await admin.dialog.getByText('Enter a description (up to 200 characters).').waitFor();
    await admin.dialog.locator('[aria-invalid=true]:focus').waitFor();
    await visitor.expectAccessible();
    await admin.dialog.getByLabel('Description').fill('Sauna');
    await admin.dialog.getByLabel('Address').fill('Lake 1');
    await admin.dialog.getByLabel('Hourly limit').fill('1,000');
    await admin.dialog.getByLabel('Time zone').click();
    await page.keyboard.type('helsinki');
    await page.getByRole('option', { name: 'Europe/Helsinki' }).click();
    await admin.inDialog('Add device').click();
    await admin.dialog.getByText(/Enter a number above 0/).waitFor();
    await admin.dialog.getByLabel('Hourly limit').fill('6.125');
    await admin.inDialog('Add device').click();
    await admin.notice('“Sauna” added.').waitFor();
    await admin.dialog.waitFor({ state: 'hidden' });
    await page.locator('button:focus').getByText('New device').waitFor();
    await admin.search('sauna');
    await admin.row('6.125 kWh').waitFor();

    await admin.choose('Sauna', 'Edit');
    await admin.dialog.getByLabel('Address').fill('Lake 2');
    await page.keyboard.press('Escape');
    await admin.notice('Discard changes?').waitFor();
    await admin.inDialog('Keep editing').click();
    await admin.inDialog('Save').click();
    await admin.row('Lake 2').waitFor();
    await admin.dialog.waitFor({ state: 'hidden' });
    await page.locator('[aria-label="Actions for Sauna"]:focus').waitFor();

    await page.getByRole('link', { name: 'Sauna' }).click();
    await page.getByRole('heading', { name: 'Sauna', level: 1 }).waitFor();
    await admin.notice('Europe/Helsinki').waitFor();
    await admin.inspect();
    await admin.button('Decommission').click();
    await admin.dialog.getByText(/^This can’t be undone/).waitFor();
    await visitor.expectAccessible();
    await admin.inDialog('Decommission').click();
    await page.getByText(/^Decommissioned on/).waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: 'No devices' }).waitFor();
  });

  it('gets a time zone by its current or former name', async () => {
    await page.goto('/console/devices');
    await admin.button('New device').click();
    const field = admin.dialog.getByLabel('Time zone');
    await field.click();
    await page.getByRole('option', { name: 'Europe/Brussels' }).waitFor();
    // The click selects the text, so that typing replaces it.
    await page.keyboard.type('calcutta');
    await page.getByRole('option', { name: /^Asia\/Kolkata/ }).click();
    expect(await field.inputValue()).toBe('Asia/Kolkata');
    await field.click();
    await page.keyboard.type('ho chi');
    await page.getByRole('option', { name: /^Asia\/Ho_Chi_Minh.*GMT\+7/ }).waitFor();
    await page.keyboard.type('!');
    await page.getByText('No time zone found.').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => field.inputValue()).toBe('Asia/Kolkata');
    await admin.inDialog('Cancel').click();
    await admin.inDialog('Discard').click();
    await admin.dialog.waitFor({ state: 'hidden' });
  });

  it('counts its readings again when that is confirmed', async () => {
    const id = await admin.register({
      description: 'Dryer',
      address: 'Attic',
      maxHourlyConsumption: 3,
      timeZone: 'Europe/Brussels',
    });
    await platform.measured(id, [[Date.parse('2026-11-20T09:00Z'), 0.5]]);
    const request = async (path: string) => {
      const { api } = platform.administrator;
      // biome-ignore lint/suspicious/noExplicitAny: of two routes
      return (await api.request<any>('GET', path)).body;
    };
    const startsOfHours = async () => {
      const { hours } = await request(`/devices/${id}/consumption?day=2026-11-20`);
      return hours.flatMap((hour: { start: string; energy: number | null }) =>
        hour.energy === null ? [] : [hour.start],
      );
    };
    await eventually(async () => {
      const { devices } = await request(`/device-states?ids=${id}`);
      return devices[0].lastReadingAt !== null;
    });
    expect(await startsOfHours()).toEqual(['2026-11-20T09:00:00.000Z']);
    await page.goto(`/console/devices/${id}`);
    await admin.button('Edit').click();
    await admin.dialog.getByText('Meter', { exact: true }).click();
    await admin.dialog.getByLabel('Time stamp').click();
    await page.getByRole('option', { name: /end/i }).click();
    await admin.dialog.getByText('Count all recorded readings again').waitFor();
    await admin.inDialog('Save').click();
    await admin.dialog.getByText('Confirm that all recorded readings are counted again.').waitFor();
    await visitor.expectAccessible();
    await admin.dialog.getByRole('checkbox').click();
    await admin.inDialog('Save').click();
    await admin.dialog.waitFor({ state: 'hidden' });
    await eventually(async () => (await startsOfHours())[0] === '2026-11-20T08:00:00.000Z');
    await page.reload();
    await page.getByText('All recorded readings were counted again.').waitFor();
  });

  it('shows what somebody else changed at the same time, and offers both versions', async () => {
    const { api } = platform.administrator;
    const id = await admin.register({
      description: 'Kiln',
      address: 'Yard',
      maxHourlyConsumption: 3,
    });
    admin.expect(/^412: PATCH \/api\/devices/, /^console: .* 412/);
    await page.goto('/console/devices?search=kiln');
    await admin.choose('Kiln', 'Edit');
    await admin.dialog.getByLabel('Description').fill('My kiln');
    await admin.dialog.getByLabel('Hourly limit').fill('4');
    await api.request('PATCH', `/devices/${id}`, { description: 'Their kiln', address: 'Shed' });
    await admin.inDialog('Save').click();
    await admin.dialog.getByText('Someone else edited this').waitFor();
    for (const text of ['Their kiln', 'Shed', 'My kiln'])
      await admin.dialog.getByText(text).waitFor();
    await visitor.expectAccessible();
    await admin.inDialog('Keep their version').click();
    expect(await admin.dialog.getByLabel('Description').inputValue()).toBe('Their kiln');
    expect(await admin.dialog.getByLabel('Hourly limit').inputValue()).toBe('4');
    await admin.dialog.getByLabel('Description').fill('My kiln after all');
    await api.request('PATCH', `/devices/${id}`, { description: 'Their kiln again' });
    await admin.inDialog('Save').click();
    await admin.inDialog('Overwrite with mine').click();
    await admin.dialog.waitFor({ state: 'hidden' });
    await admin.row('My kiln after all').getByText('Shed').first().waitFor({ state: 'attached' });
    const { body } = await api.request<object>('GET', `/devices/${id}`);
    expect(body).toMatchObject({ address: 'Shed', maxHourlyConsumption: 4 });
  });

  it('preserves the typed values, whatever fails', async () => {
    admin.expect(/^503: POST \/api\/devices/, /^console: .* 503/, /^console: .*ERR_FAILED/);
    admin.expect(/^failed: .*\/api\/devices/, /^401: /, /^console: .* 401/);
    await page.goto('/console/devices');
    await admin.button('New device').click();
    await admin.dialog.getByLabel('Description').fill('Patient pump');
    await admin.dialog.getByLabel('Address').fill('Well');
    await admin.dialog.getByLabel('Hourly limit').fill('2');
    const register = admin.inDialog('Add device');
    await page.route('**/api/devices', (route) => route.abort(), { times: 1 });
    await register.click();
    await admin.dialog.getByText(/Can’t reach the server. Your input is safe/).waitFor();
    await page.route('**/api/devices', (route) => route.fulfill({ status: 503 }), { times: 1 });
    await register.click();
    await admin.dialog.getByText(/temporarily unavailable. Your input is safe/).waitFor();
    // The response is lost after the server executed the request; a repetition executes nothing twice.
    const lost = async (route: import('playwright-core').Route) => {
      await route.fetch();
      await route.abort();
    };
    await page.route('**/api/devices', lost, { times: 1 });
    await register.click();
    await admin.dialog.getByText(/Can’t reach the server. Your input/).waitFor();
    // Any other request of the page may open the dialog first, which covers the button and hides its role.
    const covered = await register.elementHandle();
    await visitor.context.clearCookies();
    await covered!.dispatchEvent('click');
    const again = page.getByRole('dialog', { name: 'Please sign in again' });
    const { password } = platform.administrator;
    await again.getByLabel('Password', { exact: true }).fill(password);
    await again.getByRole('button', { name: 'Sign in' }).click();
    await admin.notice('“Patient pump” added.').waitFor();
    await admin.search('patient');
    await admin.row('Patient pump').waitFor();
    expect(await page.getByRole('rowheader').count()).toBe(1);
  });
});

describe('owners', () => {
  it('are assigned to many devices at once, with a result for each', async () => {
    admin.expect(/^(409|412): PUT \/api\/devices\/.*\/owner/, /^console: .* 409/);
    const gone = await admin.register({
      description: 'Zz gone',
      address: 'A',
      maxHourlyConsumption: 1,
    });
    await page.goto('/console/devices?search=meter+1');
    await admin.row('Meter 10').waitFor();
    await admin.select('Meter 10');
    await admin.select('Meter 11');
    await admin.search('zz gone');
    await admin.select('Zz gone');
    await platform.administrator.api.request('DELETE', `/devices/${gone}`);
    await admin.notice('3 selected').waitFor();
    await admin.button('Assign owner').click();
    await admin.dialog.getByLabel('Client').fill('em');
    await page.getByRole('option', { name: 'Emma' }).click();
    await visitor.expectAccessible();
    await admin.inDialog('Assign owner').click();
    await admin.dialog.getByText('3 of 3 done. 1 failed.').waitFor();
    await admin.dialog.getByText('Someone else edited this. Save again to overwrite.').waitFor();
    await admin.inDialog('Retry failed').click();
    await admin.dialog.getByText('This device has since been decommissioned.').waitFor();
    await admin.inDialog('Close').first().click();

    await page.goto(`/console/users/${emma.id}`);
    await page.getByRole('link', { name: 'Meter 11' }).waitFor();
    await admin.inspect();
    await page.getByRole('link', { name: 'View in Devices' }).click();
    await admin.row('Meter 10').getByText('Emma').first().waitFor({ state: 'attached' });
    await admin.notice('Owner: Emma').waitFor();
    await admin.choose('Meter 10', 'Remove owner');
    await admin.row('Meter 10').waitFor({ state: 'detached' });
    await admin.button('Undo').click();
    await admin.row('Meter 10').waitFor();
  });
});

describe('many devices', () => {
  it('get the same limit at once, with a preview', async () => {
    await page.goto('/console/devices?search=meter+2');
    await admin.select('Meter 20');
    await admin.select('Meter 21');
    await admin.button('Change limit').click();
    await admin.inDialog('Change limit').click();
    await admin.dialog.getByText(/^Enter a number above 0/).waitFor();
    await admin.dialog.getByLabel('Hourly limit').fill('7.5');
    await admin.dialog.getByText(/^20\skWh → 7\.5\skWh$/).waitFor();
    await visitor.expectAccessible();
    await admin.inDialog('Change limit').click();
    await admin.notice('2 devices changed.').waitFor();
    for (const name of ['Meter 20', 'Meter 21'])
      await admin.row(name).getByText('7.5 kWh').waitFor();
  });

  it('are filtered by their state, with the columns that one chooses', async () => {
    const id = await admin.register({
      description: 'Sunlamp',
      address: 'A',
      maxHourlyConsumption: 1,
      timeZone: midHourZone(),
    });
    await platform.measured(id, [[Date.now() - 1_000, 1.5]]);
    await page.goto('/console/devices?search=sunlamp');
    await admin.row('Sunlamp').getByText('Over limit').last().waitFor();
    await admin
      .row('Sunlamp')
      .getByText(/^1\.50\skWh$/)
      .waitFor();
    await page.getByText(/^1 device · 1\.50\skWh today/).waitFor();
    await admin.button('Over limit').click();
    await page.waitForURL('**/console/devices?search=sunlamp&filter=over-limit');
    await admin.row('Sunlamp').waitFor();
    await admin.search('');
    await admin.row('Meter 01').waitFor({ state: 'detached' });
    await admin.button('Columns').click();
    await page.getByRole('menuitemcheckbox', { name: 'Last reading' }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('columnheader', { name: 'Last reading' }).waitFor();
    await admin.inspect();
    await admin.button('Unassigned').click();
    await admin.row('Meter 01').waitFor();
    await admin.row('Meter 10').waitFor({ state: 'detached' });
    await admin.button('All').click();
    await admin.row('Meter 10').waitFor();
    await page.goto(`/console/devices/${id}`);
    const hours = page.getByRole('figure', { name: 'Last 3 days, hour by hour' });
    await hours.getByText(/: 1\.50\skWh$/).waitFor({ state: 'attached' });
    await admin.inspect();
  });

  it('lose their owner and are decommissioned at once', async () => {
    await page.goto('/console/devices?search=meter+1');
    for (const [action, confirmation] of [
      ['Remove owner', 'Remove owners'],
      ['Decommission', 'Decommission'],
    ] as const) {
      for (const name of ['Meter 10', 'Meter 11']) {
        await admin.select(`${name}`);
      }
      await admin.button(action).click();
      await visitor.expectAccessible();
      await admin.inDialog(confirmation).click();
      await admin.notice('2 devices changed.').waitFor();
      await admin.dialog.waitFor({ state: 'hidden' });
      if (action === 'Remove owner') await admin.row('Meter 10').getByText('Unassigned').waitFor();
    }
    await admin.row('Meter 10').waitFor({ state: 'detached' });
    await admin.row('Meter 12').waitFor();
  });

  it('are all selected and exported, also those on other pages', async () => {
    await page.goto('/console/devices');
    await page.getByRole('checkbox', { name: 'Select all on this page' }).click();
    await admin.notice('25 selected').waitFor();
    await admin.button('Select all results').click();
    await page.getByText(/^6\d selected$/).waitFor();
    const download = page.waitForEvent('download');
    await admin.button('Export as CSV').click();
    const lines = (await text(await (await download).createReadStream())).trimEnd().split('\r\n');
    const imported =
      'id,description,address,maxHourlyConsumption,timeZone,ownerId,reads,intervalMinutes,stampedAt,flow,medium,unit,' +
      'kWhPerCubicMetre,maxPower,registerDigits,serialNumber,installedOn';
    expect(lines[0]!.slice(0, imported.length)).toBe(imported);
    expect(lines[0]!.slice(imported.length)).toMatch(/^,ownerName,state,.*todayKWh$/);
    expect(lines.length).toBeGreaterThan(60);
    await admin.button('Clear selection').click();
  });
});
