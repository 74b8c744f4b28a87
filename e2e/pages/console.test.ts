import { text } from 'node:stream/consumers';
import { startBrowser } from '@energy/testing/browser';
import { type Account, ServedPlatform } from '@energy/testing/platform';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { DESK, PHONE, Visitor } from './visitor.ts';

const HOSTILE = `<img src=x onerror=alert(1)> ⚡ محطة ${'Garagenstellplatz'.repeat(9)}`;
const ZONE = 'Europe/Brussels';
const METERS = 60;

vi.setConfig({ testTimeout: 120_000 }); // For a busy machine.

let platform: ServedPlatform;
let browser: Browser;
let emma: Account;
let visitor: Visitor;
let page: Page;
const expected: RegExp[] = [];

beforeAll(async () => {
  [platform, browser] = await Promise.all([ServedPlatform.start(), startBrowser()]);
  emma = await platform.client('Emma');
  for (let number = 1; number <= METERS; number++) {
    const description = `Meter ${String(number).padStart(2, '0')}`;
    await register({ description, address: `Street ${number % 7}`, maxHourlyConsumption: number });
  }
  await register({ description: HOSTILE, address: 'y'.repeat(400), maxHourlyConsumption: 0.125 });
  visitor = await Visitor.at(browser, platform);
  page = visitor.page;
  await visitor.signIn(platform.administrator, '/console/devices');
  await visitor.arrivesAt('/console/devices');
}, 240_000);
afterAll(async () => {
  await visitor?.leave({ expected });
  await browser?.close();
  await platform?.stop();
});

interface Registered {
  readonly id: string;
  readonly revision: number;
}

async function register(data: object): Promise<string> {
  const { api } = platform.administrator;
  const answer = await api.request<Registered>('POST', '/devices', { ...data, timeZone: ZONE });
  return answer.body.id;
}

interface SuspectReadings {
  readonly suspectReadings: readonly { readonly energy: number }[];
}

const row = (name: string) => page.getByRole('row').filter({ hasText: name });
const dialog = () => page.getByRole('dialog');
const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true });
const inDialog = (name: string) => dialog().getByRole('button', { name, exact: true });
const notice = (text: string) => page.getByText(text, { exact: true }).first();

async function choose(name: string, action: string): Promise<void> {
  await button(`Actions for ${name}`).click();
  await page.getByRole('menuitem', { name: action }).click();
}

async function searchFor(words: string): Promise<void> {
  await page.getByRole('searchbox').fill(words);
  await page.waitForURL(({ searchParams }) => (searchParams.get('search') ?? '') === words);
}

/** Checks layout and accessibility on a desktop and on a phone. */
async function inspect(): Promise<void> {
  const notices = page.getByRole('region', { name: /^Notifications/ });
  for (const close of await notices.getByRole('button', { name: 'Close' }).all()) {
    await close.click();
  }
  for (const viewport of [PHONE, DESK]) {
    await page.setViewportSize(viewport);
    await visitor.expectToFit();
    await visitor.expectNothingCovered();
    await visitor.expectAccessible();
  }
}

