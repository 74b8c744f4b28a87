import { WakeUpSignal } from '@energy/engines';
import type { NewEvent, Selection } from '../event-store.ts';

/** Wakes the subscriptions of one handle when the handle appends events that they select. */
export class LocalAppendBuffer {
  readonly #subscriptions = new Set<LocalAppendSubscription>();

  subscribe(selection: Selection): LocalAppendSubscription {
    const subscription = new LocalAppendSubscription(selection, () =>
      this.#subscriptions.delete(subscription),
    );
    this.#subscriptions.add(subscription);
    return subscription;
  }

  publish(stream: string, events: readonly NewEvent[]): void {
    for (const subscription of this.#subscriptions) subscription.receive(stream, events);
  }
}

class LocalAppendSubscription {
  readonly close: () => void;
  /** Wakes at each append. */
  readonly wakeUp = new WakeUpSignal();
  readonly #selection: Selection;

  constructor(selection: Selection, close: () => void) {
    this.#selection = selection;
    this.close = close;
  }

  receive(stream: string, events: readonly NewEvent[]): void {
    const { prefixes, types } = this.#selection;
    if (prefixes && !prefixes.some((prefix) => stream.startsWith(prefix))) return;
    if (types && !events.some(({ type }) => types.includes(type))) return;
    this.wakeUp.wake();
  }
}
