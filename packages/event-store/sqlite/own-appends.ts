import { WakeUpSignal } from '@energy/engines';
import type { NewEvent, Selection } from '../event-store.ts';

/** What one handle has appended itself: those of its subscriptions that select it look for it at once. */
export class OwnAppends {
  readonly #followers = new Set<OwnAppendsFollower>();

  follow(selection: Selection): OwnAppendsFollower {
    const follower = new OwnAppendsFollower(selection, () => this.#followers.delete(follower));
    this.#followers.add(follower);
    return follower;
  }

  /** There was one more. */
  tell(stream: string, events: readonly NewEvent[]): void {
    for (const follower of this.#followers) follower.tell(stream, events);
  }
}

class OwnAppendsFollower {
  /** Is to be told of nothing any more. */
  readonly leave: () => void;
  readonly #selection: Selection;
  readonly #appended = new WakeUpSignal();

  constructor(selection: Selection, leave: () => void) {
    this.#selection = selection;
    this.leave = leave;
  }

  tell(stream: string, events: readonly NewEvent[]): void {
    const { prefixes, types } = this.#selection;
    if (prefixes && !prefixes.some((prefix) => stream.startsWith(prefix))) return;
    if (types && !events.some(({ type }) => types.includes(type))) return;
    this.#appended.wake();
  }

  /** Resolves once there was one since this last resolved, after `ms` milliseconds, or when the signal aborts. */
  async news(ms: number, signal: AbortSignal): Promise<void> {
    await this.#appended.wait({ timeoutMs: ms, signal });
  }
}
