import { type EngineLog, retryForever, WakeUpSignal } from '@energy/engines';
import type { LiveFeed, Notice } from '@energy/live-feed';
import type { Alert, AlertsReadModel } from '@energy/read-models';

/** So many are told at once, and are in memory at a time. */
const AT_ONCE = 1_000;
/** How often it looks for what others raised and did not come to tell. */
const LOOK_INTERVAL_MS = 1_000;

export interface AlertTellerOptions {
  readonly alerts: AlertsReadModel;
  readonly feed: LiveFeed;
  readonly log: EngineLog;
  readonly signal: AbortSignal;
  /** Told of alerts once they are told, and marked so. */
  readonly onTold: (alerts: readonly Alert[]) => void;
}

/**
 * Tells the live feed of every alert, in the order of their numbers, and marks them as told after
 * that: an alert is told at least once, whoever raised it and whenever they died. While the feed is
 * away, alerts stay untold where they are stored.
 */
export class AlertTeller {
  readonly #options: AlertTellerOptions;
  readonly #raised = new WakeUpSignal();

  constructor(options: AlertTellerOptions) {
    this.#options = options;
  }

  /** Alerts were raised: they are told at once. */
  wake(): void {
    this.#raised.wake();
  }

  /** Tells until the signal aborts. */
  async run(): Promise<void> {
    const { signal } = this.#options;
    try {
      while (!signal.aborted) {
        const told = await this.#tellOldest();
        if (told === AT_ONCE) continue;
        await this.#raised.wait({ timeoutMs: LOOK_INTERVAL_MS, signal });
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  /** Tells the oldest of those that are untold; resolves to how many these were. */
  async #tellOldest(): Promise<number> {
    const { alerts, feed, onTold } = this.#options;
    const untold = await this.#persistently('read the alerts to tell', () =>
      alerts.untold(AT_ONCE),
    );
    if (untold.length === 0) return 0;
    const notices = untold.map(noticeOf);
    await this.#persistently('tell the live feed of alerts', () => feed.publish(notices));
    const numbers = untold.map(({ number }) => number);
    await this.#persistently('mark alerts as told', () => alerts.markTold(numbers));
    onTold(untold);
    return untold.length;
  }

  #persistently<T>(what: string, work: () => Promise<T>): Promise<T> {
    return retryForever(what, work, this.#options);
  }
}

function noticeOf({ number, deviceId, ownerId }: Alert): Notice {
  return { type: 'AlertRaised', number, deviceId, ownerId: ownerId ?? null };
}
