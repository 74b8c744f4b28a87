import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { eventually, repetitions } from '@energy/testing';
import type { Account, ServedPlatform } from '@energy/testing/platform';
import type axe from 'axe-core';
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
/** Half the size of what `axe-core` exports, which each page would parse. */
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

export const PHONE = { width: 390, height: 844 };
/** A key instead of the text that it names. */
const MESSAGE_KEY =
  /\b(?:alerts|app|chat|console|energy|history|overview|problems|session)\.[a-z]\w*(?:\.\w+)*/;
const TABLET = { width: 1024, height: 768 };
const LARGE_DESK = { width: 1920, height: 1080 };
/** {@link DESK} at a zoom of 200%. */
const ZOOMED_DESK = { width: DESK.width / 2, height: DESK.height / 2 };
const SIZES = [PHONE, DESK, TABLET, LARGE_DESK].slice(0, repetitions({ quick: 2, thorough: 4 }));
const IS_THOROUGH = repetitions({ quick: 0, thorough: 1 }) > 0;

/** A person with a browser context, which records everything that goes wrong in its pages. */
export class Visitor {
  /** The visitors who have not left. */
  static readonly present = new Set<Visitor>();

  readonly page: Page;
  readonly context: BrowserContext;
  /** Console errors, failed requests and refusals. */
  readonly failures: string[] = [];
  /** Requests of JavaScript. */
  readonly scripts: Request[] = [];
  /** The live feeds that have received a frame. */
  readonly #live = new Map<Page, WebSocket>();

