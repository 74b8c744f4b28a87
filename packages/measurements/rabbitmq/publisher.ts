import { type BrokerConnection, ConfirmedPublisher } from '@energy/engines/rabbitmq';
import type { MeasurementPublisher } from '../publisher.ts';
import { assertTopology, type Names, TRACEPARENT, topologyExists } from './topology.ts';

const ROUTING_KEY = 'measurement.reading';

export interface RabbitPublisherOptions {
  readonly connection: BrokerConnection;
  readonly names: Names;
  readonly confirmTimeoutMs: number | undefined;
}

export class RabbitPublisher implements MeasurementPublisher {
  /** Publishes to any queue of the topology. */
  readonly confirmed: ConfirmedPublisher;
  readonly #exchange: string;

  constructor({ connection, names, confirmTimeoutMs }: RabbitPublisherOptions) {
    this.#exchange = names.exchange;
    this.confirmed = new ConfirmedPublisher({
      connection,
      // A meter may not create anything in the platform’s broker.
      declare: async (channel) => {
        if (!(await topologyExists(connection, names))) await assertTopology(channel, names);
      },
      delivery: { persistent: true, mandatory: true },
      confirmTimeoutMs,
    });
  }

  async publish(bodies: readonly Uint8Array[], traceparent?: string): Promise<void> {
    const headers = traceparent === undefined ? undefined : { [TRACEPARENT]: traceparent };
    await this.confirmed.send(
      bodies.map((body) => ({
        exchange: this.#exchange,
        routingKey: ROUTING_KEY,
        body,
        contentType: 'application/json',
        ...(headers && { headers }),
      })),
    );
  }
}
