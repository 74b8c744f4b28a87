import type { Side, Typing } from '@energy/proto/chat';
import type { ConnectionDependencies } from '../connection/reconnection.ts';

export interface Typist {
  readonly userId: string;
  readonly side: Side;
}

/** Time for which the server considers an indicator valid; measured by this machine's clock. */
const INDICATOR_TTL_MS = 5_000;

/** The people who are typing in a conversation. */
export class TypingIndicators {
  readonly #schedule: ConnectionDependencies['schedule'];
  readonly #onChange: () => void;
  readonly #current = new Map<string, { readonly typist: Typist; readonly cancel: () => void }>();

  constructor(schedule: ConnectionDependencies['schedule'], onChange: () => void) {
    this.#schedule = schedule;
    this.#onChange = onChange;
  }

  get typists(): readonly Typist[] {
    return Array.from(this.#current.values(), ({ typist }) => typist);
  }

  /** Adds or prolongs an indicator, which expires by itself. */
  add({ userId, side }: Typing): void {
    this.#current.get(userId)?.cancel();
    const cancel = this.#schedule(INDICATOR_TTL_MS, () => this.remove(userId));
    this.#current.set(userId, { typist: { userId, side }, cancel });
    this.#onChange();
  }

  /** Removes an indicator: it expired, or the person's message arrived. */
  remove(userId: string): void {
    const current = this.#current.get(userId);
    if (!current) return;
    current.cancel();
    this.#current.delete(userId);
    this.#onChange();
  }

  clear(): void {
    for (const { cancel } of this.#current.values()) cancel();
    this.#current.clear();
  }
}
