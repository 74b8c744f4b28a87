import { afterEach, beforeEach } from 'vitest';
import type {
  ConsumeOptions,
  MeasurementBatch,
  MeasurementConsumer,
  RejectedMessage,
} from '../consumer.ts';
import type { MeasurementQueue } from '../measurement-queue.ts';
import type { MeasurementPublisher } from '../publisher.ts';

/** One queue of its own, for one test. */
export interface QueueUnderTest {
  /** Another handle on the same queue, as another process would have it. */
  open(): MeasurementQueue;
  /** Removes the queue and what is in it. */
  remove(): Promise<void>;
}

/**
 * Opens a queue before each test, and closes it and what the test opened afterwards.
 *
 * @returns opens another handle of the queue
 */
export function openBeforeEach(
  make: () => Promise<QueueUnderTest>,
  onOpened: (queue: MeasurementQueue) => void,
): () => MeasurementQueue {
  let underTest: QueueUnderTest;
  let opened: MeasurementQueue[];

  function open(): MeasurementQueue {
    const handle = underTest.open();
    opened.push(handle);
    return handle;
  }

  beforeEach(async () => {
    underTest = await make();
    opened = [];
    onOpened(open());
  });

  afterEach(async () => {
    await Promise.all(opened.map((handle) => handle.close()));
    await underTest.remove();
  });
  return open;
}

/** The field that names a device, for messages that are not measurements otherwise. */
export function aDevice(number: number): string {
  return `"device_id":"5c2494a3-1140-4c7a-991a-${String(number).padStart(12, '0')}"`;
}

export const DEFAULTS = { batchSize: 10, lingerMs: 20 };

type Batching = Partial<Pick<ConsumeOptions, 'batchSize' | 'lingerMs'>>;

export function messages(...bodies: string[]): Uint8Array[] {
  return bodies.map((body) => Buffer.from(body));
}

export function texts({ bodies }: MeasurementBatch): string[] {
  return bodies.map((body) => Buffer.from(body).toString());
}

/** Consumes and settles until `count` messages were seen. */
export async function recorded(
  queue: MeasurementConsumer,
  count: number,
  batching: Batching = {},
): Promise<string[]> {
  return (await recordedBatches(queue, count, batching)).flat();
}

export async function recordedBatches(
  queue: MeasurementConsumer,
  count: number,
  batching: Batching = {},
): Promise<string[][]> {
  const batches: string[][] = [];
  for await (const batch of queue.consume({ ...DEFAULTS, ...batching, signal: testTimeout() })) {
    batches.push(texts(batch));
    await batch.settle();
    if (batches.flat().length >= count) break;
  }
  return batches;
}

/** Runs `work` on the next batch; a batch that it does not settle goes back. */
export async function withNextBatch(
  queue: MeasurementConsumer,
  batching: Batching,
  work: (batch: MeasurementBatch) => Promise<void> | void,
): Promise<void> {
  for await (const batch of queue.consume({ ...DEFAULTS, ...batching, signal: testTimeout() })) {
    await work(batch);
    return;
  }
  throw new Error('nothing was delivered');
}

/** Bounds the wait for messages that never come. */
export function testTimeout(): AbortSignal {
  return AbortSignal.timeout(20_000);
}

/** A message that a consumer rejects. */
export function rejection(text: string, reason: string): RejectedMessage {
  return {
    body: Buffer.from(text),
    reason,
    detail: `The message "${text}" is no good – «nicht gut».`,
  };
}

/** Stores dead letters as a consumer does: by settling the batch that carried them. */
export async function reject(
  queue: MeasurementPublisher & MeasurementConsumer,
  ...rejected: RejectedMessage[]
): Promise<void> {
  await queue.publish([Buffer.from('good'), ...rejected.map(({ body }) => body)]);
  const whole = { batchSize: rejected.length + 1, lingerMs: 5_000 };
  await withNextBatch(queue, whole, (batch) => batch.settle(rejected));
}
