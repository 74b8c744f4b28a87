import type { EngineLog } from './log.ts';

/** Logs an outage once when it begins and once when it ends, however many attempts fail in between. */
export class Outage {
  readonly #log: EngineLog;
  readonly #logged = new Set<string>();

  constructor(log: EngineLog) {
    this.#log = log;
  }

  /** @param kind each kind of failure is logged once during an outage */
  began(sentence: string, kind = 'away'): void {
    if (this.#logged.has(kind)) return;
    this.#logged.add(kind);
    this.#log.warn(sentence);
  }

  ended(sentence: string): void {
    if (this.#logged.size === 0) return;
    this.#logged.clear();
    this.#log.info(sentence);
  }
}
