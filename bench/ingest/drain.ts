// One baseline, in a process of its own: drain.ts raw|bare|naive COUNT; prints messages per second.
import { openBareStore } from './bare-store.ts';
import { openRawQueue } from './raw-queue.ts';

/** How many messages are taken together; whether their values are added up. */
const SHAPES: Readonly<Record<string, { readonly batchSize: number; readonly adds: boolean }>> = {
  raw: { batchSize: 5_000, adds: false },
  bare: { batchSize: 5_000, adds: true },
  naive: { batchSize: 1, adds: true },
};

const [name = '', countText] = process.argv.slice(2);
const shape = SHAPES[name];
if (!shape) throw new RangeError(`There is no baseline "${name}"`);
const count = Number(countText);
const queue = await openRawQueue(process.env.BROKER_URL!);
const store = shape.adds ? openBareStore(process.env.READ_MODEL_URL!) : undefined;
const started = performance.now();
await queue.drain(count, shape.batchSize, (bodies) => store?.add(bodies));
console.log((count / (performance.now() - started)) * 1_000);
await store?.close();
await queue.close();
