import { AxeBuilder } from '@axe-core/playwright';
import { eventually } from '@energy/testing';
import type { Account, ServedPlatform } from '@energy/testing/platform';
import type {
  Browser,
  BrowserContext,
  BrowserContextOptions,
  Page,
  Request,
  WebSocket,
} from 'playwright-core';
import { expect } from 'vitest';

export const DESK = { width: 1440, height: 900 };
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

export const PHONE = { width: 390, height: 844 };

/** Somebody at a browser: what goes wrong in their pages is remembered. */
export class Visitor {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors on the console, requests that failed and answers that were refusals. */
  readonly troubles: string[] = [];
  /** What JavaScript was asked for. */
  readonly scripts: Request[] = [];
  /** The connections by which pages hear of what happens, once they do. */
  readonly #live = new Map<Page, WebSocket>();

  private constructor(context: BrowserContext, page: Page) {
    this.context = context;
    this.page = page;
    context.on('page', (other) => this.#watch(other));
    this.#watch(page);
  }

  static async at(
    browser: Browser,
    platform: ServedPlatform,
    options: BrowserContextOptions = {},
  ): Promise<Visitor> {
    const context = await browser.newContext({
      baseURL: platform.url,
      viewport: DESK,
      locale: 'en-GB',
      timezoneId: 'Europe/Brussels',
      reducedMotion: 'reduce',
      ...options,
    });
    context.setDefaultTimeout(60_000);
    return new Visitor(context, await context.newPage());
  }

  /** Goes to a path that leads to the sign-in, and signs in there. */
  async signIn(account: Account, path = '/'): Promise<void> {
    await this.page.goto(path);
    await this.tryToSignIn(account);
    await this.page.waitForURL(({ pathname }) => pathname !== '/sign-in');
  }

  /** Signs in on the page that is shown, whatever comes of it. */
  async tryToSignIn({ name, password }: Account): Promise<void> {
    await this.page.getByLabel('Name').fill(name);
    await this.page.getByLabel('Password', { exact: true }).fill(password);
    await this.page.getByRole('button', { name: 'Sign in' }).click();
  }

  /** Resolves when the address bar shows a path of the platform, whatever comes after it. */
  async arrivesAt(path: string): Promise<void> {
    await this.page.waitForURL(({ pathname }) => pathname === path);
  }

  /** Resolves when a page is told of what happens: until then it has its own ways to catch up. */
  async hearsLive(page: Page): Promise<void> {
    await eventually(() => this.#live.has(page));
  }

  /** Fails where a page keeps somebody out, in light or dark: WCAG 2.2 AA as far as a program can tell. */
  async expectAccessible(): Promise<void> {
    for (const colorScheme of ['dark', 'light'] as const) {
      await this.page.emulateMedia({ colorScheme });
      await this.page.locator(colorScheme === 'dark' ? 'html.dark' : 'html:not(.dark)').waitFor();
      await this.#atRest();
      // Without frames to look into, it needs no page of its own.
      const axe = new AxeBuilder({ page: this.page }).setLegacyMode();
      // Where focus enters and leaves the notices, it is passed on at once.
      axe.exclude('[role="region"] > span[aria-hidden="true"]');
      // In the dark nothing else is different.
      if (colorScheme === 'dark') axe.withRules('color-contrast');
      else axe.withTags(RULES);
      const { violations } = await axe.analyze();
      const found = violations.flatMap(({ id, nodes }) =>
        nodes.map(({ target, failureSummary }) => `${id}: ${target}: ${failureSummary}`),
      );
      expect({ colorScheme, found }).toEqual({ colorScheme, found: [] });
    }
  }

  /** Fails where another element covers the centre of something that can be clicked. */
  async expectNothingCovered(): Promise<void> {
    expect(await this.page.evaluate(coveredControls)).toEqual([]);
  }

  /** Fails where the page is wider than the window. */
  async expectToFit(): Promise<void> {
    const overflow = (html: { scrollWidth: number; clientWidth: number }) =>
      html.scrollWidth - html.clientWidth;
    expect(await this.page.locator('html').evaluate(overflow)).toBe(0);
  }

  /** Ends the visit; fails where anything went wrong in it that was not meant to. */
  async leave({ expected = [] }: { expected?: readonly RegExp[] } = {}): Promise<void> {
    await this.context.close();
    const unexpected = this.troubles.filter((each) => !expected.some((one) => one.test(each)));
    expect(unexpected).toEqual([]);
  }

  /** Resolves when nothing on the page is on its way from one colour to another any more. */
  async #atRest(): Promise<void> {
    await this.page.locator('html').evaluate(async (html) => {
      const animations: { finished: Promise<unknown> }[] = html.ownerDocument.getAnimations();
      // One that the page has cut short has come to its end too.
      await Promise.allSettled(animations.map(({ finished }) => finished));
    });
  }

  #watch(page: Page): void {
    page.on('websocket', (socket) => {
      if (new URL(socket.url()).pathname !== '/api/live') return;
      socket.on('framereceived', () => this.#live.set(page, socket));
      socket.on('close', () => {
        if (this.#live.get(page) === socket) this.#live.delete(page);
      });
    });
    page.on('console', (message) => {
      if (message.type() === 'error') this.troubles.push(`console: ${message.text()}`);
    });
    page.on('pageerror', ({ message }) => this.troubles.push(`error: ${message}`));
    page.on('requestfailed', (request) => {
      const reason = request.failure()?.errorText;
      // Pages give up on what nobody waits for any more.
      if (reason !== 'net::ERR_ABORTED') this.troubles.push(`failed: ${request.url()} ${reason}`);
    });
    page.on('request', (request) => {
      if (request.url().endsWith('.js')) this.scripts.push(request);
    });
    page.on('response', (response) => {
      if (response.status() < 400) return;
      const { method, pathname } = {
        method: response.request().method(),
        pathname: new URL(response.url()).pathname,
      };
      this.troubles.push(`${response.status()}: ${method} ${pathname}`);
    });
  }
}

/** In the page: the controls that a click at their centre would miss, once they are scrolled into view. */
function coveredControls(): string[] {
  const { document } = globalThis as never as { document: BrowserDocument };
  const covered: string[] = [];
  for (const control of document.querySelectorAll(
    ':is(a[href], button:enabled, input:enabled):not(.sr-only)',
  )) {
    control.scrollIntoView({ block: 'center' });
    const { x, y, width, height } = control.getBoundingClientRect();
    if (width < 4 || height < 4) continue; // For screen readers alone.
    const hit = document.elementFromPoint(x + width / 2, y + height / 2);
    if (!hit || (!control.contains(hit) && !hit.contains(control))) {
      covered.push(`${control.outerHTML.slice(0, 120)} by ${hit?.outerHTML.slice(0, 120)}`);
    }
  }
  return covered;
}

/** As much of the DOM as is used; the types of browsers are not those of Node.js. */
interface BrowserElement {
  readonly outerHTML: string;
  contains(other: BrowserElement): boolean;
  getBoundingClientRect(): { x: number; y: number; width: number; height: number };
  scrollIntoView(options: { block: 'center' }): void;
}
interface BrowserDocument {
  querySelectorAll(selector: string): Iterable<BrowserElement>;
  elementFromPoint(x: number, y: number): BrowserElement | null;
}
