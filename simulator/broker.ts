import { type EngineLog, EngineUnavailable } from '@energy/engines';
import {
  type MeasurementQueue,
  openMeasurementQueue,
  type Reading,
  writeMeasurement,
} from '@energy/measurements';
import { SenselessSetting } from './settings.ts';

/** Whoever publishes is told of every outage by the error, and tells the operator. */
const SILENT: EngineLog = { info() {}, warn() {} };

/** The queue that readings go to, opened when the broker is there. */
export class Broker {
  readonly #url: string;
  #queue: MeasurementQueue | undefined;

  constructor(url: string) {
    this.#url = url;
  }

  /**
   * Publishes readings in order; resolves when the broker has confirmed them all.
   *
   * @throws EngineUnavailable when it is to be tried again
   */
  async publish(readings: readonly Reading[]): Promise<void> {
    await this.#opened().publish(readings.map(writeMeasurement));
  }

  /**
   * Opens the queue, unless the broker is away: then publishing does.
   *
   * @throws SenselessSetting where the URL is none of a broker
   */
  open(): void {
    try {
      this.#opened();
    } catch (error) {
      if (error instanceof RangeError || error instanceof TypeError) {
        throw new SenselessSetting(`--broker-url (BROKER_URL) ${error.message}`);
      }
      if (!(error instanceof EngineUnavailable)) throw error;
    }
  }

  #opened(): MeasurementQueue {
    this.#queue ??= openMeasurementQueue(this.#url, { log: SILENT });
    return this.#queue;
  }

  async close(): Promise<void> {
    await this.#queue?.close();
  }
}
