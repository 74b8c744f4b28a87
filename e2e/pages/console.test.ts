import { text } from 'node:stream/consumers';
import type { Account, ServedPlatform } from '@energy/testing/platform';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Administrator } from './administrator.ts';
import { Visitor } from './visitor.ts';

let admin: Administrator;
let platform: ServedPlatform;
let page: Page;
let visitor: Visitor;
let emma: Account;

beforeAll(async () => {
  admin = await Administrator.at('/console/devices');
  ({ platform, page, visitor } = admin);
  emma = await platform.client('Emma');
});
afterAll(() => admin?.leave());

describe('a user', () => {
  it('is registered with a one-time password, renamed and deleted', async () => {
    admin.expect(/^40[09]: (POST|PATCH|DELETE) \/api\/users/, /^console: .* 40[09]/);
    await page.goto('/');
    await page.getByRole('link', { name: 'Users' }).click();
    await page.getByRole('heading', { name: 'Users', level: 1 }).waitFor();
    await admin.row('Emma').waitFor();
    await admin.inspect();
    await admin.button('New user').click();
    await admin.dialog.getByLabel('Name').fill('EMMA');
    await admin.inDialog('Add user').click();
    await admin.dialog.getByText('This name is already taken.').waitFor();
    await admin.dialog.getByLabel('Name').fill('No\u200bor');
    await admin.inDialog('Add user').click();
    await admin.dialog.getByText(/^This contains an invisible character/).waitFor();
    await admin.dialog.getByLabel('Name').fill('Noor');
    await admin.inDialog('Add user').click();
    const password = page.getByRole('dialog', { name: 'One-time password' }).locator('code');
    const first = await password.innerText();
    expect(first).toMatch(/^(\w{5}-){3}\w{5}$/);
    await visitor.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await admin.inDialog('Copy').click();
    await admin.dialog.getByText('Copied.').waitFor();
    await visitor.expectAccessible();
    await admin.inDialog('Close').click();
    await admin.choose('Noor', 'Reset password');
    await admin.inDialog('Reset password').click();
    expect(await password.innerText()).not.toBe(first);
    await admin.inDialog('Close').click();
    await admin.choose('Noor', 'Delete');
    await admin.inDialog('Delete').click();
    await admin.row('Noor').waitFor({ state: 'detached' });
  });

  it('is one of several that get one-time passwords at once, in a file', async () => {
    for (const name of ['Newcomer one', 'Newcomer two']) await platform.newcomer(name);
    await page.goto('/console/users');
    await admin.button('Clients').click();
    await page.waitForURL('**/console/users?filter=client');
    await admin.row(platform.administrator.name).waitFor({ state: 'detached' });
    await admin
      .row('Emma')
      .getByText(/20\d\d/)
      .first()
      .waitFor();
    await admin.row('Newcomer one').getByText('Has not signed in yet').waitFor();
    for (const name of ['Newcomer one', 'Newcomer two']) {
      await admin.select(`${name}`);
    }
    await admin.inspect();
    await admin.button('Reset passwords').click();
    await visitor.expectAccessible();
    await admin.inDialog('Reset passwords').click();
    await admin.dialog.getByText('2 of 2 done.').waitFor();
    const download = page.waitForEvent('download');
    await admin.inDialog('Download one-time passwords').click();
    const lines = (await text(await (await download).createReadStream())).trimEnd().split('\r\n');
    expect(lines).toHaveLength(3);
    expect(lines[0]).toBe('name,oneTimePassword,expiresAt,id');
    expect(lines[1]).toMatch(/^Newcomer one,(\w{5}-){3}\w{5},/);
    await admin.dialog.waitFor({ state: 'hidden' });
    await admin.notice('2 selected').waitFor({ state: 'detached' });
  });

  it('is deleted after the administrator confirms their password', async () => {
    admin.expect(/^403: DELETE \/api\/users/, /^400: POST \/api\/session\/proof/);
    admin.expect(/^console: .* 40[03]/);
    await platform.client('Odd one');
    await page.goto('/console/users');
    // Simulates a sign-in five minutes ago.
    const proofRequired = {
      status: 403,
      contentType: 'application/problem+json',
      body: JSON.stringify({ type: 'urn:energy:problem:proof-required' }),
    };
    let asks = 0;
    // A route that ends in the middle can hold up the request for the dialog's code.
    await page.route('**/api/users/*', (route) =>
      asks-- > 0 ? route.fulfill(proofRequired) : route.fallback(),
    );
    const proof = page.getByRole('dialog', { name: 'Confirm your password' });
    await admin.choose('Odd one', 'Delete');
    asks = 1;
    await admin.inDialog('Delete').click();
    await proof.waitFor();
    await visitor.expectAccessible();
    await proof.getByLabel('Password', { exact: true }).fill('not this one');
    await proof.getByRole('button', { name: 'Confirm' }).click();
    await proof.getByText('Incorrect password.').waitFor();
    await proof.getByRole('button', { name: 'Cancel' }).click();
    await admin.dialog.getByText('Enter your password again to continue.').waitFor();
    asks = 1;
    await admin.inDialog('Delete').click();
    const { password } = platform.administrator;
    await proof.getByLabel('Password', { exact: true }).fill(password);
    await proof.getByRole('button', { name: 'Confirm' }).click();
    await admin.row('Odd one').waitFor({ state: 'detached' });
    await page.unroute('**/api/users/*');
  });

  it('cannot be deleted as the last administrator, and the page explains it', async () => {
    const { name } = platform.administrator;
    await admin.choose(name, 'Edit');
    await admin.dialog.getByRole('radio', { name: 'Client' }).click();
    await admin.inDialog('Save').click();
    await admin.dialog.getByText(/^You can’t remove the last administrator/).waitFor();
    await visitor.expectAccessible();
    await admin.inDialog('Cancel').click();
    await admin.inDialog('Discard').click();
    await admin.dialog.waitFor({ state: 'hidden' });
    await admin.choose(name, 'Delete');
    await admin.inDialog('Delete').click();
    await admin.dialog.getByText(/^You can’t remove the last administrator/).waitFor();
    await admin.inDialog('Cancel').click();
    await admin.row(name).waitFor();
  });
});

describe('every page of the console', () => {
  let paths: readonly string[];
  beforeAll(async () => {
    const id = await admin.register({ description: 'Wide', address: 'A', maxHourlyConsumption: 1 });
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
      '/console/gaps',
      '/console/tariffs',
      '/console/chat',
      `/console/chat/${emma.id}`,
      '/settings',
    ];
  });

  it('is usable at any size, in German, dark and forced colours, and with large text', async () => {
    const reader = await Visitor.at(admin.browser, platform);
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
      admin.expect(/^400: GET \/api\/(devices|users)/, /^console: .* 400/);
      await page.goto(path);
      await page.getByRole('alert').getByText('Not found').waitFor();
    },
  );
});
