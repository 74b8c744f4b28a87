import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '@energy/testing';
import { browserOptions } from '@energy/testing/browser';
import lighthouse, { desktopConfig } from 'lighthouse';
import { type BrowserContext, chromium } from 'playwright-core';
import { repeatLostTraces } from './lost-trace.ts';

const CATEGORIES = ['performance', 'accessibility', 'best-practices'] as const;
const RUNS = 5;

/** Lighthouse's scores of a page, from 0 to 100, and its compressed JavaScript. */
export interface Scores {
  readonly performance: number;
  /** The performance of every run, in ascending order. */
  readonly performances: readonly number[];
  readonly accessibility: number;
  readonly bestPractices: number;
  readonly scriptBytes: number;
  /** The ids of the audits that cost points. */
  readonly faults: readonly string[];
}

type Run = Omit<Scores, 'performances'>;

/** The browser that Lighthouse controls, with the cookies of its context. */
export class MeasuringBrowser {
  readonly context: BrowserContext;
  readonly #port: number;
  readonly #profile: string;

  static async start(): Promise<MeasuringBrowser> {
    const port = await freePort(0);
    const profile = await mkdtemp(path.join(tmpdir(), 'bench-pages-'));
    const { args, ...options } = await browserOptions();
    const context = await chromium.launchPersistentContext(profile, {
      ...options,
      locale: 'en-GB',
      args: [...args, `--remote-debugging-port=${port}`],
    });
    return new MeasuringBrowser(context, port, profile);
  }

  private constructor(context: BrowserContext, port: number, profile: string) {
    this.context = context;
    this.#port = port;
    this.#profile = profile;
  }

  async close(): Promise<void> {
    await this.context.close();
    await rm(this.#profile, { recursive: true, force: true });
  }

  /**
   * Returns the median run, as Lighthouse's guide to score variability advises.
   *
   * @param device a phone on a slow connection, or a desktop computer
   */
  async audit(url: string, device: 'phone' | 'desk'): Promise<Scores> {
    const runs: Run[] = [];
    while (runs.length < RUNS) runs.push(await this.#run(url, device));
    runs.sort((a, b) => a.performance - b.performance);
    const performances = runs.map(({ performance }) => performance);
    return { ...runs[(RUNS - 1) / 2]!, performances };
  }

  async #run(url: string, device: 'phone' | 'desk'): Promise<Run> {
    const flags = {
      port: this.#port,
      onlyCategories: [...CATEGORIES],
      disableStorageReset: true, // Retains the session cookie.
      logLevel: 'error' as const,
    };
    const measure = async () => {
      await this.#clearCaches(url);
      const config = device === 'desk' ? desktopConfig : undefined;
      return (await lighthouse(url, flags, config))!.lhr;
    };
    const { categories, audits } = await repeatLostTraces(measure, console.error);
    const scoreOf = (category: (typeof CATEGORIES)[number]) =>
      Math.round((categories[category]!.score ?? 0) * 100);
    return {
      performance: scoreOf('performance'),
      accessibility: scoreOf('accessibility'),
      bestPractices: scoreOf('best-practices'),
      scriptBytes: scriptBytes(audits['network-requests']?.details),
      faults: CATEGORIES.flatMap((category) => categories[category]!.auditRefs)
        .filter(({ id, weight }) => weight > 0 && (audits[id]?.score ?? 1) < 0.9)
        .map(({ id }) => `${id} ${audits[id]!.displayValue ?? ''}`.trim()),
    };
  }

  /** Makes every run a first visit, which no service worker answers; leaves the session's cookie. */
  async #clearCaches(url: string): Promise<void> {
    const page = await this.context.newPage();
    const session = await this.context.newCDPSession(page);
    await session.send('Network.clearBrowserCache');
    await session.send('Storage.clearDataForOrigin', {
      origin: new URL(url).origin,
      storageTypes: 'service_workers,cache_storage',
    });
    await page.close();
  }
}

interface NetworkRequest {
  readonly resourceType?: string;
  readonly transferSize?: number;
}

function scriptBytes(details: unknown): number {
  const { items = [] } = (details ?? {}) as { items?: readonly NetworkRequest[] };
  return items
    .filter(({ resourceType }) => resourceType === 'Script')
    .reduce((sum, { transferSize = 0 }) => sum + transferSize, 0);
}
