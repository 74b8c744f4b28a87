import { startBrowser } from '@energy/testing/browser';
import { ServedPlatform } from '@energy/testing/platform';
import type { Browser, Page } from 'playwright-core';
import { DESK, PHONE, Visitor } from './visitor.ts';

export const ZONE = 'Europe/Brussels';

interface Registered {
  readonly id: string;
}

/** An administrator at the console of a platform of their own. */
export class Administrator {
  readonly platform: ServedPlatform;
  readonly visitor: Visitor;
  readonly page: Page;
  readonly browser: Browser;
  readonly #expected: RegExp[] = [];

  private constructor(platform: ServedPlatform, browser: Browser, visitor: Visitor) {
    this.platform = platform;
    this.visitor = visitor;
    this.page = visitor.page;
    this.browser = browser;
  }

  /** Starts a platform and signs in at a page of the console. */
  static async at(path: string): Promise<Administrator> {
    const [platform, browser] = await Promise.all([ServedPlatform.start(), startBrowser()]);
    const visitor = await Visitor.at(browser, platform);
    await visitor.signIn(platform.administrator, path);
    await visitor.arrivesAt(path);
    return new Administrator(platform, browser, visitor);
  }

  /** Checks that nothing went wrong but what was expected, and stops the platform. */
  async leave(): Promise<void> {
    try {
      await this.visitor.leave({ expected: this.#expected });
    } finally {
      await this.browser.close();
      await this.platform.stop();
    }
  }

  /** Says what may go wrong in the pages, as {@link Visitor.failures} describes it. */
  expect(...failures: readonly RegExp[]): void {
    this.#expected.push(...failures);
  }

  /** Registers a device through the API; resolves to its id. */
  async register(data: object): Promise<string> {
    const { api } = this.platform.administrator;
    const device = { maxHourlyConsumption: 1, timeZone: ZONE, ...data };
    return (await api.request<Registered>('POST', '/devices', device)).body.id;
  }

  /** Registers “Meter 01”, “Meter 02” and so on, whose limits are their numbers. */
  async registerMeters(count: number): Promise<void> {
    for (let number = 1; number <= count; number++) {
      const description = `Meter ${String(number).padStart(2, '0')}`;
      const address = `Street ${number % 7}`;
      await this.register({ description, address, maxHourlyConsumption: number });
    }
  }

  row(name: string) {
    return this.page.getByRole('row').filter({ hasText: name });
  }

  get dialog() {
    return this.page.getByRole('dialog');
  }

  button(name: string | RegExp) {
    return this.page.getByRole('button', { name, exact: true });
  }

  inDialog(button: string) {
    return this.dialog.getByRole('button', { name: button, exact: true });
  }

  /** The first element with a text. */
  notice(text: string) {
    return this.page.getByText(text, { exact: true }).first();
  }

  /** Chooses an action of a row. */
  async choose(name: string, action: string): Promise<void> {
    await this.button(`Actions for ${name}`).click();
    await this.page.getByRole('menuitem', { name: action }).click();
  }

  async search(words: string): Promise<void> {
    await this.page.getByRole('searchbox').fill(words);
    await this.page.waitForURL(({ searchParams }) => (searchParams.get('search') ?? '') === words);
  }

  async select(...names: readonly string[]): Promise<void> {
    for (const name of names) {
      await this.page.getByRole('checkbox', { name: `Select ${name}` }).click();
    }
  }

  /** Checks layout and accessibility on a desktop and on a phone. */
  async inspect(): Promise<void> {
    const notices = this.page.getByRole('region', { name: /^Notifications/ });
    for (const close of await notices.getByRole('button', { name: 'Close' }).all()) {
      // It may go away by itself.
      await close.click({ timeout: 1_000 }).catch(() => undefined);
    }
    for (const viewport of [PHONE, DESK]) {
      await this.page.setViewportSize(viewport);
      await this.visitor.expectToFit();
      await this.visitor.expectNothingCovered();
      await this.visitor.expectAccessible();
    }
  }
}
