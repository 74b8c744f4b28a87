import { type EngineLog, EngineUnavailable } from '@energy/engines';
import type { MeasurementBatch, RejectedMessage } from '../measurement-queue.ts';
import type { Claim, Claims } from './claims.ts';

/** A batch in the hands of its consumer, who keeps its lease as long as the process lives. */
export class ClaimedBatch implements MeasurementBatch {
  readonly #claims: Claims;
  readonly #claim: Claim;
  readonly #log: EngineLog;
  readonly #extending: NodeJS.Timeout;
  #inHand = true;

  constructor(claims: Claims, claim: Claim, log: EngineLog) {
    this.#claims = claims;
    this.#claim = claim;
    this.#log = log;
    this.#extending = setInterval(() => this.#extend(), claims.leaseMs / 3).unref();
  }

  get bodies(): readonly Uint8Array[] {
    return this.#claim.bodies;
  }

  async settle(rejected: readonly RejectedMessage[] = []): Promise<void> {
    if (!this.#inHand) return;
    const settled = await this.#claims.settle(this.#claim, rejected);
    this.#letGo();
    if (!settled) {
      this.#log.warn(
        `A batch of ${this.bodies.length} messages took longer than its lease: it is delivered again.`,
      );
    }
  }

  async release(): Promise<void> {
    if (!this.#inHand) return;
    this.#letGo();
    try {
      await this.#claims.release(this.#claim);
    } catch (error) {
      if (!(error instanceof EngineUnavailable)) throw error;
      this.#log.warn(`A batch is given back only when its lease ends: ${error.message}.`);
    }
  }

  async #extend(): Promise<void> {
    try {
      if (this.#inHand) await this.#claims.extend(this.#claim);
    } catch (error) {
      this.#log.warn(`The lease of a batch was not extended: ${(error as Error).message}.`);
    }
  }

  #letGo(): void {
    this.#inHand = false;
    clearInterval(this.#extending);
  }
}
