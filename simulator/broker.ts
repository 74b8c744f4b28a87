import { type EngineLog, EngineUnavailable } from '@energy/engines';
import {
  type MeasurementQueue,
  openMeasurementQueue,
  type Reading,
  writeMeasurement,
} from '@energy/measurements';
import { requireEmbeddedStore } from '@energy/service/configuration';
import { inSpan, type Tracing } from '@energy/service/tracing';
import { DEFAULT_BROKER_URL } from './options.ts';
import { InvalidOption } from './settings.ts';

/** Publishers see every outage as an error, and report it to the operator. */
const SILENT: EngineLog = { info() {}, warn() {} };

interface BrokerOptions {
  readonly tracing: Tracing | undefined;
  /** Makes an embedded broker that does not exist. */
  readonly create: boolean;
}

/** The queue that readings go to, opened when the broker is there. */
export class Broker {
  readonly #url: string;
  readonly #tracing: Tracing | undefined;
  readonly #create: boolean;
  #queue: MeasurementQueue | undefined;

  constructor(url: string, { tracing, create }: BrokerOptions) {
    this.#url = url;
    this.#tracing = tracing;
    this.#create = create;
  }

  /**
   * Publishes readings in order; resolves when the broker has confirmed them all.
   *
   * @throws EngineUnavailable when it is to be tried again
   */
  async publish(readings: readonly Reading[]): Promise<void> {
    const bodies = readings.map(writeMeasurement);
    const attributes = { 'messaging.batch.message_count': bodies.length };
    const span = { kind: 'producer', attributes } as const;
    await inSpan(this.#tracing, 'publish measurements', span, () =>
      this.#opened().publish(bodies, this.#tracing?.traceparent()),
    );
  }

  /**
   * Opens the queue, unless the broker is away: then publishing does.
   *
   * @throws InvalidOption where the URL is none of a broker
   * @throws StoreMissing if it names an embedded broker that does not exist and is not to be made
   */
  open(): void {
    try {
      const isDefault = this.#url === DEFAULT_BROKER_URL;
      if (!this.#create) requireEmbeddedStore('BROKER_URL', this.#url, isDefault);
      this.#opened();
    } catch (error) {
      if (error instanceof RangeError || error instanceof TypeError) {
        throw new InvalidOption(`--broker-url (BROKER_URL) ${error.message}`);
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
