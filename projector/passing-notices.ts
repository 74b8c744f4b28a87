import { type EngineLog, Outage } from '@energy/engines';
import type { LiveFeed, Notice } from '@energy/live-feed';

/** The feed is slow when more than these wait for it: the oldest are dropped. */
const MOST_WAITING = 20_000;

/**
 * Tells the live feed what nobody has to hear, without holding up who says it: what can't be told now
 * is dropped.
 */
export class PassingNotices {
  readonly #feed: LiveFeed;
  readonly #signal: AbortSignal;
  readonly #outage: Outage;
  #waiting: readonly Notice[] = [];
  #isTelling = false;

  constructor(feed: LiveFeed, log: EngineLog, signal: AbortSignal) {
    this.#feed = feed;
    this.#signal = signal;
    this.#outage = new Outage(log);
  }

  tell(notices: readonly Notice[]): void {
    this.#waiting =
      this.#waiting.length === 0 ? notices : [...this.#waiting, ...notices].slice(-MOST_WAITING);
    if (!this.#isTelling) this.#tellAll();
  }

  /** One publication after the other: what is said meanwhile waits for the next one. */
  async #tellAll(): Promise<void> {
    this.#isTelling = true;
    while (this.#waiting.length > 0 && !this.#signal.aborted) {
      const notices = this.#waiting;
      this.#waiting = [];
      try {
        await this.#feed.publish(notices);
        this.#outage.ended('The live feed hears of new totals again.');
      } catch (error) {
        this.#waiting = [];
        if (this.#signal.aborted) break;
        const { message } = error as Error;
        this.#outage.began(`The live feed does not hear of new totals for now: ${message}.`);
      }
    }
    this.#isTelling = false;
  }
}