// First: some of it needs a sign-in of the last five minutes.
describe('a user', () => {
  it('is registered with a one-time password, renamed and deleted', async () => {
    expected.push(/^40[09]: (POST|PATCH|DELETE) \/api\/users/, /^console: .* 40[09]/);
    await page.goto('/');
    await page.getByRole('link', { name: 'Users' }).click();
    await page.getByRole('heading', { name: 'Users', level: 1 }).waitFor();
    await row('Emma').waitFor();
    await inspect();
    await button('New user').click();
    await dialog().getByLabel('Name').fill('EMMA');
    await inDialog('Add user').click();
    await dialog().getByText('This name is already taken.').waitFor();
    await dialog().getByLabel('Name').fill('No\u200bor');
    await inDialog('Add user').click();
    await dialog()
      .getByText(/^This contains an invisible character/)
      .waitFor();
    await dialog().getByLabel('Name').fill('Noor');
    await inDialog('Add user').click();
    const password = page.getByRole('dialog', { name: 'One-time password' }).locator('code');
    const first = await password.innerText();
    expect(first).toMatch(/^(\w{5}-){3}\w{5}$/);
    await visitor.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await inDialog('Copy').click();
    await dialog().getByText('Copied.').waitFor();
    await visitor.expectAccessible();
    await inDialog('Close').click();
    await choose('Noor', 'Reset password');
    await inDialog('Reset password').click();
    expect(await password.innerText()).not.toBe(first);
    await inDialog('Close').click();
    await choose('Noor', 'Delete');
    await inDialog('Delete').click();
    await row('Noor').waitFor({ state: 'detached' });
  });

  it('is one of several that get one-time passwords at once, in a file', async () => {
    for (const name of ['Newcomer one', 'Newcomer two']) await platform.newcomer(name);
    await page.goto('/console/users');
    await button('Clients').click();
    await page.waitForURL('**/console/users?filter=client');
    await row(platform.administrator.name).waitFor({ state: 'detached' });
    await row('Emma')
      .getByText(/20\d\d/)
      .first()
      .waitFor();
    await row('Newcomer one').getByText('Has not signed in yet').waitFor();
    for (const name of ['Newcomer one', 'Newcomer two']) {
      await page.getByRole('checkbox', { name: `Select ${name}` }).click();
    }
    await inspect();
    await button('Reset passwords').click();
    await visitor.expectAccessible();
    await inDialog('Reset passwords').click();
    await dialog().getByText('2 of 2 done.').waitFor();
    const download = page.waitForEvent('download');
    await inDialog('Download one-time passwords').click();
    const lines = (await text(await (await download).createReadStream())).trimEnd().split('\r\n');
    expect(lines).toHaveLength(3);
    expect(lines[0]).toBe('name,oneTimePassword,expiresAt,id');
    expect(lines[1]).toMatch(/^Newcomer one,(\w{5}-){3}\w{5},/);
    await dialog().waitFor({ state: 'hidden' });
    await notice('2 selected').waitFor({ state: 'detached' });
  });

  it('is deleted after the administrator confirms their password', async () => {
    expected.push(/^403: DELETE \/api\/users/, /^400: POST \/api\/session\/proof/);
    expected.push(/^console: .* 40[03]/);
    await platform.client('Odd one');
    await page.goto('/console/users');
    // Simulates a sign-in five minutes ago.
    const proofRequired = {
      status: 403,
      contentType: 'application/problem+json',
      body: JSON.stringify({ type: 'urn:energy:problem:proof-required' }),
    };
    const askOnce = () =>
      page.route('**/api/users/*', (route) => route.fulfill(proofRequired), { times: 1 });
    const proof = page.getByRole('dialog', { name: 'Confirm your password' });
    await choose('Odd one', 'Delete');
    await askOnce();
    await inDialog('Delete').click();
    await proof.waitFor();
    await visitor.expectAccessible();
    await proof.getByLabel('Password', { exact: true }).fill('not this one');
    await proof.getByRole('button', { name: 'Confirm' }).click();
    await proof.getByText('Incorrect password.').waitFor();
    await proof.getByRole('button', { name: 'Cancel' }).click();
    await dialog().getByText('Enter your password again to continue.').waitFor();
    await askOnce();
    await inDialog('Delete').click();
    const { password } = platform.administrator;
    await proof.getByLabel('Password', { exact: true }).fill(password);
    await proof.getByRole('button', { name: 'Confirm' }).click();
    await row('Odd one').waitFor({ state: 'detached' });
  });

  it('cannot be deleted as the last administrator, and the page explains it', async () => {
    const { name } = platform.administrator;
    await choose(name, 'Edit');
    await dialog().getByRole('radio', { name: 'Client' }).click();
    await inDialog('Save').click();
    await dialog()
      .getByText(/^You can’t remove the last administrator/)
      .waitFor();
    await visitor.expectAccessible();
    await inDialog('Cancel').click();
    await inDialog('Discard').click();
    await dialog().waitFor({ state: 'hidden' });
    await choose(name, 'Delete');
    await inDialog('Delete').click();
    await dialog()
      .getByText(/^You can’t remove the last administrator/)
      .waitFor();
    await inDialog('Cancel').click();
    await row(name).waitFor();
  });
});

