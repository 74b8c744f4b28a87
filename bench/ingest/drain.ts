// One baseline, in a process of its own: drain.ts raw|bare|naive COUNT; prints messages per second.
import { openDatabase } from '@energy/engines';
import { openRawQueue } from './raw-queue.ts';

const BATCH_SIZE = 5_000;
const HOUR_MS = 3_600_000;

const [shape, countText] = process.argv.slice(2);
const count = Number(countText);
const queue = await openRawQueue(process.env.BROKER_URL!);
const started = performance.now();
switch (shape) {
  case 'raw':
    await queue.drain(count, BATCH_SIZE, () => {});
    break;
  case 'bare':
    await queue.drain(count, BATCH_SIZE, adder());
    break;
  case 'naive':
    await queue.drain(count, 1, adder());
    break;
  default:
    throw new RangeError(`There is no baseline "${shape}"`);
}
console.log((count / (performance.now() - started)) * 1_000);
await queue.close();

/** total = total + value in one transaction a batch: no checks, no idempotency, doubles. */
function adder(): (bodies: Buffer[]) => void {
  const db = openDatabase(
    process.env.READ_MODEL_URL!,
    `CREATE TABLE IF NOT EXISTS totals (
       hour INTEGER, device_id TEXT, total REAL, PRIMARY KEY (hour, device_id)
     ) WITHOUT ROWID;`,
  );
  const add = db.prepare(
    `INSERT INTO totals VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET total = total + excluded.total`,
  );
  return (bodies) => {
    db.exec('BEGIN IMMEDIATE');
    for (const body of bodies) {
      const { timestamp, device_id, measurement_value } = JSON.parse(body.toString());
      add.run(timestamp - (timestamp % HOUR_MS), device_id, measurement_value);
    }
    db.exec('COMMIT');
  };
}
