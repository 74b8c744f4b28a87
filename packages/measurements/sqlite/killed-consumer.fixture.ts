import { SqliteMeasurementQueue } from './measurement-queue.ts';

/** Takes a batch from the queue that the first argument names, says so, and never gives it back. */
const log = { info: () => {}, warn: () => {} };
const [url, leaseMs] = process.argv.slice(2) as [string, string];
const queue = new SqliteMeasurementQueue(url, { log, leaseMs: Number(leaseMs) });
const { signal } = new AbortController();
for await (const _ of queue.consume({ batchSize: 2, lingerMs: 0, signal })) {
  process.stdout.write('taken');
  await new Promise((resolve) => setTimeout(resolve, 60_000));
}
