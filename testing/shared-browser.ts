import { buildPages } from '@energy/infra/pages';
import { chromium } from 'playwright-core';
import { browserOptions, SHARED_BROWSER } from './browser.ts';

/**
 * Builds the pages and starts the browser that all test files share. The browser ends with this
 * process, also when that is killed: it is controlled through a pipe.
 */
export default async function setup(): Promise<() => Promise<void>> {
  await buildPages(console.log);
  const browser = await chromium.launchServer(await browserOptions());
  process.env[SHARED_BROWSER] = browser.wsEndpoint();
  return () => browser.close();
}
