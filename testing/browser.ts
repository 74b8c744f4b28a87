import { accessSync, constants } from 'node:fs';
import { type Browser, chromium, type LaunchOptions } from 'playwright-core';
import { packagedBrowser } from './packaged-browser.ts';

const INSTALLED = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
// The package's own arguments would switch off web security and run everything in one process.
const ARGUMENTS = ['--no-sandbox', '--disable-background-networking', '--disable-dev-shm-usage'];

export type BrowserOptions = LaunchOptions & { executablePath: string; args: string[] };

/** Starts a browser, which ends with this process, also when that is killed: it is controlled through a pipe. */
export async function startBrowser(): Promise<Browser> {
  return chromium.launch(await browserOptions());
}

/** Launch options for the browser that `CHROMIUM` names, an installed one, or the packaged one. */
export async function browserOptions(): Promise<BrowserOptions> {
  const { CHROMIUM } = process.env;
  if (CHROMIUM && !isExecutable(CHROMIUM)) {
    throw new Error(`CHROMIUM must name an executable file; ${CHROMIUM} is none.`);
  }
  const executablePath = CHROMIUM || INSTALLED.find(isExecutable);
  const browser = executablePath ? { executablePath } : await packagedBrowser();
  return { ...browser, args: ARGUMENTS, headless: true };
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
