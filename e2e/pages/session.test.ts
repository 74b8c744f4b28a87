import path from 'node:path';
import { ROOT } from '@energy/testing';
import { startBrowser } from '@energy/testing/browser';
import { type Account, ServedPlatform, serviceUrl } from '@energy/testing/platform';
import type { Browser, Request } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { DESK, PHONE, Visitor } from './visitor.ts';

vi.setConfig({ testTimeout: 120_000 }); // For a busy machine.

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

/** A browser that stays busy until the test says that it is idle. */
const KEEPING_BUSY = `
  const waiting = [];
  window.requestIdleCallback = (run) => waiting.push(run);
  window.becomeIdle = () => {
    window.requestIdleCallback = (run) => setTimeout(run);
    for (const run of waiting.splice(0)) run();
  };`;

const refused = [/^401: (GET|POST|PUT) \/api\/session/, /^console: .* 401/];

/** The size of a response; 0 if the request was aborted. */
async function compressedSize(request: Request): Promise<number> {
  if (!(await request.response())) return 0;
  return (await request.sizes()).responseBodySize;
}

describe('signing in', () => {
  it('opens the first page of the role, on desktop and phone', async () => {
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

  it('needs less than 200 kB of JavaScript including the first page; the chat loads later', async () => {
    const visitor = await Visitor.at(browser, platform);
    const { page } = visitor;
    await page.addInitScript(KEEPING_BUSY);
    const chatted = page.waitForRequest(/ChatService/);
    chatted.catch(() => undefined); // Otherwise unhandled after a failure.
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

  it('prefetches the code and data of a page', async () => {
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
    // The application, the prefetch script, and what that loads.
    await expect.poll(() => visitor.scripts.length - before).toBeGreaterThan(5);
    expect(await page.locator('#app').innerHTML()).toBe('');
    arriving.resolve();
    await page.getByText('No devices yet').waitFor();
    await visitor.leave();
  });

  it('continues to the requested page and denies the other role’s pages', async () => {
    const visitor = await Visitor.at(browser, platform);
    await visitor.signIn(emma, '/password');
    await visitor.arrivesAt('/password');
    await visitor.page.goto('/console');
    await visitor.arrivesAt('/devices');
    await visitor.leave();
  });

  it('explains a failure and clears the password only', async () => {
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

  it('with a one-time password requires a new one', async () => {
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

  it('refuses a common password in the page’s language', async () => {
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
  it('is renewed silently in any number of tabs', async () => {
    const visitor = await Visitor.at(browser, platform);
    await visitor.signIn(emma);
    await visitor.arrivesAt('/devices');
    await visitor.page.getByRole('heading', { level: 1 }).waitFor();
    const other = await visitor.context.newPage();
    // The token counts as expired.
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
    // A tab sees another tab's storage a moment late and may renew once more.
    expect([1, 2]).toContain(renewals.length);
    await visitor.leave();
  });

  it('that ends in one tab ends in all', async () => {
    const visitor = await Visitor.at(browser, platform);
    await visitor.signIn(emma);
    await visitor.arrivesAt('/devices');
    const other = await visitor.context.newPage();
    await other.goto('/devices');
    await other.getByText('No devices yet').waitFor();
    const tabs = [visitor.page, other];
    for (const tab of tabs) await visitor.waitForLiveFeed(tab);
    // The server closes the tabs' connections before they know why.
    let answer = () => {};
    const mayAnswer = new Promise<void>((resolve) => {
      answer = resolve;
    });
    await visitor.page.route('**/api/session', async (route) => {
      const response = await route.fetch();
      await mayAnswer;
      await route.fulfill({ response });
    });
    await visitor.page.getByRole('button', { name: 'Emma’s account' }).click();
    await visitor.page.getByRole('menuitem', { name: 'Sign out' }).click();
    for (const tab of tabs) {
      await visitor.waitForLostFeed(tab);
      await tab.evaluate("dispatchEvent(new Event('online'))"); // Reconnects at once.
    }
    await other.getByRole('heading', { level: 1 }).waitFor();
    answer();
    await visitor.arrivesAt('/sign-in');
    await other.waitForURL('**/sign-in?next=/devices');
    await other.getByText('You signed out in another tab.').waitFor();
    await visitor.leave();
  });

  it('that expires while a form is open loses no input', async () => {
    const visitor = await Visitor.at(browser, platform);
    const { page } = visitor;
    const nora = await platform.client('Nora');
    await visitor.signIn(nora, '/password');
    await page.getByLabel('Current password').fill(nora.password);
    await page.getByLabel('New password').fill('another long and quiet evening');
    // Expires the session: the browser loses its cookies.
    await visitor.context.clearCookies();
    // By an event, since any other request of the page may open the dialog first, which covers the button.
    await page.getByRole('button', { name: 'Save password' }).dispatchEvent('click');
    const dialog = page.getByRole('dialog', { name: 'Please sign in again' });
    await dialog.waitFor();
    await visitor.expectAccessible();
    await dialog.getByLabel('Password', { exact: true }).fill(nora.password);
    await dialog.getByRole('button', { name: 'Sign in' }).click();
    // The command is repeated with the typed input.
    await visitor.arrivesAt('/devices');
    await page
      .getByText('Password changed. Other devices were signed out.', { exact: true })
      .waitFor();
    await visitor.leave({ expected: refused });
  });
});

describe('without a connection', () => {
  it('the last data is shown; signing out deletes it', async () => {
    const visitor = await Visitor.at(browser, platform, { serviceWorkers: 'allow' });
    const { page, context } = visitor;
    const storedResponses = () =>
      page.evaluate<number>(
        "caches.open('energy-data').then((data) => data.keys()).then((keys) => keys.length)",
      );
    await visitor.signIn(emma);
    await page.getByText('No devices yet').waitFor();
    await page.evaluate('navigator.serviceWorker.ready.then(() => undefined)');
    await page.reload(); // The service worker keeps what is requested once it runs.
    await page.getByText('No devices yet').waitFor();
    await expect.poll(storedResponses).toBeGreaterThan(1);
    await context.setOffline(true);
    await page.reload();
    await page.getByText('No devices yet').waitFor();
    await page.getByText('You’re offline. Showing the last data we received.').waitFor();
    await context.setOffline(false);
    await page.getByRole('button', { name: 'Emma’s account' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await visitor.arrivesAt('/sign-in');
    await expect.poll(storedResponses).toBe(0);
    await visitor.leave({ expected: [/^failed: /, /^console: .*(ERR_|Failed)/] });
  });

  it('the pages can be installed', async () => {
    const visitor = await Visitor.at(browser, platform);
    const { page } = visitor;
    await page.goto('/');
    const manifest = await page.locator('link[rel=manifest]').getAttribute('href');
    const { icons, ...app } = await (await page.request.get(manifest!)).json();
    expect(app).toMatchObject({ name: 'Energy', display: 'standalone', start_url: '/' });
    for (const { src, type } of icons) {
      const icon = await page.request.get(src);
      expect([icon.status(), icon.headers()['content-type']]).toEqual([200, type]);
    }
    await visitor.leave();
  });

  it('the pages carry the name, logo, colour and support text of the utility', async () => {
    const gateway = platform.running.start('infra/gateway/main.ts', {
      env: {
        UTILITY_NAME: 'Sun & Wind',
        UTILITY_LOGO: path.join(ROOT, 'frontend/public/icon-192.png'),
        UTILITY_COLOUR: '#1d4ed8',
        UTILITY_SUPPORT: 'Call 0800 123.',
      },
    });
    const baseURL = await serviceUrl(gateway);
    const visitor = await Visitor.at(browser, platform, { baseURL });
    const { page } = visitor;
    await page.goto('/sign-in');
    await page.getByText('Call 0800 123.').waitFor();
    const width = "document.querySelector('main img').naturalWidth";
    await expect.poll(() => page.evaluate(width)).toBe(192);
    const colour = "getComputedStyle(document.querySelector('[type=submit]')).backgroundColor";
    expect(await page.evaluate(colour)).toBe('rgb(29, 78, 216)');
    await visitor.expectAccessible();
    await visitor.tryToSignIn(emma);
    await visitor.arrivesAt('/devices');
    await page.getByRole('banner').getByRole('link', { name: 'Sun & Wind' }).waitFor();
    expect(await page.title()).toBe('My energy · Sun & Wind');
    await visitor.leave();
    await gateway.kill();
  });
});

describe('the settings', () => {
  it('choose language, clock and appearance, and stay on this device', async () => {
    const visitor = await Visitor.at(browser, platform, { viewport: PHONE });
    const { page } = visitor;
    await visitor.signIn(emma);
    await visitor.arrivesAt('/devices');
    await page.getByRole('button', { name: 'Emma’s account' }).click();
    await page.getByRole('menuitem', { name: 'Settings' }).click();
    await visitor.arrivesAt('/settings');
    await visitor.expectAccessible();
    await visitor.expectToFit();
    await page.getByRole('button', { name: '12 hours' }).click();
    await page.getByRole('button', { name: 'Dark' }).click();
    await page.locator('html.dark').waitFor();
    await page.getByRole('button', { name: 'Deutsch' }).click();
    await page.getByRole('heading', { name: 'Einstellungen' }).waitFor();
    await page.reload();
    await page.locator('html.dark').waitFor();
    const pressed = page.locator('main [aria-pressed=true]');
    await expect.poll(() => pressed.allInnerTexts()).toEqual(['Deutsch', '12 Stunden', 'Dunkel']);
    await page.getByRole('link', { name: 'Passwort ändern' }).click();
    await visitor.arrivesAt('/password');
    await visitor.leave();
  });
});

describe('the sessions of a person', () => {
  it('are listed in the settings, where those in other browsers are ended', async () => {
    const noah = await platform.client('Noah');
    const here = await Visitor.at(browser, platform);
    const elsewhere = await Visitor.at(browser, platform);
    for (const visitor of [here, elsewhere]) await visitor.signIn(noah, '/settings');
    await here.page.reload();
    const sessions = here.page.getByRole('region', { name: 'Signed in on' });
    await sessions.getByText('This browser').waitFor();
    await here.expectAccessible();
    const others = sessions.getByRole('button', { name: 'Sign out there' });
    // Choosing the password started one as well.
    await expect.poll(() => others.count()).toBe(2);
    await others.first().click();
    await expect.poll(() => others.count()).toBe(1);
    await elsewhere.page.reload();
    await elsewhere.arrivesAt('/sign-in');
    await sessions.getByText('This browser').waitFor();
    await here.leave();
    await elsewhere.leave({ expected: refused });
  });
});

describe('an address', () => {
  it('covers no control at any width', async () => {
    const visitor = await Visitor.at(browser, platform);
    for (const path of ['/sign-in', '/nowhere']) await visitor.expectUsableAtEveryWidth(path);
    await visitor.leave();
  });

  it('without a page shows “not found” and a way back', async () => {
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
