import { consumerContract } from './consumer.contract.ts';
import { deadLettersContract } from './dead-letters.contract.ts';
import type { MeasurementQueue } from './measurement-queue.ts';
import { publisherContract } from './publisher.contract.ts';
import { statisticsContract } from './statistics.contract.ts';
import type { QueueUnderTest } from './testing/queue.ts';

/** The contract of every {@link MeasurementQueue}: those of its ports. */
export function measurementQueueContract(make: () => Promise<QueueUnderTest>): void {
  publisherContract(make);
  consumerContract(make);
  deadLettersContract(make);
  statisticsContract(make);
}
