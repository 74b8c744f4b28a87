import { setImmediate } from 'node:timers/promises';
import type { AllStreamSubscription } from '@eventstore/db-client';
import type { Position } from '../event-store.ts';
import { logPosition, positionOf } from './position.ts';
import type { RecordedEvent } from './recorded-event.ts';
import type { StoreClient } from './store-client.ts';

/** So much is held for a slow consumer; beyond it the server is made to wait. */
const BUFFERED = 512;
const LARGEST_DELIVERY = 1_000;

/** The server leaves out its own streams, and nothing else. */
const ORDINARY_STREAMS = '^[^$]';

/** In 32 events looked at: over long stretches of what is left out, a position now and then. */
const CHECKPOINT_INTERVAL = 8;

/** Servers before 23.10 don't say that one has caught up; nothing coming for so long means it too. */
const QUIET_MS = 1_000;

export interface FeedOptions {
  readonly after: Position | undefined;
  /**
   * Where they are given, the server sends only streams whose names begin so, until it has no more:
   * then the feed is done. It would tell how far it has come only after so many events, which on a
   * quiet store is never. Without them it sends all ordinary streams, now and in future, so that
   * every append is heard of at once.
   */
  readonly prefixes: readonly string[] | undefined;
}

export interface Delivery {
  /** In order; none where the server told how far it has looked. */
  readonly events: readonly RecordedEvent[];
  /** Everything up to here has been delivered or left out. */
  readonly position: Position;
}

/** One subscription on the server, from its confirmation until it is done, lost or ended. */
export class Feed {
  readonly #subscription: AllStreamSubscription;
  readonly #endsWhenCaughtUp: boolean;
  #caughtUp = false;
  #position: Position | undefined;
  #checkpoint: Position | undefined;
  #confirmed = false;
  #lost: unknown;
  #ended = false;
  #wake: (() => void) | undefined;

  constructor(client: StoreClient, { after, prefixes }: FeedOptions) {
    this.#position = after;
    this.#endsWhenCaughtUp = prefixes !== undefined;
    this.#subscription = client.subscribeToAll(
      {
        fromPosition: after === undefined ? 'start' : logPosition(after)!,
        requiresLeader: true,
        filter: {
          filterOn: 'streamName',
          ...(prefixes ? { prefixes: [...prefixes] } : { regex: ORDINARY_STREAMS }),
          checkpointInterval: CHECKPOINT_INTERVAL,
          checkpointReached: (_, position) => {
            this.#checkpoint = positionOf(position);
            this.#wake?.();
          },
        },
      },
      { highWaterMark: BUFFERED },
    );
    this.#subscription
      .on('confirmation', () => {
        this.#confirmed = true;
        this.#wake?.();
      })
      .on('caughtUp', () => this.#catchUp())
      .on('readable', () => this.#wake?.())
      .on('error', (error) => this.#lose(error))
      .on('end', () => this.#lose(new Error('it ended the subscription')));
  }

  /**
   * Resolves when the server has taken the subscription on, or it was ended.
   *
   * @throws why it was lost
   */
  async confirmed(patienceMs: number): Promise<void> {
    const silence = new Error('it did not answer in time');
    const patience = setTimeout(() => this.#lose(silence), patienceMs);
    try {
      while (!this.#confirmed && !this.#ended) await this.#news();
    } finally {
      clearTimeout(patience);
    }
  }

  /**
   * Whatever is there, as soon as there is something; `undefined` once it is done or was ended.
   *
   * @throws why the subscription was lost, after everything that came before that
   */
  async next(): Promise<Delivery | undefined> {
    while (!this.#ended) {
      const delivery = this.#take();
      if (delivery) return delivery;
      if (!this.#endsWhenCaughtUp) await this.#news();
      else if (this.#caughtUp) return undefined;
      else await this.#newsOrQuiet();
    }
    return undefined;
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#subscription.unsubscribe().catch(() => {});
    this.#subscription.destroy();
    this.#wake?.();
  }

  #take(): Delivery | undefined {
    const before = this.#position;
    const events: RecordedEvent[] = [];
    while (events.length < LARGEST_DELIVERY) {
      const resolved = this.#subscription.read() as { event?: RecordedEvent } | null;
      if (resolved === null) {
        this.#moveTo(this.#checkpoint); // What came before it was in the buffer, which is empty.
        break;
      }
      const { event } = resolved;
      if (event?.position && this.#moveTo(positionOf(event.position))) events.push(event);
    }
    const position = this.#position;
    return position === undefined || position === before ? undefined : { events, position };
  }

  /** `false` where that is no way forwards: it was delivered before. */
  #moveTo(position: Position | undefined): boolean {
    if (position === undefined) return false;
    if (this.#position !== undefined && position <= this.#position) return false;
    this.#position = position;
    return true;
  }

  async #newsOrQuiet(): Promise<void> {
    const quiet = setTimeout(() => this.#catchUp(), QUIET_MS);
    try {
      await this.#news();
    } finally {
      clearTimeout(quiet);
    }
  }

  async #news(): Promise<void> {
    if (this.#lost === undefined) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = undefined;
      await setImmediate(); // Events that came together are delivered together.
    }
    if (this.#lost !== undefined && !this.#ended) throw this.#lost;
  }

  #catchUp(): void {
    this.#caughtUp = true;
    this.#wake?.();
  }

  #lose(reason: unknown): void {
    this.#lost ??= reason;
    this.#wake?.();
  }
}