describe('the list of devices', () => {
  it('searches, sorts and pages, with its state in the address bar', async () => {
    await page.goto('/console/devices');
    await row('Meter 01').waitFor();
    await inspect();
    await page.keyboard.press('/');
    await page.keyboard.type('street meter 42');
    await page.waitForURL('**/console/devices?search=street+meter+42');
    await row('Meter 01').waitFor({ state: 'detached' });
    expect(await page.getByRole('rowheader').allInnerTexts()).toEqual(['Meter 42']);
    await page.goBack();
    await row('Meter 01').waitFor();
    expect(await page.getByRole('searchbox').inputValue()).toBe('');

    await button('Hourly limit').click();
    await button('Hourly limit').click();
    await page.waitForURL('**/console/devices?sort=limit&order=descending');
    await page.getByRole('rowheader').first().getByText('Meter 60').waitFor();
    await button('Next page').click();
    await row('Meter 35').waitFor();
    await notice('Page 2').waitFor();
    await button('Next page').click();
    await row('Meter 10').waitFor();
    expect(await button('Next page').isDisabled()).toBe(true);
    await page.goBack();
    await row('Meter 35').waitFor();
    await page.reload();
    await row('Meter 35').waitFor();
    await button('Previous page').click();
    await row('Meter 60').waitFor();
    expect(await button('Previous page').isDisabled()).toBe(true);
    await page.goto('/console/devices?after=rubbish');
    await row('Meter 01').waitFor();
    expected.push(/^400: GET \/api\/devices/, /^console: .* 400/);
  });

  it('is at the same place after a visit to a device', async () => {
    await page.goto('/console/devices?sort=limit&order=descending');
    await button('Next page').click();
    await row('Meter 35').waitFor();
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
      await row('Meter 35').waitFor();
      await notice('Page 2').waitFor();
      await expect.poll(scrolled).toBe(240);
    }
    await button('Previous page').click();
    await row('Meter 60').waitFor();
  });

  it('shows hostile names as text, and an empty state without results', async () => {
    await searchFor('garagenstellplatz');
    await page.getByRole('rowheader').getByText(HOSTILE).waitFor();
    await inspect();
    await searchFor('no such thing');
    await page.getByRole('heading', { name: 'No devices' }).waitFor();
    await visitor.expectAccessible();
    await page.getByRole('link', { name: 'Clear search' }).click();
    await row('Meter 01').waitFor();
  });
});

