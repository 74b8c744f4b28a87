import type { EngineLog } from './log.ts';

/** Tells of an outage once when it begins and once when it ends, however often it is tried between. */
export class Outage {
  readonly #log: EngineLog;
  readonly #told = new Set<string>();

  constructor(log: EngineLog) {
    this.#log = log;
  }

  /** @param kind a trouble of another kind during the same outage is told as well, once */
  began(sentence: string, kind = 'away'): void {
    if (this.#told.has(kind)) return;
    this.#told.add(kind);
    this.#log.warn(sentence);
  }

  ended(sentence: string): void {
    if (this.#told.size === 0) return;
    this.#told.clear();
    this.#log.info(sentence);
  }
}
