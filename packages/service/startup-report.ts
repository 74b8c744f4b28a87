import type { Logger } from './logging.ts';

const FIRST_REPORT_MS = 1_000;
const REPORT_INTERVAL_MS = 5_000;

/**
 * Logs what a starting process waits for, as often as that changes, until it is ready for the first time. A quick start
 * logs nothing.
 *
 * @returns a function that ends the reports
 */
export function reportStartup(
  findNotReady: () => Promise<Readonly<Record<string, string>>>,
  log: Pick<Logger, 'info'>,
): () => void {
  const startedAt = performance.now();
  let reported: string | undefined;
  let timer = setTimeout(report, FIRST_REPORT_MS).unref();
  let isEnded = false;

  async function report(): Promise<void> {
    const notReady = Object.entries(await findNotReady());
    if (isEnded) return;
    if (notReady.length > 0) {
      const reasons = notReady.map(([what, reason]) => `${what} (${reason})`).join('; ');
      if (reasons !== reported) log.info(`Not ready yet. Waiting for: ${reasons}.`);
      reported = reasons;
      timer = setTimeout(report, REPORT_INTERVAL_MS).unref();
    } else if (reported !== undefined) {
      const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
      log.info(`Ready after ${seconds} s.`);
    }
  }

  return () => {
    isEnded = true;
    clearTimeout(timer);
  };
}
