import type { EngineLog, EngineUnavailable } from '@energy/engines';
import { errorMessage } from './configuration/error-message.ts';

const INTERVAL_MS = 1_000;

/** Logs why requests fail while an engine is unavailable: one line a second, however many requests fail. */
export class UnavailableLog {
  readonly #log: Pick<EngineLog, 'warn'>;
  readonly #subject: string;
  #loggedAt = Number.NEGATIVE_INFINITY;

  /** @param subject what fails: "Requests", "Calls" */
  constructor(log: Pick<EngineLog, 'warn'>, subject: string) {
    this.#log = log;
    this.#subject = subject;
  }

  write(error: EngineUnavailable): void {
    const now = performance.now();
    if (now - this.#loggedAt < INTERVAL_MS) return;
    this.#loggedAt = now;
    this.#log.warn(`${this.#subject} can't be answered: ${errorMessage(error)}.`);
  }
}
