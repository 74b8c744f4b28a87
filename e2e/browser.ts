import { existsSync } from 'node:fs';
import chromiumInPackage from '@sparticuz/chromium';
import { type Browser, chromium, type LaunchOptions } from 'playwright-core';

const INSTALLED = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Starts the machine's browser, or the one in a package where none is installed. */
export async function startBrowser(): Promise<Browser> {
  return chromium.launch(await browserHere());
}

/** How the browser of {@link startBrowser} is started. */
export async function browserHere(): Promise<LaunchOptions & { args: string[] }> {
  const installed = [process.env.CHROMIUM ?? [], INSTALLED].flat().find((file) => existsSync(file));
  const executablePath = installed ?? (await chromiumInPackage.executablePath());
  const ownArgs = ['--no-sandbox', '--disable-background-networking', '--disable-dev-shm-usage'];
  const args = installed ? ownArgs : [...chromiumInPackage.args, ...ownArgs];
  return { executablePath, args, headless: true };
}
