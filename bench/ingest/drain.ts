// drain.ts raw|bare|previous|naive COUNT: runs one baseline in its own process; prints messages per second.
import { type BareStore, openBareStore } from './bare-store.ts';
import { openPreviousLayout } from './previous-layout.ts';
import { openRawQueue } from './raw-queue.ts';

interface Baseline {
  /** Number of messages taken from the queue together. */
  readonly batchSize: number;
  /** Opens the store that they are added to, if any. */
  readonly open?: (url: string) => BareStore;
}

const BASELINES: Readonly<Record<string, Baseline>> = {
  raw: { batchSize: 5_000 },
  // The batch size of the product.
  bare: { batchSize: 50_000, open: openBareStore },
  previous: { batchSize: 5_000, open: openPreviousLayout },
  naive: { batchSize: 1, open: openBareStore },
};

const [name = '', countText] = process.argv.slice(2);
const baseline = BASELINES[name];
if (!baseline) throw new RangeError(`There is no baseline "${name}"`);
const count = Number(countText);
const queue = await openRawQueue(process.env.BROKER_URL!);
const store = baseline.open?.(process.env.READ_MODEL_URL!);
const started = performance.now();
await queue.drain(count, baseline.batchSize, (bodies) => store?.add(bodies));
console.log((count / (performance.now() - started)) * 1_000);
await store?.close();
await queue.close();
