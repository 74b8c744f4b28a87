import { setImmediate } from 'node:timers/promises';
import { type WaitOptions, WakeUpSignal } from '@energy/engines';
import type { Position } from '../event-store.ts';
import { NoAnswer } from './failure.ts';
import type { SubscriptionMessage } from './messages.ts';
import type { StoreNode, SubscriptionCall } from './node.ts';
import { logPosition, positionOf } from './position.ts';
import type { RecordedEvent } from './recorded-event.ts';

/** So many messages are held for a slow consumer; beyond it the server has to wait. */
const BUFFER_SIZE = 512;

/** The server leaves out its own streams, and nothing else. */
const ORDINARY_STREAMS = '^[^$]';

/** In windows of 32 events: over long stretches of what is left out, a checkpoint now and then. */
const CHECKPOINT_INTERVAL = 8;

/** Servers before 23.10 don't say that a subscription has caught up; nothing for so long means it too. */
const QUIET_MS = 1_000;

export interface SubscriptionOptions {
  readonly after: Position | undefined;
  /**
   * Where they are given, the server sends only streams whose names begin so, until it has no more:
   * then the subscription is done. It would say how far it has come only after so many events, which
   * on a quiet store is never. Without them it sends all ordinary streams, now and in future, so that
   * every append is delivered at once.
   */
  readonly prefixes: readonly string[] | undefined;
}

export interface Delivery {
  readonly events: readonly RecordedEvent[];
  /** How far the server says that it has looked, after these events. */
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
   * @throws why it was lost
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
   * Everything that has arrived, as soon as there is something; `undefined` once it is done or ended.
   *
   * @throws why the subscription was lost, after everything that came before that
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

  /** Whether the server delivers this event, and does not only look at it. */
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

  /** Resolves after the next message; what comes together is delivered together. */
  async #change(options: WaitOptions = {}): Promise<void> {
    if (this.#lost === undefined) {
      await this.#changed.wait(options);
      await setImmediate();
    }
    const isDrained = this.#events.length === 0;
    if (this.#lost !== undefined && isDrained && !this.#ended) throw this.#lost;
  }
}
