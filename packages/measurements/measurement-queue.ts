import type { MeasurementConsumer } from './consumer.ts';
import type { DeadLetters } from './dead-letters.ts';
import type { MeasurementPublisher } from './publisher.ts';
import type { QueueStatistics } from './statistics.ts';

/** The durable queue between meters and the projector: its ports on one engine, opened and closed together. */
export interface MeasurementQueue
  extends MeasurementPublisher,
    MeasurementConsumer,
    QueueStatistics {
  readonly deadLetters: DeadLetters;

  /** Ends every iteration and gives back what they hold. The queue can't be used after it. */
  close(): Promise<void>;
}
