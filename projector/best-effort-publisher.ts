import { type EngineLog, Outage } from '@energy/engines';
import type { LiveFeed, Notice } from '@energy/live-feed';

/** The oldest notices beyond this number are dropped. */
const MAX_PENDING_NOTICES = 20_000;

/** Publishes notices that nobody must receive, without delaying the caller: what cannot be published is dropped. */
export class BestEffortPublisher {
  readonly #feed: LiveFeed;
  readonly #signal: AbortSignal;
  readonly #outage: Outage;
  #pending: readonly Notice[] = [];
  #isPublishing = false;

  constructor(feed: LiveFeed, log: EngineLog, signal: AbortSignal) {
    this.#feed = feed;
    this.#signal = signal;
    this.#outage = new Outage(log);
  }

  publish(notices: readonly Notice[]): void {
    this.#pending =
      this.#pending.length === 0
        ? notices
        : [...this.#pending, ...notices].slice(-MAX_PENDING_NOTICES);
    if (!this.#isPublishing) this.#publishPending();
  }

  /** Publishes one batch at a time; notices that arrive in between form the next one. */
  async #publishPending(): Promise<void> {
    this.#isPublishing = true;
    while (this.#pending.length > 0 && !this.#signal.aborted) {
      const notices = this.#pending;
      this.#pending = [];
      try {
        await this.#feed.publish(notices);
        this.#outage.ended('Publishing new totals to the live feed again.');
      } catch (error) {
        this.#pending = [];
        if (this.#signal.aborted) break;
        const { message } = error as Error;
        this.#outage.began(`Can't publish new totals to the live feed: ${message}.`);
      }
    }
    this.#isPublishing = false;
  }
}
