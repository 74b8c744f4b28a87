import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '@energy/testing';
import { browserOptions } from '@energy/testing/browser';
import lighthouse, { desktopConfig } from 'lighthouse';
import { type BrowserContext, chromium } from 'playwright-core';

const CATEGORIES = ['performance', 'accessibility', 'best-practices'] as const;
const RUNS = 5;

/** A page as Lighthouse sees it: scores from 0 to 100, and the compressed JavaScript that came with it. */
export interface Scores {
  readonly performance: number;
  /** Of every run, from the worst to the best. */
  readonly performances: readonly number[];
  readonly accessibility: number;
  readonly bestPractices: number;
  readonly scriptBytes: number;
  /** What cost points, by the ids of Lighthouse's audits. */
  readonly faults: readonly string[];
}

type Run = Omit<Scores, 'performances'>;

/** A browser that Lighthouse measures with; whoever signs in there is signed in for it. */
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
   * The median run, as Lighthouse's own guide to varying scores advises: one alone tells as much of the
   * machine as of the page.
   * @param device a phone on a slow connection, or a desk
   */
  async audit(url: string, device: 'phone' | 'desk'): Promise<Scores> {
    const runs: Run[] = [];
    while (runs.length < RUNS) runs.push(await this.#run(url, device));
    runs.sort((a, b) => a.performance - b.performance);
    const performances = runs.map(({ performance }) => performance);
    return { ...runs[(RUNS - 1) / 2]!, performances };
  }

  async #run(url: string, device: 'phone' | 'desk'): Promise<Run> {
    await this.#forgetFiles();
    const flags = {
      port: this.#port,
      onlyCategories: [...CATEGORIES],
      disableStorageReset: true, // The cookie is needed.
      logLevel: 'error' as const,
    };
    const result = await lighthouse(url, flags, device === 'desk' ? desktopConfig : undefined);
    const { categories, audits, runtimeError } = result!.lhr;
    if (runtimeError)
      throw new Error(`Lighthouse could not measure ${url}: ${runtimeError.message}`);
    const [performance, accessibility, bestPractices] = CATEGORIES.map((category) =>
      Math.round((categories[category]!.score ?? 0) * 100),
    ) as [number, number, number];
    return {
      ...{ performance, accessibility, bestPractices },
      scriptBytes: scriptBytes(audits['network-requests']?.details),
      faults: CATEGORIES.flatMap((category) => categories[category]!.auditRefs)
        .filter(({ id, weight }) => weight > 0 && (audits[id]?.score ?? 1) < 0.9)
        .map(({ id }) => `${id} ${audits[id]!.displayValue ?? ''}`.trim()),
    };
  }

  /** Everybody's first visit: nothing is there from an earlier one. */
  async #forgetFiles(): Promise<void> {
    const page = await this.context.newPage();
    const session = await this.context.newCDPSession(page);
    await session.send('Network.clearBrowserCache');
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
