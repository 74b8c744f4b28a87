import { existsSync } from 'node:fs';
import packagedChromium from '@sparticuz/chromium';
import { type Browser, chromium, type LaunchOptions } from 'playwright-core';

/** The variable that names the browser which the files of tests share; see `shared-browser.ts`. */
export const SHARED_BROWSER = 'SHARED_BROWSER_URL';

const INSTALLED = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
// The package's own arguments would switch off web security and run everything in one process.
const ARGUMENTS = ['--no-sandbox', '--disable-background-networking', '--disable-dev-shm-usage'];

/** Connects to the shared browser, or starts the one of {@link browserOptions} where there is none. */
export async function startBrowser(): Promise<Browser> {
  const url = process.env[SHARED_BROWSER];
  return url ? chromium.connect(url) : chromium.launch(await browserOptions());
}

/** Launch options for the browser that `CHROMIUM` names, an installed one, or the packaged one. */
export async function browserOptions(): Promise<LaunchOptions & { args: string[] }> {
  const candidates = [process.env.CHROMIUM ?? [], INSTALLED].flat();
  const installed = candidates.find((file) => existsSync(file));
  const executablePath = installed ?? (await packagedChromium.executablePath());
  return { executablePath, args: ARGUMENTS, headless: true };
}
