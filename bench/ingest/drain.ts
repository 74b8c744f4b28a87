// drain.ts raw|bare|naive MESSAGES READINGS_PER_MESSAGE: runs one baseline in its own process; prints readings per second.
import { type BareStore, openBareStore } from './bare-store.ts';
import { openRawQueue } from './raw-queue.ts';

interface Baseline {
  /** Number of readings taken from the queue together. */
  readonly batchSize: number;
  /** Opens the store that they are added to, if any. */
  readonly open?: (url: string) => BareStore;
}

const BASELINES: Readonly<Record<string, Baseline>> = {
  raw: { batchSize: 5_000 },
  // The batch size of the product.
  bare: { batchSize: 50_000, open: openBareStore },
  naive: { batchSize: 1, open: openBareStore },
};

const [name = '', ...numbers] = process.argv.slice(2);
const baseline = BASELINES[name];
if (!baseline) throw new RangeError(`There is no baseline "${name}"`);
const [messages = 0, readingsPerMessage = 1] = numbers.map(Number);
const batchSize = Math.ceil(baseline.batchSize / readingsPerMessage);
const queue = await openRawQueue(process.env.BROKER_URL!);
const store = baseline.open?.(process.env.READ_MODEL_URL!);
const started = performance.now();
await queue.drain(messages, batchSize, (bodies) => store?.add(bodies));
console.log(((messages * readingsPerMessage) / (performance.now() - started)) * 1_000);
await store?.close();
await queue.close();
