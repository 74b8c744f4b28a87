import type { Account } from '@energy/testing/platform';
import type { BrowserContext, Page } from 'playwright-core';

const DAYS_LOOKED_AT = 8;
/** By then what an interaction leads to on the screen has been told. */
const SETTLED_MS = 700;

// What runs in the page, before anything of the page’s own does.
const OBSERVING = `
  const interactions = [];
  new PerformanceObserver((list) => {
    for (const { interactionId, duration } of list.getEntries()) {
      if (interactionId) interactions.push(duration);
    }
  }).observe({ type: 'event', durationThreshold: 16, buffered: true });
  window.slowestInteraction = () => Math.max(0, ...interactions.splice(0));

  /** The chart, small enough to be compared at every frame. */
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

/** Signs somebody in for all pages of a browser. */
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
 * Milliseconds from the data of a day being there (or asked for, where they were there before) to its
 * chart on the screen: the slowest of several days that are gone through by the arrow keys.
 */
export async function chartDrawing(context: BrowserContext, url: string): Promise<number> {
  const page = await observed(context, url);
  await page.getByRole('img', { name: /^Consumption/ }).waitFor();
  await page.waitForLoadState('networkidle');
  let slowest = 0;
  for (let day = 0; day < DAYS_LOOKED_AT; day++) {
    await page.evaluate('watchChart()');
    await page.keyboard.press('ArrowLeft');
    slowest = Math.max(slowest, await page.evaluate<number>('chartChanged'));
  }
  await page.close();
  return slowest;
}

/** Milliseconds from each thing that an administrator does to the next paint, as browsers measure it. */
export async function consoleInteractions(
  context: BrowserContext,
  url: string,
): Promise<Record<string, number>> {
  const page = await observed(context, url);
  await page.getByRole('row').nth(5).waitFor();
  const slowest: Record<string, number> = {};
  for (const [name, act] of Object.entries(INTERACTIONS)) {
    await page.evaluate('slowestInteraction()');
    await act(page);
    await page.waitForTimeout(SETTLED_MS);
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

async function observed(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.addInitScript(OBSERVING);
  await page.goto(url);
  return page;
}