describe('a device', () => {
  it('is registered, edited and decommissioned on the list page', async () => {
    await button('New device').click();
    await inDialog('Add device').click();
    await dialog().getByText('Enter a description (up to 200 characters).').waitFor();
    await dialog().locator('[aria-invalid=true]:focus').waitFor();
    await visitor.expectAccessible();
    await dialog().getByLabel('Description').fill('Sauna');
    await dialog().getByLabel('Address').fill('Lake 1');
    await dialog().getByLabel('Hourly limit').fill('1,000');
    await dialog().getByLabel('Time zone').click();
    await page.keyboard.type('helsinki');
    await page.getByRole('option', { name: 'Europe/Helsinki' }).click();
    await inDialog('Add device').click();
    await dialog()
      .getByText(/Enter a number above 0/)
      .waitFor();
    await dialog().getByLabel('Hourly limit').fill('6.125');
    await inDialog('Add device').click();
    await notice('“Sauna” added.').waitFor();
    await dialog().waitFor({ state: 'hidden' });
    await page.locator('button:focus').getByText('New device').waitFor();
    await searchFor('sauna');
    await row('6.125 kWh').waitFor();

    await choose('Sauna', 'Edit');
    await dialog().getByLabel('Address').fill('Lake 2');
    await page.keyboard.press('Escape');
    await notice('Discard changes?').waitFor();
    await inDialog('Keep editing').click();
    await inDialog('Save').click();
    await row('Lake 2').waitFor();
    await dialog().waitFor({ state: 'hidden' });
    await page.locator('[aria-label="Actions for Sauna"]:focus').waitFor();

    await page.getByRole('link', { name: 'Sauna' }).click();
    await page.getByRole('heading', { name: 'Sauna', level: 1 }).waitFor();
    await notice('Europe/Helsinki').waitFor();
    await inspect();
    await button('Decommission').click();
    await dialog()
      .getByText(/^This can’t be undone/)
      .waitFor();
    await visitor.expectAccessible();
    await inDialog('Decommission').click();
    await page.getByText(/^Decommissioned on/).waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: 'No devices' }).waitFor();
  });

  it('describes its meter, with defaults and the reason of an error', async () => {
    await page.goto('/console/devices');
    await button('New device').click();
    await dialog().getByLabel('Description').fill('Boiler');
    await dialog().getByLabel('Address').fill('Cellar');
    await dialog().getByLabel('Hourly limit').fill('20');
    await dialog().getByText('Meter', { exact: true }).click();
    await dialog().getByLabel('Medium').click();
    await page.getByRole('option', { name: 'gas' }).click();
    await dialog().getByLabel('Unit').getByText('m³').waitFor();
    await dialog().getByLabel('Maximum power').fill('-1');
    await dialog().getByText('Meter', { exact: true }).click();
    await inDialog('Add device').click();
    await dialog()
      .getByText(/^Enter kWh per m³/)
      .waitFor();
    await dialog()
      .getByText(/^Enter a number of kW/)
      .waitFor();
    await visitor.expectAccessible();
    await dialog().getByLabel('kWh per m³').fill('11.2 2026-10-01=11.4');
    await dialog().getByLabel('Maximum power').fill('24');
    await dialog().getByLabel('Serial number').fill('G4-2026');
    await inDialog('Add device').click();
    await dialog().waitFor({ state: 'hidden' });

    await page.goto('/console/devices?search=boiler');
    await page.getByRole('link', { name: 'Boiler' }).click();
    for (const text of ['gas', 'm³', '11.2 2026-10-01=11.4', '24 kW', 'G4-2026']) {
      await notice(text).waitFor();
    }
    await inspect();
    await button('Edit').click();
    await dialog().getByLabel('Maximum power').fill('');
    await dialog().getByLabel('Interval').click();
    await page.getByRole('option', { name: '60 min' }).click();
    await inDialog('Save').click();
    await dialog().waitFor({ state: 'hidden' });
    await notice('Meter changed').waitFor();
    await notice('60 min').waitFor();
  });

  it('has no gaps in hours that are not due yet, and the list of gaps is found by its filters', async () => {
    await page.goto('/console');
    await page.getByRole('link', { name: 'Data gaps' }).click();
    await page.getByRole('heading', { name: 'No gaps' }).waitFor();
    await inspect();
    await button('Suspect readings').click();
    await page.waitForURL(/kind=suspect/);
    await page.getByRole('searchbox').fill('boiler');
    await page.waitForURL(/search=boiler/);
    await page.getByRole('heading', { name: 'No gaps' }).waitFor();
    await inspect();
  });

  it('has its suspect readings decided and its gaps estimated, each with a reason', async () => {
    expected.push(/^409: POST .*\/reading-reviews$/, /^console: .* 409/);
    const data = { description: 'Suspect meter', address: 'Attic', maxHourlyConsumption: 20 };
    const id = await register({ ...data, maxPower: 3 });
    const yesterday = Temporal.Now.zonedDateTimeISO(ZONE).startOfDay().subtract({ days: 1 });
    const at = (hour: number, minute: number) => yesterday.with({ hour, minute }).epochMilliseconds;
    const every10Minutes = (from: number, to: number) =>
      Array.from({ length: Math.ceil((to - from) / 600_000) }, (_, index) => {
        return [from + index * 600_000, 0.1] as const;
      });
    const suspect = [1, 11, 21].map((minute) => [at(12, minute), 4] as const);
    const { api } = platform.administrator;
    const suspectEnergies = async () => {
      const { body } = await api.request<SuspectReadings>('GET', `/devices/${id}/gaps`);
      return body.suspectReadings.map(({ energy }) => energy);
    };
    await platform.measured(id, [
      ...every10Minutes(at(10, 0), at(11, 0)),
      // 30 minutes ahead, for an hour that ends during the test.
      ...every10Minutes(at(12, 0), Date.now() + 1_800_000),
      ...suspect,
    ]);
    await expect.poll(suspectEnergies, { timeout: 20_000 }).toEqual([4, 4, 4]);

    await page.goto(`/console/devices/${id}`);
    const readings = page.getByRole('list', { name: 'Suspect readings' }).getByRole('listitem');
    await expect.poll(() => readings.count()).toBe(3);
    await readings.getByText('Implies 24 kW, above the meter’s maximum of 3 kW.').first().waitFor();
    await inspect();
    await button(/^Replace: 4\skWh at .*12:01/).click();
    await inDialog('Replace').click();
    await dialog().getByText('Enter a number of kWh, 0 or more.').waitFor();
    await dialog().getByText('Enter a reason (up to 500 characters).').waitFor();
    await visitor.expectAccessible();
    await dialog().getByLabel('New value').fill('0.4');
    await dialog().getByLabel('Reason').fill('Seen on site');
    await inDialog('Replace').click();
    await dialog().waitFor({ state: 'hidden' });
    await expect.poll(() => readings.count()).toBe(2);

    await button(/^Accept: 4\skWh at .*12:11/).click();
    await platform.measured(id, [[at(12, 11), 5]]);
    await expect.poll(suspectEnergies, { timeout: 20_000 }).toEqual([5, 4]);
    await dialog().getByLabel('Reason').fill('Seen on site');
    await inDialog('Accept').click();
    await dialog()
      .getByText(/^This reading has been corrected since/)
      .waitFor();
    await inDialog('Cancel').click();
    await inDialog('Discard').click();
    await button(/^Accept: 5\skWh at .*12:11/).click();
    await dialog().getByLabel('Reason').fill('Seen on site');
    await inDialog('Accept').click();
    await dialog().waitFor({ state: 'hidden' });
    await expect.poll(() => readings.count()).toBe(1);
    await button(/^Reject: 4\skWh at .*12:21/).click();
    await dialog().getByLabel('Reason').fill('Meter fault');
    await inDialog('Reject').click();
    await dialog().waitFor({ state: 'hidden' });
    await expect.poll(() => readings.count()).toBe(0);

    const gap = page.getByRole('list', { name: 'Missing readings' }).getByRole('listitem');
    const between = gap.filter({ hasText: '6 missing' });
    await between.getByRole('button', { name: /^Estimate: / }).click();
    await dialog().getByLabel('Reason').fill('Meter was offline');
    await visitor.expectAccessible();
    await inDialog('Estimate').click();
    await dialog().waitFor({ state: 'hidden' });
    await between.waitFor({ state: 'hidden' });
    await api.request('DELETE', `/devices/${id}`);
  });

  it('gets a time zone by its current or former name', async () => {
    await page.goto('/console/devices');
    await button('New device').click();
    const field = dialog().getByLabel('Time zone');
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
    await inDialog('Cancel').click();
    await inDialog('Discard').click();
    await dialog().waitFor({ state: 'hidden' });
  });

  it('shows what somebody else changed at the same time, and offers both versions', async () => {
    const { api } = platform.administrator;
    const id = await register({ description: 'Kiln', address: 'Yard', maxHourlyConsumption: 3 });
    expected.push(/^412: PATCH \/api\/devices/, /^console: .* 412/);
    await page.goto('/console/devices?search=kiln');
    await choose('Kiln', 'Edit');
    await dialog().getByLabel('Description').fill('My kiln');
    await dialog().getByLabel('Hourly limit').fill('4');
    await api.request('PATCH', `/devices/${id}`, { description: 'Their kiln', address: 'Shed' });
    await inDialog('Save').click();
    await dialog().getByText('Someone else edited this').waitFor();
    for (const text of ['Their kiln', 'Shed', 'My kiln']) await dialog().getByText(text).waitFor();
    await visitor.expectAccessible();
    await inDialog('Keep their version').click();
    expect(await dialog().getByLabel('Description').inputValue()).toBe('Their kiln');
    expect(await dialog().getByLabel('Hourly limit').inputValue()).toBe('4');
    await dialog().getByLabel('Description').fill('My kiln after all');
    await api.request('PATCH', `/devices/${id}`, { description: 'Their kiln again' });
    await inDialog('Save').click();
    await inDialog('Overwrite with mine').click();
    await dialog().waitFor({ state: 'hidden' });
    await row('My kiln after all').getByText('Shed').first().waitFor({ state: 'attached' });
    const { body } = await api.request<object>('GET', `/devices/${id}`);
    expect(body).toMatchObject({ address: 'Shed', maxHourlyConsumption: 4 });
  });

  it('preserves the typed values, whatever fails', async () => {
    expected.push(/^503: POST \/api\/devices/, /^console: .* 503/, /^console: .*ERR_FAILED/);
    expected.push(/^failed: .*\/api\/devices/, /^401: /, /^console: .* 401/);
    await page.goto('/console/devices');
    await button('New device').click();
    await dialog().getByLabel('Description').fill('Patient pump');
    await dialog().getByLabel('Address').fill('Well');
    await dialog().getByLabel('Hourly limit').fill('2');
    const register = inDialog('Add device');
    await page.route('**/api/devices', (route) => route.abort(), { times: 1 });
    await register.click();
    await dialog()
      .getByText(/Can’t reach the server. Your input is safe/)
      .waitFor();
    await page.route('**/api/devices', (route) => route.fulfill({ status: 503 }), { times: 1 });
    await register.click();
    await dialog()
      .getByText(/temporarily unavailable. Your input is safe/)
      .waitFor();
    // The response is lost after the server executed the request; a repetition executes nothing twice.
    const lost = async (route: import('playwright-core').Route) => {
      await route.fetch();
      await route.abort();
    };
    await page.route('**/api/devices', lost, { times: 1 });
    await register.click();
    await dialog()
      .getByText(/Can’t reach the server. Your input/)
      .waitFor();
    await visitor.context.clearCookies();
    // By an event, since any other request of the page may open the dialog first, which covers the button.
    await register.dispatchEvent('click');
    const again = page.getByRole('dialog', { name: 'Please sign in again' });
    const { password } = platform.administrator;
    await again.getByLabel('Password', { exact: true }).fill(password);
    await again.getByRole('button', { name: 'Sign in' }).click();
    await notice('“Patient pump” added.').waitFor();
    await searchFor('patient');
    await row('Patient pump').waitFor();
    expect(await page.getByRole('rowheader').count()).toBe(1);
  });
});