  private constructor(context: BrowserContext, page: Page) {
    this.context = context;
    this.page = page;
    Visitor.present.add(this);
    context.on('close', () => Visitor.present.delete(this));
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
      serviceWorkers: 'block', // The tests route requests, which a service worker would hide.
      ...options,
    });
    context.setDefaultTimeout(60_000);
    return new Visitor(context, await context.newPage());
  }

  /** Opens a path that redirects to the sign-in page, and signs in. */
  async signIn(account: Account, path = '/'): Promise<void> {
    await this.page.goto(path);
    await this.tryToSignIn(account);
    await this.page.waitForURL(({ pathname }) => pathname !== '/sign-in');
  }

  /** Submits the sign-in form of the current page. */
  async tryToSignIn({ name, password }: Account): Promise<void> {
    await this.page.getByLabel('Name').fill(name);
    await this.page.getByLabel('Password', { exact: true }).fill(password);
    await this.page.getByRole('button', { name: 'Sign in' }).click();
  }

  /** Resolves when the address has a path, with any query. */
  async arrivesAt(path: string): Promise<void> {
    await this.page.waitForURL(({ pathname }) => pathname === path);
  }

  /** Resolves when a page receives frames of the live feed. */
  async waitForLiveFeed(page: Page): Promise<void> {
    await eventually(() => this.#live.has(page));
  }

  /** Resolves when the server has closed a page's live feed. */
  async waitForLostFeed(page: Page): Promise<void> {
    await eventually(() => !this.#live.has(page));
  }

  /** Checks WCAG 2.2 AA as far as axe can: a phone in dark colours, a desk in light ones. Thorough runs check a desk in both. */
  async expectAccessible(): Promise<void> {
    const isWide = this.page.viewportSize()!.width > PHONE.width;
    if (isWide) {
      // Dark mode changes colours only.
      if (IS_THOROUGH) await this.#expectNoViolations('dark', ['color-contrast']);
      await this.#expectNoViolations('light', RULES);
    } else {
      await this.#unfold();
      await this.#expectNoViolations('dark', RULES);
      await this.page.emulateMedia({ colorScheme: 'light' });
      await this.page.setViewportSize(PHONE);
    }
  }

  /** Makes a phone as high as its page: otherwise its tabs cover parts of controls that scroll below them. */
  async #unfold(): Promise<void> {
    const html = this.page.locator('html');
    const height = await html.evaluate((root: { scrollHeight: number }) => root.scrollHeight);
    await this.page.setViewportSize({ width: PHONE.width, height: Math.max(height, PHONE.height) });
  }

  /** @param rules ids or tags of axe */
  async #expectNoViolations(colorScheme: 'dark' | 'light', rules: string[]): Promise<void> {
    await this.page.emulateMedia({ colorScheme });
    await this.page.locator(colorScheme === 'dark' ? 'html.dark' : 'html:not(.dark)').waitFor();
    await this.#atRest();
    // @axe-core/playwright takes four times as long: it loads axe for each run and returns what passes.
    const hasAxe = await this.page.evaluate(() => 'axe' in globalThis);
    if (!hasAxe) await this.page.evaluate(AXE);
    // A notification may still fade in: only violations that last count.
    const violations = () => this.page.evaluate(findViolations, rules);
    await expect.poll(violations, { message: colorScheme }).toEqual([]);
  }

  /** Checks that no element covers the centre of a control. */
  async expectNothingCovered(): Promise<void> {
    expect(await this.page.evaluate(coveredControls)).toEqual([]);
  }

  /** Checks on a phone, a desk and other sizes that a page fits and that nothing covers its controls. */
  async expectUsableAtEveryWidth(path: string): Promise<void> {
    await this.page.goto(path);
    await this.#waitForContent();
    await this.#expectUsableAtEverySize();
    await this.page.setViewportSize(DESK);
  }

  async #expectUsableAtEverySize(): Promise<void> {
    for (const size of SIZES) {
      await this.page.setViewportSize(size);
      const where = `${this.page.url()} at ${size.width} px`;
      expect(await this.page.evaluate(coveredControls), where).toEqual([]);
      await this.expectToFit(where);
    }
  }

  /**
   * Checks pages in German, whose words are the longest: they have all texts, and fit a desk at a zoom of 200%, and
   * a desk and a phone with text twice as large. Thorough runs check other colours as well.
   */
  async expectAdaptable(paths: readonly string[]): Promise<void> {
    await this.page.evaluate("localStorage.setItem('energy:language', 'de')");
    await this.page.reload();
    await this.page.locator('html[lang=de]').waitFor();
    for (const path of paths) {
      await this.#follow(path);
      await this.#waitForContent();
      const text = await this.page.locator('body').innerText();
      expect(text.match(MESSAGE_KEY)?.[0], `a message of ${path}`).toBeUndefined();
      if (IS_THOROUGH) await this.#expectUsableInOtherColours(path);
      await this.#expectToFitEnlarged(path);
    }
  }

  /** Dark colours have enough contrast; those of the system mark what is chosen and cover nothing at any size. */
  async #expectUsableInOtherColours(path: string): Promise<void> {
    await this.#expectNoViolations('dark', ['color-contrast']);
    await this.page.emulateMedia({ colorScheme: 'light', forcedColors: 'active' });
    expect(await this.page.evaluate(unmarkedChoices), `choices of ${path}`).toEqual([]);
    await this.#expectUsableAtEverySize();
    await this.page.emulateMedia({ forcedColors: 'none' });
  }

  async #expectToFitEnlarged(path: string): Promise<void> {
    await this.page.setViewportSize(ZOOMED_DESK);
    await this.expectToFit(`${path} at a zoom of 200%`);
    await this.page.evaluate("document.documentElement.style.fontSize = '200%'");
    for (const size of [PHONE, DESK]) {
      await this.page.setViewportSize(size);
      await this.expectToFit(`${path} with large text at ${size.width} px`);
    }
    await this.page.evaluate("document.documentElement.style.fontSize = ''");
  }

  /** Goes to a path as a link does, in half the time of a new load. */
  async #follow(path: string): Promise<void> {
    await this.page.evaluate(follow, path);
    await this.arrivesAt(path);
  }

  /** Resolves when the page has a heading and loads nothing more. */
  async #waitForContent(): Promise<void> {
    await this.page.getByRole('heading', { level: 1 }).first().waitFor({ state: 'attached' });
    const busy = this.page.locator('main [aria-busy=true]');
    await expect.poll(() => busy.count(), { timeout: 30_000 }).toBe(0);
  }

  /** Checks that the page is not wider than the window. */
  async expectToFit(path?: string): Promise<void> {
    const overflow = (html: { scrollWidth: number; clientWidth: number }) =>
      html.scrollWidth - html.clientWidth;
    expect(await this.page.locator('html').evaluate(overflow), path).toBe(0);
  }

  /** Describes what the pages show and what went wrong at last, for a failed test. */
  async describe(): Promise<string> {
    const shown = this.context.pages().map(async (page) => {
      const text = await page.locator('body').innerText({ timeout: 5_000 });
      return `${page.url()} shows: ${text.replaceAll(/\s+/g, ' ').slice(0, 1_500)}`;
    });
    const pages = await Promise.all(shown.map((text) => text.catch(String)));
    return [...pages, 'Went wrong at last:', ...this.failures.slice(-8)].join('\n');
  }

  /** Closes the context and checks that nothing unexpected went wrong. */
  async leave({ expected = [] }: { expected?: readonly RegExp[] } = {}): Promise<void> {
    await this.context.close();
    const unexpected = this.failures.filter(
      (failure) => !expected.some((pattern) => pattern.test(failure)),
    );
    expect(unexpected).toEqual([]);
  }

  /** Resolves when all animations and transitions have finished. */
  async #atRest(): Promise<void> {
    await this.page.locator('html').evaluate(async (html) => {
      const animations: { finished: Promise<unknown> }[] = html.ownerDocument.getAnimations();
      // A cancelled animation has finished too.
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
      if (message.type() === 'error') this.failures.push(`console: ${message.text()}`);
    });
    page.on('pageerror', ({ message }) => this.failures.push(`error: ${message}`));
    page.on('requestfailed', (request) => {
      const reason = request.failure()?.errorText;
      // Pages abort requests whose result they no longer need.
      if (reason !== 'net::ERR_ABORTED') this.failures.push(`failed: ${request.url()} ${reason}`);
    });
    page.on('request', (request) => {
      // The sockets of the document before are not reported as closed.
      if (request.isNavigationRequest()) this.#live.delete(page);
      if (request.url().endsWith('.js')) this.scripts.push(request);
    });
    page.on('response', (response) => {
      if (response.status() < 400) return;
      const { method, pathname } = {
        method: response.request().method(),
        pathname: new URL(response.url()).pathname,
      };
      this.failures.push(`${response.status()}: ${method} ${pathname}`);
    });
  }
}

