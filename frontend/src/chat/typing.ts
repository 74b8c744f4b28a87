import type { Side, Typing } from '@energy/proto/chat';

/** Somebody who is typing. */
export interface Typist {
  readonly userId: string;
  readonly side: Side;
}

/** By this machine's clock, from which the server's may differ: as long as the server takes it to last. */
const LASTS_MS = 5_000;

/** Who is typing just now, of those who have said so lately. */
export class Typists {
  readonly #after: (milliseconds: number, run: () => void) => () => void;
  readonly #onChange: () => void;
  readonly #current = new Map<string, { readonly typist: Typist; readonly forget: () => void }>();

  constructor(after: (milliseconds: number, run: () => void) => () => void, onChange: () => void) {
    this.#after = after;
    this.#onChange = onChange;
  }

  get all(): readonly Typist[] {
    return Array.from(this.#current.values(), ({ typist }) => typist);
  }

  /** Somebody says that they are typing: it holds for a few seconds. */
  heard({ userId, side }: Typing): void {
    this.#current.get(userId)?.forget();
    const forget = this.#after(LASTS_MS, () => this.stopped(userId));
    this.#current.set(userId, { typist: { userId, side }, forget });
    this.#onChange();
  }

  /** What somebody was typing has come, or comes no more. */
  stopped(userId: string): void {
    const before = this.#current.get(userId);
    if (!before) return;
    before.forget();
    this.#current.delete(userId);
    this.#onChange();
  }

  clear(): void {
    for (const { forget } of this.#current.values()) forget();
    this.#current.clear();
  }
}