describe('every page of the console', () => {
  let paths: readonly string[];
  beforeAll(async () => {
    const id = await register({ description: 'Wide', address: 'A', maxHourlyConsumption: 1 });
    paths = [
      '/console',
      '/console/system',
      '/console/devices',
      `/console/devices/${id}`,
      `/devices/${id}`,
      '/console/users',
      `/console/users/${emma.id}`,
      '/console/import',
      '/console/alerts',
      '/console/chat',
      `/console/chat/${emma.id}`,
      '/settings',
    ];
  });

  it('covers no control at any width', async () => {
    for (const path of paths) await visitor.expectUsableAtEveryWidth(path);
  });

  it('fits with text twice as large', async () => {
    await visitor.expectToFitWithLargeText(paths);
  });

  it('adapts to German and forced colours', async () => {
    const reader = await Visitor.at(browser, platform);
    await reader.signIn(platform.administrator);
    await reader.arrivesAt('/console');
    await reader.expectAdaptable(paths);
    await reader.leave();
  });
});

describe('an address of nothing', () => {
  it.each(['/console/devices/nonsense', '/console/users/nonsense', '/devices/nonsense'])(
    'such as %s is not found',
    async (path) => {
      expected.push(/^400: GET \/api\/(devices|users)\/nonsense/, /^console: .* 400/);
      await page.goto(path);
      await page.getByRole('alert').getByText('Not found').waitFor();
    },
  );
});