/** Runs in the page: resolves when the page of a path has replaced the one before. */
async function follow(path: string): Promise<void> {
  const { document } = globalThis as never as { document: { querySelector(of: '#app'): Mounted } };
  await document.querySelector('#app').__vue_app__.config.globalProperties.$router.push(path);
}

/** Runs in the page: describes what violates some of axe's rules. */
async function findViolations(runOnly: string[]): Promise<string[]> {
  const { axe: loaded } = globalThis as never as { axe: typeof axe };
  // The focus guards of the notifications pass the focus on at once.
  const context = { exclude: '[role="region"] > span[aria-hidden="true"]' };
  const { violations } = await loaded.run(context, { runOnly, resultTypes: ['violations'] });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target}: ${failureSummary}`),
  );
}

/** Runs in the page: returns the controls whose centre is covered after scrolling them into view. */
function coveredControls(): string[] {
  const { document } = globalThis as never as { document: BrowserDocument };
  const covered: string[] = [];
  const controls = document.querySelectorAll(
    ':is(a[href], button:enabled, input:enabled, select, textarea, summary, [role=button]):not(.sr-only, [inert] *)',
  );
  for (const control of controls) {
    if (!control.checkVisibility()) continue;
    // As the keyboard scrolls to it, and in the middle.
    for (const block of ['nearest', 'center'] as const) {
      control.scrollIntoView({ block, inline: 'nearest' });
      const { x, y, width, height } = control.getBoundingClientRect();
      if (width < 4 || height < 4) continue; // For screen readers alone.
      const hit = document.elementFromPoint(x + width / 2, y + height / 2);
      if (!hit || (!control.contains(hit) && !hit.contains(control))) {
        covered.push(`${control.outerHTML.slice(0, 160)} by ${hit?.outerHTML.slice(0, 160)}`);
      }
    }
  }
  return covered;
}

/** Runs in the page: returns the chosen controls that look like the page behind them. */
function unmarkedChoices(): string[] {
  const { document, getComputedStyle } = globalThis as never as BrowserWindow;
  const canvas = getComputedStyle(document.documentElement).backgroundColor;
  const chosen = document.querySelectorAll('main [aria-pressed=true], nav [aria-current]');
  return [...chosen]
    .filter((control) => control.checkVisibility())
    .filter((control) => getComputedStyle(control).backgroundColor === canvas)
    .map(({ outerHTML }) => outerHTML.slice(0, 160));
}

/** The element that the application is mounted in. */
interface Mounted {
  readonly __vue_app__: {
    config: { globalProperties: { $router: { push(path: string): Promise<void> } } };
  };
}

/** The part of the DOM that is used; Node.js lacks the browser's types. */
interface BrowserElement {
  readonly outerHTML: string;
  contains(other: BrowserElement): boolean;
  getBoundingClientRect(): { x: number; y: number; width: number; height: number };
  checkVisibility(): boolean;
  scrollIntoView(options: { block: 'center' | 'nearest'; inline: 'nearest' }): void;
}
interface BrowserWindow {
  readonly document: BrowserDocument & { readonly documentElement: BrowserElement };
  getComputedStyle(element: BrowserElement): { readonly backgroundColor: string };
}
interface BrowserDocument {
  querySelectorAll(selector: string): Iterable<BrowserElement>;
  elementFromPoint(x: number, y: number): BrowserElement | null;
}
