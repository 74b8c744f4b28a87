import type { Account } from '@energy/testing/platform';
import type { BrowserContext, Page } from 'playwright-core';

const MEASURED_DAYS = 8;
/** By then the browser has reported an interaction. */
const REPORT_DELAY_MS = 700;

// Runs in the page before its own scripts.
const OBSERVER = `
  const interactions = [];
  new PerformanceObserver((list) => {
    for (const { interactionId, duration } of list.getEntries()) {
      if (interactionId) interactions.push(duration);
    }
  }).observe({ type: 'event', durationThreshold: 16, buffered: true });
  window.slowestInteraction = () => Math.max(0, ...interactions.splice(0));

  /** The chart's pixels, small enough to compare in every frame. */
  const sketch = () => {
    const chart = document.querySelector('[role=img] canvas');
    if (!chart || chart.width === 0) return undefined;
    const small = Object.assign(document.createElement('canvas'), { width: 48, height: 24 });
    const context = small.getContext('2d', { willReadFrequently: true });
    context.drawImage(chart, 0, 0, 48, 24);
    const pixels = context.getImageData(0, 0, 48, 24).data;
    return pixels.some(Boolean) ? pixels.join() : undefined;
  };
  window.watchChart = () => {
    const before = sketch();
    let pressedAt = 0;
    addEventListener('keydown', () => { pressedAt = performance.now(); }, { once: true, capture: true });
    window.chartChanged = new Promise((resolve) => {
      const look = () => {
        const now = sketch();
        if (now === undefined || now === before) return requestAnimationFrame(look);
        const data = performance.getEntriesByType('resource')
          .filter(({ name }) => name.includes('/consumption?day='))
          .map(({ responseEnd }) => responseEnd);
        resolve(performance.now() - Math.max(pressedAt, ...data));
      };
      look();
    });
  };`;

/** Signs in for all pages of a browser context. */
export async function signInAt(
  context: BrowserContext,
  url: string,
  { name, password }: Account,
): Promise<void> {
  const page = await context.newPage();
  await page.goto(`${url}/sign-in`);
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(({ pathname }) => pathname !== '/sign-in');
  await page.close();
}

/**
 * Measures the milliseconds from the arrival of a day's data, or the key press if the data was there, to its
 * chart on the screen. Returns the slowest of several days.
 */
export async function chartDrawing(context: BrowserContext, url: string): Promise<number> {
  const page = await openObserved(context, url);
  await page.getByRole('img', { name: /^Consumption/ }).waitFor();
  await page.waitForLoadState('networkidle');
  let slowest = 0;
  for (let day = 0; day < MEASURED_DAYS; day++) {
    await page.evaluate('watchChart()');
    await page.keyboard.press('ArrowLeft');
    slowest = Math.max(slowest, await page.evaluate<number>('chartChanged'));
  }
  await page.close();
  return slowest;
}

/** Measures the milliseconds from each interaction of an administrator to the next paint. */
export async function consoleInteractions(
  context: BrowserContext,
  url: string,
): Promise<Record<string, number>> {
  const page = await openObserved(context, url);
  await page.getByRole('row').nth(5).waitFor();
  const slowest: Record<string, number> = {};
  for (const [name, act] of Object.entries(INTERACTIONS)) {
    await page.evaluate('slowestInteraction()');
    await act(page);
    await page.waitForTimeout(REPORT_DELAY_MS);
    slowest[name] = await page.evaluate<number>('slowestInteraction()');
  }
  await page.close();
  return slowest;
}

const INTERACTIONS: Readonly<Record<string, (page: Page) => Promise<unknown>>> = {
  'typing into the search': (page) => page.getByRole('searchbox').pressSequentially('meter'),
  'sorting by the limit': (page) => page.getByRole('button', { name: 'Hourly limit' }).click(),
  'the next page': (page) => page.getByRole('button', { name: 'Next page' }).click(),
  'selecting a page’s rows': (page) => page.getByLabel('Select all on this page').click(),
  'opening the form': (page) => page.getByRole('button', { name: 'New device' }).click(),
};

async function openObserved(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.addInitScript(OBSERVER);
  await page.goto(url);
  return page;
}