describe('owners', () => {
  it('are assigned to many devices at once, with a result for each', async () => {
    expected.push(/^(409|412): PUT \/api\/devices\/.*\/owner/, /^console: .* 409/);
    const gone = await register({ description: 'Zz gone', address: 'A', maxHourlyConsumption: 1 });
    await page.goto('/console/devices?search=meter+1');
    await row('Meter 10').waitFor();
    await page.getByRole('checkbox', { name: 'Select Meter 10' }).click();
    await page.getByRole('checkbox', { name: 'Select Meter 11' }).click();
    await searchFor('zz gone');
    await page.getByRole('checkbox', { name: 'Select Zz gone' }).click();
    await platform.administrator.api.request('DELETE', `/devices/${gone}`);
    await notice('3 selected').waitFor();
    await button('Assign owner').click();
    await dialog().getByLabel('Client').fill('em');
    await page.getByRole('option', { name: 'Emma' }).click();
    await visitor.expectAccessible();
    await inDialog('Assign owner').click();
    await dialog().getByText('3 of 3 done. 1 failed.').waitFor();
    await dialog().getByText('Someone else edited this. Save again to overwrite.').waitFor();
    await inDialog('Retry failed').click();
    await dialog().getByText('This device has since been decommissioned.').waitFor();
    await inDialog('Close').first().click();

    await page.goto(`/console/users/${emma.id}`);
    await page.getByRole('link', { name: 'Meter 11' }).waitFor();
    await inspect();
    await page.getByRole('link', { name: 'View in Devices' }).click();
    await row('Meter 10').getByText('Emma').first().waitFor({ state: 'attached' });
    await notice('Owner: Emma').waitFor();
    await choose('Meter 10', 'Remove owner');
    await row('Meter 10').waitFor({ state: 'detached' });
    await button('Undo').click();
    await row('Meter 10').waitFor();
  });
});

