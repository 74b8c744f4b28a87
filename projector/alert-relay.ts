import { type EngineLog, retryForever, WakeUpSignal } from '@energy/engines';
import type { LiveFeed, Notice } from '@energy/live-feed';
import { type AlertsReadModel, isBudgetAlert, type ListedAlert } from '@energy/read-models';

const BATCH_SIZE = 1_000;
/** Interval between polls for alerts that another projector raised but did not publish. */
const POLL_INTERVAL_MS = 1_000;

export interface AlertRelayOptions {
  readonly alerts: AlertsReadModel;
  readonly feed: LiveFeed;
  readonly log: EngineLog;
  readonly signal: AbortSignal;
  /** Runs after alerts were published and marked as published. */
  readonly onPublished: (alerts: readonly ListedAlert[]) => void;
}

/**
 * Publishes alerts to the live feed from the outbox of the read model, in the order of their numbers, and marks
 * them as published afterwards: at least once each, whichever projector raised them and whenever it died. While
 * the feed is unavailable, alerts wait in the outbox.
 */
export class AlertRelay {
  readonly #options: AlertRelayOptions;
  readonly #raised = new WakeUpSignal();

  constructor(options: AlertRelayOptions) {
    this.#options = options;
  }

  /** Publishes without waiting for the next poll: alerts were raised. */
  wake(): void {
    this.#raised.wake();
  }

  /** Publishes until the signal aborts. */
  async run(): Promise<void> {
    const { signal } = this.#options;
    try {
      while (!signal.aborted) {
        const published = await this.#publishOldest();
        if (published === BATCH_SIZE) continue;
        await this.#raised.wait({ timeoutMs: POLL_INTERVAL_MS, signal });
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  /** @returns the number of alerts published */
  async #publishOldest(): Promise<number> {
    const { alerts, feed, onPublished } = this.#options;
    const unpublished = await this.#retry('read the unpublished alerts', () =>
      alerts.unpublished(BATCH_SIZE),
    );
    if (unpublished.length === 0) return 0;
    const notices = unpublished.map(toNotice);
    await this.#retry('publish alerts to the live feed', () => feed.publish(notices));
    const numbers = unpublished.map(({ number }) => number);
    await this.#retry('mark alerts as published', () => alerts.markPublished(numbers));
    onPublished(unpublished);
    return unpublished.length;
  }

  #retry<T>(what: string, work: () => Promise<T>): Promise<T> {
    return retryForever(what, work, this.#options);
  }
}

function toNotice(alert: ListedAlert): Notice {
  const { number, ownerId = null } = alert;
  const deviceId = isBudgetAlert(alert) ? null : alert.deviceId;
  return { type: 'AlertRaised', number, deviceId, ownerId };
}
