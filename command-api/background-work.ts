import type { CredentialStore } from '@energy/credentials';
import { delay, type EngineLog, retryForever } from '@energy/engines';
import { PositionNotFound } from '@energy/event-store';
import type { EventsWatch } from '@energy/read-models/projection';
import { announceFirstAdministrator } from './first-administrator.ts';
import type { Policies } from './policies.ts';
import type { Services } from './services.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const CHECK_INTERVAL_MS = 1_000;
const SIGNING_KEY_AGE_MS = 30 * 24 * HOUR_MS;

export interface BackgroundWorkOptions {
  readonly services: Services;
  readonly policies: Policies;
  readonly watch: EventsWatch;
  readonly credentials: CredentialStore;
  /** The file that the first administrator's one-time password is written to; otherwise it is printed. */
  readonly passwordFile?: string | undefined;
  readonly log: EngineLog;
  readonly signal: AbortSignal;
}

/** What command-api does without being asked, until the signal aborts. */
export class BackgroundWork {
  readonly #options: BackgroundWorkOptions;

  constructor(options: BackgroundWorkOptions) {
    this.#options = options;
  }

  async run(): Promise<void> {
    const { services, credentials, watch, signal } = this.#options;
    await Promise.all([
      watch.run(signal),
      this.#followEvents(() => services.ownershipIndex.run(signal)),
      this.#append(),
      this.#every(HOUR_MS, 'look after the signing keys', () =>
        credentials.rotateSigningKey({ olderThanMs: SIGNING_KEY_AGE_MS }),
      ),
    ]);
  }

  /** Appends events that nobody asked for, once the event store is known to lack nothing. */
  async #append(): Promise<void> {
    const { services, policies, watch, passwordFile, log, signal } = this.#options;
    await watch.whenComplete(signal);
    if (signal.aborted) return;
    await Promise.all([
      this.#followEvents(() => policies.run()),
      announceFirstAdministrator(services, { passwordFile, log, signal }),
      this.#every(MINUTE_MS, 'record changes of passwords', () =>
        services.passwords.recordOutstanding(),
      ),
    ]);
  }

  /** Runs work that follows the events, again when the event store has all events again. */
  async #followEvents(work: () => Promise<void>): Promise<void> {
    const { watch, signal } = this.#options;
    while (!signal.aborted) {
      await watch.whenComplete(signal);
      if (signal.aborted) return;
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof PositionNotFound)) throw error;
        await delay(CHECK_INTERVAL_MS, signal);
        await watch.check();
      }
    }
  }

  async #every(intervalMs: number, what: string, work: () => Promise<void>): Promise<void> {
    const { log, signal } = this.#options;
    while (!signal.aborted) {
      await retryForever(what, work, { signal, log });
      await delay(intervalMs, signal);
    }
  }
}
