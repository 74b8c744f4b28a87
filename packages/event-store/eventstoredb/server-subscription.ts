import { setImmediate } from 'node:timers/promises';
import { type WaitOptions, WakeUpSignal } from '@energy/engines';
import type { Position } from '../event-store.ts';
import { NoAnswer } from './failure.ts';
import type { SubscriptionMessage } from './messages.ts';
import type { StoreNode, SubscriptionCall } from './node.ts';
import { logPosition, positionOf } from './position.ts';
import type { RecordedEvent } from './recorded-event.ts';

/** Maximum number of buffered messages for a slow consumer; beyond it the server has to wait. */
const BUFFER_SIZE = 512;

/** Excludes only the server's own streams. */
const ORDINARY_STREAMS = '^[^$]';

/** Search windows of 32 events between two checkpoints, over long stretches of excluded events. */
const CHECKPOINT_INTERVAL = 8;

/** Silence after which a subscription counts as caught up: servers before 23.10 don't report it. */
const QUIET_MS = 1_000;

export interface SubscriptionOptions {
  readonly after: Position | undefined;
  /**
   * If given, the server sends only streams with these prefixes, and the subscription is done when it
   * has caught up: a filtered subscription reports its progress only after so many events, which on a
   * quiet store is never. Without prefixes it sends all ordinary streams and continues live, so that every
   * append is delivered at once.
   */
  readonly prefixes: readonly string[] | undefined;
}

export interface Delivery {
  readonly events: readonly RecordedEvent[];
  /** Position up to which the server has searched, after these events; `undefined` if it reported none. */
  readonly checkpoint: Position | undefined;
}

/** One subscription on one node, from its confirmation until it is done, lost or ended. */
export class ServerSubscription {
  readonly node: StoreNode;
  readonly #call: SubscriptionCall;
  readonly #endsWhenCaughtUp: boolean;
  readonly #prefixes: readonly string[] | undefined;
  #events: RecordedEvent[] = [];
  #checkpoint: Position | undefined;
  #confirmed = false;
  #caughtUp = false;
  #lost: unknown;
  #ended = false;
  readonly #changed = new WakeUpSignal();

  constructor(node: StoreNode, { after, prefixes }: SubscriptionOptions) {
    this.node = node;
    this.#prefixes = prefixes;
    this.#endsWhenCaughtUp = prefixes !== undefined;
    this.#call = node.subscribe(
      {
        after: after === undefined ? undefined : logPosition(after),
        filter: prefixes ? { prefixes } : { regex: ORDINARY_STREAMS },
        checkpointInterval: CHECKPOINT_INTERVAL,
      },
      {
        onMessage: (message) => this.#receive(message),
        onEnd: (error) => {
          this.#lost ??= error;
          this.#changed.wake();
        },
      },
    );
  }

  /**
   * Resolves when the server has accepted the subscription, or it was ended.
   *
   * @throws the error that ended it
   */
  async confirmed(timeoutMs: number): Promise<void> {
    const expiresAt = performance.now() + timeoutMs;
    while (!this.#confirmed && !this.#ended) {
      const timeoutMs = expiresAt - performance.now();
      if (timeoutMs <= 0) this.#lost ??= new NoAnswer();
      await this.#change({ timeoutMs });
    }
  }

  /**
   * Returns everything that has arrived, as soon as there is something; `undefined` once it is done or ended.
   *
   * @throws the error that ended the subscription, after everything that arrived before it
   */
  async next(): Promise<Delivery | undefined> {
    while (!this.#ended) {
      const delivery = this.#take();
      if (delivery) return delivery;
      if (!this.#endsWhenCaughtUp) await this.#change();
      else if (this.#caughtUp) return undefined;
      else await this.#changeOrQuiet();
    }
    return undefined;
  }

  /** Tests whether the filter of the subscription passes this event. */
  delivers({ stream }: RecordedEvent): boolean {
    if (stream.startsWith('$')) return false;
    return this.#prefixes?.some((prefix) => stream.startsWith(prefix)) ?? true;
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#call.cancel();
    this.#changed.wake();
  }

  #receive(message: SubscriptionMessage): void {
    if (message.kind === 'event') {
      this.#events.push(message.event);
      if (this.#events.length === BUFFER_SIZE) this.#call.pause();
    } else if (message.kind === 'checkpoint') {
      this.#checkpoint = positionOf(message.position);
    }
    this.#confirmed ||= message.kind === 'confirmed';
    this.#caughtUp ||= message.kind === 'caught up';
    this.#changed.wake();
  }

  #take(): Delivery | undefined {
    if (this.#events.length === 0 && this.#checkpoint === undefined) return undefined;
    const delivery = { events: this.#events, checkpoint: this.#checkpoint };
    this.#events = [];
    this.#checkpoint = undefined;
    if (delivery.events.length >= BUFFER_SIZE) this.#call.resume();
    return delivery;
  }

  async #changeOrQuiet(): Promise<void> {
    const quiet = setTimeout(() => {
      this.#caughtUp = true;
      this.#changed.wake();
    }, QUIET_MS);
    try {
      await this.#change();
    } finally {
      clearTimeout(quiet);
    }
  }

  /** Resolves after the next message; messages that arrive together are delivered together. */
  async #change(options: WaitOptions = {}): Promise<void> {
    if (this.#lost === undefined) {
      await this.#changed.wait(options);
      await setImmediate();
    }
    const isDrained = this.#events.length === 0;
    if (this.#lost !== undefined && isDrained && !this.#ended) throw this.#lost;
  }
}
