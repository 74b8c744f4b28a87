import { startBrowser } from '@energy/testing/browser';
import { type Account, ServedPlatform } from '@energy/testing/platform';
import type { Browser, Request } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { DESK, PHONE, Visitor } from './visitor.ts';

vi.setConfig({ testTimeout: 120_000 }); // On a machine that has much else to do.

let platform: ServedPlatform;
let browser: Browser;
let emma: Account;
beforeAll(async () => {
  [platform, browser] = await Promise.all([ServedPlatform.start(), startBrowser()]);
  emma = await platform.client('Emma');
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await platform?.stop();
});

/** A browser that has no time for what can wait, until it is told that it has. */
const KEEPING_BUSY = `
  const waiting = [];
  window.requestIdleCallback = (run) => waiting.push(run);
  window.becomeIdle = () => {
    window.requestIdleCallback = (run) => setTimeout(run);
    for (const run of waiting.splice(0)) run();
  };`;

const refused = [/^401: (GET|POST|PUT) \/api\/session/, /^console: .* 401/];

/** Bytes of what a request was answered with; none where it was given up. */
async function compressedSize(request: Request): Promise<number> {
  if (!(await request.response())) return 0;
  return (await request.sizes()).responseBodySize;
}

describe('signing in', () => {
  it('leads to the first page of one’s role, on a desk and on a phone', async () => {
    for (const [account, path, viewport] of [
      [emma, '/devices', DESK],
      [platform.administrator, '/console', PHONE],
    ] as const) {
      const visitor = await Visitor.at(browser, platform, { viewport });
      await visitor.page.goto('/');
      await visitor.page.getByLabel('Name').waitFor();
      await visitor.expectAccessible();
      await visitor.expectToFit();
      await visitor.signIn(account);
      await visitor.arrivesAt(path);
      await visitor.page.getByRole('heading', { level: 1 }).waitFor();
      await visitor.expectAccessible();
      await visitor.expectToFit();
      await visitor.leave();
    }
  });

  it('needs less than 200 kB of JavaScript, the first page included; the chat comes after it', async () => {
    const visitor = await Visitor.at(browser, platform);
    const { page } = visitor;
    await page.addInitScript(KEEPING_BUSY);
    const chatted = page.waitForRequest(/ChatService/);
    chatted.catch(() => undefined); // Where the test has failed before.
    await visitor.signIn(emma);
    await page.getByText('No devices yet').waitFor();
    await page.getByRole('button', { name: 'Message us' }).waitFor();
    const sizes = await Promise.all(visitor.scripts.map(compressedSize));
    expect(sizes.length).toBeGreaterThan(5);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(200_000);
    await page.evaluate('becomeIdle()');
    await chatted;
    expect(visitor.scripts.length).toBeGreaterThan(sizes.length);
    await visitor.leave();
  });

  it('asks for what a page needs while the application is on its way', async () => {
    const visitor = await Visitor.at(browser, platform);
    const { page } = visitor;
    await visitor.signIn(emma);
    await visitor.arrivesAt('/devices');
    const arriving = Promise.withResolvers<void>();
    await page.route(/\/assets\/index-[^/]+\.js$/, async (route) => {
      await arriving.promise;
      await route.continue();
    });
    const before = visitor.scripts.length;
    await page.reload({ waitUntil: 'commit' });
    // The application, what runs before it, and what that one asks for.
    await expect.poll(() => visitor.scripts.length - before).toBeGreaterThan(5);
    expect(await page.locator('#app').innerHTML()).toBe('');
    arriving.resolve();
    await page.getByText('No devices yet').waitFor();
    await visitor.leave();
  });

  it('leads on to where one wanted to go, and closes the pages of the other role', async () => {
    const visitor = await Visitor.at(browser, platform);
    await visitor.signIn(emma, '/password');
    await visitor.arrivesAt('/password');
    await visitor.page.goto('/console');
    await visitor.arrivesAt('/devices');
    await visitor.leave();
  });

  it('says what is wrong, and forgets nothing but the password', async () => {
    const visitor = await Visitor.at(browser, platform);
    const { page } = visitor;
    await page.goto('/');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('Enter your name.').waitFor();
    await visitor.tryToSignIn({ ...emma, password: 'not this one' });
    await page.getByRole('alert').getByText('Incorrect name or password.').waitFor();
    expect(await page.getByLabel('Name').inputValue()).toBe('Emma');
    expect(await page.getByLabel('Password', { exact: true }).inputValue()).toBe('');
    await visitor.expectAccessible();
    await visitor.leave({ expected: refused });
  });

  it('speaks English and German', async () => {
    const visitor = await Visitor.at(browser, platform, { locale: 'de-DE' });
    const { page } = visitor;
    await page.goto('/');
    await page.getByRole('heading', { name: 'Anmelden' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('de');
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await visitor.leave();
  });

  it('with a one-time password leads nowhere but to choosing another one', async () => {
    const visitor = await Visitor.at(browser, platform);
    const { page } = visitor;
    const louis = await platform.newcomer('Louis');
    await visitor.signIn(louis);
    await page.getByRole('heading', { name: 'Choose a new password' }).waitFor();
    await visitor.expectAccessible();
    await page.goto('/devices');
    await page.waitForURL('**/password?next=/devices');
    await page.getByLabel('New password').fill('too short');
    await page.getByRole('button', { name: 'Save password' }).click();
    await page.getByText('Use at least 15 characters: 6 more.').waitFor();
    await page.getByLabel('New password').fill('a long and quiet winter evening');
    await page.getByRole('button', { name: 'Save password' }).click();
    await visitor.arrivesAt('/devices');
    await page.getByText('No devices yet').waitFor();
    await visitor.expectAccessible();
    await visitor.leave();
  });

  it('with a one-time password works once', async () => {
    const louise = await platform.newcomer('Louise');
    const first = await Visitor.at(browser, platform);
    await first.signIn(louise);
    await first.page.getByRole('heading', { name: 'Choose a new password' }).waitFor();
    const second = await Visitor.at(browser, platform, { locale: 'de-DE' });
    await second.page.goto('/');
    await second.page.getByLabel('Name').fill(louise.name);
    await second.page.getByLabel('Passwort', { exact: true }).fill(louise.password);
    await second.page.getByRole('button', { name: 'Anmelden' }).click();
    await second.page
      .getByRole('alert')
      .getByText(/bereits verwendet oder ist abgelaufen/)
      .waitFor();
    await second.leave({ expected: refused });
    await first.leave();
  });

  it('refuses a password that is easy to guess, in the language of the page', async () => {
    const lea = await platform.newcomer('Lea');
    const visitor = await Visitor.at(browser, platform);
    const { page } = visitor;
    await visitor.signIn(lea);
    await page.getByLabel('New password').fill('passwordpassword');
    await page.getByRole('button', { name: 'Save password' }).click();
    await page.getByRole('alert').getByText('This password is too common.').waitFor();
    await page.getByRole('button', { name: 'Deutsch' }).click();
    await page.getByRole('button', { name: 'Passwort speichern' }).click();
    await page.getByRole('alert').getByText('Dieses Passwort ist zu verbreitet.').waitFor();
    await visitor.leave({ expected: [/^400: PUT \/api\/session/, /^console: .* 400/] });
  });
});

describe('a session', () => {
  it('is renewed without anybody noticing, in any number of tabs', async () => {
    const visitor = await Visitor.at(browser, platform);
    await visitor.signIn(emma);
    await visitor.arrivesAt('/devices');
    await visitor.page.getByRole('heading', { level: 1 }).waitFor();
    const other = await visitor.context.newPage();
    // The token is as good as expired.
    await other.goto('/devices');
    await other.getByRole('heading', { level: 1 }).waitFor();
    await other.evaluate(() => localStorage.setItem('energy:session-good-until', '1'));
    const renewals: string[] = [];
    visitor.context.on('request', (request) => {
      if (request.url().endsWith('/api/session/refresh')) renewals.push(request.url());
    });
    await Promise.all([visitor.page.reload(), other.reload()]);
    for (const page of [visitor.page, other]) {
      await page.getByText('No devices yet').waitFor();
    }
    // What one tab has stored, another may see a moment later: then it renews once more.
    expect([1, 2]).toContain(renewals.length);
    await visitor.leave();
  });

  it('that ends in one tab ends in the others', async () => {
    const visitor = await Visitor.at(browser, platform);
    await visitor.signIn(emma);
    await visitor.arrivesAt('/devices');
    const other = await visitor.context.newPage();
    await other.goto('/devices');
    await other.getByText('No devices yet').waitFor();
    await visitor.page.getByRole('button', { name: 'Emma’s account' }).click();
    await visitor.page.getByRole('menuitem', { name: 'Sign out' }).click();
    await visitor.arrivesAt('/sign-in');
    await other.waitForURL('**/sign-in?next=/devices');
    await other.getByText('You signed out in another tab.').waitFor();
    await visitor.leave();
  });

  it('that ends in the middle of a form loses nothing that was typed', async () => {
    const visitor = await Visitor.at(browser, platform);
    const { page } = visitor;
    const nora = await platform.client('Nora');
    await visitor.signIn(nora, '/password');
    await page.getByLabel('Current password').fill(nora.password);
    await page.getByLabel('New password').fill('another long and quiet evening');
    // As if it had ended on the server: the browser has nothing to show for it any more.
    await visitor.context.clearCookies();
    await page.getByRole('button', { name: 'Save password' }).click();
    const dialog = page.getByRole('dialog', { name: 'Please sign in again' });
    await dialog.waitFor();
    await visitor.expectAccessible();
    await dialog.getByLabel('Password', { exact: true }).fill(nora.password);
    await dialog.getByRole('button', { name: 'Sign in' }).click();
    // What was asked for goes on by itself, with what was typed.
    await visitor.arrivesAt('/devices');
    await page
      .getByText('Password changed. Other devices were signed out.', { exact: true })
      .waitFor();
    await visitor.leave({ expected: refused });
  });
});

describe('an address', () => {
  it('with nothing at it says so, and leads back', async () => {
    const visitor = await Visitor.at(browser, platform);
    const { page } = visitor;
    await page.goto('/nowhere/to/be/found');
    await page.getByRole('heading', { name: 'Page not found' }).waitFor();
    await visitor.expectAccessible();
    await page.getByRole('link', { name: 'Go to home' }).click();
    await visitor.arrivesAt('/sign-in');
    await visitor.leave();
  });
});