describe('many devices', () => {
  it('get the same limit at once, with a preview', async () => {
    await page.goto('/console/devices?search=meter+2');
    await page.getByRole('checkbox', { name: 'Select Meter 20' }).click();
    await page.getByRole('checkbox', { name: 'Select Meter 21' }).click();
    await button('Change limit').click();
    await inDialog('Change limit').click();
    await dialog()
      .getByText(/^Enter a number above 0/)
      .waitFor();
    await dialog().getByLabel('Hourly limit').fill('7.5');
    await dialog()
      .getByText(/^20\skWh → 7\.5\skWh$/)
      .waitFor();
    await visitor.expectAccessible();
    await inDialog('Change limit').click();
    await notice('2 devices changed.').waitFor();
    for (const name of ['Meter 20', 'Meter 21']) await row(name).getByText('7.5 kWh').waitFor();
  });

  it('are filtered by their state, with the columns that one chooses', async () => {
    const id = await register({ description: 'Sunlamp', address: 'A', maxHourlyConsumption: 1 });
    await platform.measured(id, [[Date.now() - 1_000, 1.5]]);
    await page.goto('/console/devices?search=sunlamp');
    await row('Sunlamp').getByText('Over limit').last().waitFor();
    await row('Sunlamp')
      .getByText(/^1\.50\skWh$/)
      .waitFor();
    await notice('1 row, 1.50 kWh today').waitFor();
    await button('Over limit').click();
    await page.waitForURL('**/console/devices?search=sunlamp&filter=over-limit');
    await row('Sunlamp').waitFor();
    await searchFor('');
    await row('Meter 01').waitFor({ state: 'detached' });
    await button('Columns').click();
    await page.getByRole('menuitemcheckbox', { name: 'Last reading' }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('columnheader', { name: 'Last reading' }).waitFor();
    await inspect();
    await button('Unassigned').click();
    await row('Meter 01').waitFor();
    await row('Meter 10').waitFor({ state: 'detached' });
    await button('All').click();
    await row('Meter 10').waitFor();
    await page.goto(`/console/devices/${id}`);
    const hours = page.getByRole('figure', { name: 'Last 3 days, hour by hour' });
    await hours.getByText(/: 1\.50\skWh$/).waitFor({ state: 'attached' });
    await inspect();
  });

  it('lose their owner and are decommissioned at once', async () => {
    await page.goto('/console/devices?search=meter+1');
    for (const [action, confirmation] of [
      ['Remove owner', 'Remove owners'],
      ['Decommission', 'Decommission'],
    ] as const) {
      for (const name of ['Meter 10', 'Meter 11']) {
        await page.getByRole('checkbox', { name: `Select ${name}` }).click();
      }
      await button(action).click();
      await visitor.expectAccessible();
      await inDialog(confirmation).click();
      await notice('2 devices changed.').waitFor();
      await dialog().waitFor({ state: 'hidden' });
      if (action === 'Remove owner') await row('Meter 10').getByText('Unassigned').waitFor();
    }
    await row('Meter 10').waitFor({ state: 'detached' });
    await row('Meter 12').waitFor();
  });

  it('are all selected and exported, also those on other pages', async () => {
    await page.goto('/console/devices');
    await page.getByRole('checkbox', { name: 'Select all on this page' }).click();
    await notice('25 selected').waitFor();
    await button('Select all results').click();
    await page.getByText(/^6\d selected$/).waitFor();
    const download = page.waitForEvent('download');
    await button('Export as CSV').click();
    const lines = (await text(await (await download).createReadStream())).trimEnd().split('\r\n');
    expect(lines[0]).toBe(
      'id,description,address,maxHourlyConsumption,timeZone,ownerId,reads,intervalMinutes,stampedAt,flow,medium,unit,' +
        'kWhPerCubicMetre,maxPower,registerDigits,serialNumber,installedOn',
    );
    expect(lines.length).toBeGreaterThan(60);
    await button('Clear selection').click();
  });
});

describe('a tariff', () => {
  // Required fields end with a star.
  const field = (name: string) => page.getByRole('textbox', { name: new RegExp(`^${name}\\*?$`) });
  const hour = (name: string) => page.getByRole('gridcell', { name, exact: true });

  it('gets its first prices in a week’s grid, with each mistake at its field', async () => {
    await page.goto('/console/tariffs');
    await button('New tariff').first().click();
    await dialog().getByLabel('Name').fill('Day and night');
    await dialog().getByLabel('Currency').fill('abc');
    expected.push(/^400: POST \/api\/tariffs/, /^console: .* 400/);
    await inDialog('Add tariff').click();
    await dialog().getByText('Enter the code of a currency in use, like EUR.').waitFor();
    await dialog().getByLabel('Currency').fill('eur');
    await visitor.expectAccessible();
    await inDialog('Add tariff').click();
    await page.getByRole('heading', { name: 'Day and night', level: 1 }).waitFor();
    await page.getByText('Publish the first prices to assign devices.').waitFor();
    await page.getByRole('link', { name: 'New prices' }).click();

    await field('Rate 1').fill('Day');
    await button('Publish').click();
    await page.getByText('Enter a price, e.g. 0.2874.').waitFor();
    await field('Price').fill('0.30');
    await button('Add rate').click();
    await field('Rate 2').fill('Night');
    await field('Price').nth(1).fill('0.2');
    await button('2 Night').click();
    await button('Paint all of Sunday').click();
    await hour('Monday 00:00–01:00: 1 Day').click();
    await hour('Monday 00:00–01:00: 2 Night').press('Shift+ArrowRight');
    await hour('Monday 01:00–02:00: 2 Night').press('ArrowDown');
    await page.keyboard.press(' ');
    await hour('Tuesday 01:00–02:00: 2 Night').waitFor();
    await field('Fixed charge').fill('10');
    await field('Tax').fill('20');
    await inspect();
    await button('Publish').click();
    await page.getByRole('heading', { name: 'Prices', level: 2 }).waitFor();
    await page.getByText('€0.20 per kWh').waitFor();
    await page.getByRole('cell', { name: 'Sunday 23:00–00:00: 2 Night' }).waitFor();
    await page.getByRole('cell', { name: 'Tuesday 00:00–01:00: 1 Day' }).waitFor();
    await inspect();
  });

  it('bills devices from a day on, chosen in their list or on its page', async () => {
    const tariff = page.url();
    await button('Assign devices').click();
    await inDialog('Assign tariff').click();
    await dialog().getByText('Choose 1 to 200 devices.').waitFor();
    await dialog().getByLabel('Devices', { exact: true }).click();
    await page.getByRole('option', { name: /^Meter 21/ }).click();
    await page.getByRole('option', { name: /^Meter 22/ }).click();
    await page.keyboard.press('Escape');
    await visitor.expectAccessible();
    await inDialog('Assign tariff').click();
    await page.getByRole('link', { name: 'Meter 22' }).waitFor();

    await page.goto('/console/devices');
    await searchFor('meter 2');
    for (const number of [23, 24]) {
      await page.getByRole('checkbox', { name: `Select Meter ${number}` }).click();
    }
    await button('Assign tariff').click();
    await inDialog('Assign tariff').click();
    await dialog().getByText('Choose a tariff').last().waitFor();
    await dialog().getByLabel('Tariff', { exact: true }).click();
    await page.getByRole('option', { name: 'Day and night (EUR)' }).click();
    await dialog().getByText('No tariff → Day and night').first().waitFor();
    await visitor.expectAccessible();
    await inDialog('Assign tariff').click();
    await notice('2 devices changed.').waitFor();
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
    await inspect();

    expected.push(/^409: DELETE \/api\/tariffs/, /^console: .* 409/);
    await button('Retire').click();
    await inDialog('Retire').click();
    await dialog()
      .getByText(/^Devices still use this tariff/)
      .waitFor();
    await inDialog('Cancel').click();
    await page.goto('/console/devices');
    await searchFor('meter 2');
    for (const number of [21, 22, 23, 24]) {
      await page.getByRole('checkbox', { name: `Select Meter ${number}` }).click();
    }
    await button('Assign tariff').click();
    await dialog().getByLabel('Tariff', { exact: true }).click();
    await page.getByRole('option', { name: 'No tariff' }).click();
    await inDialog('Assign tariff').click();
    await notice('4 devices changed.').waitFor();
    await page.goto(tariff);
    await page.getByText('No device has this tariff.').waitFor();
    await button('Retire').click();
    await inDialog('Retire').click();
    await page.getByText('This tariff is retired. What it billed stays as it is.').waitFor();
    await page.goto('/console/tariffs');
    await row('Day and night').getByText('Retired').waitFor();
    await inspect();
  });
});
