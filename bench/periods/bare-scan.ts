// The least that an export has to do, behind a route: reads every hour of all devices and adds their totals up.
import { openDatabaseToRead } from '@energy/engines';
import fastify from 'fastify';

const MILLIWATT_HOUR = 1_000;

const db = openDatabaseToRead(process.env.READ_MODEL_URL!, { contents: 'read models' })!;
const blocks = db.prepare('SELECT hours FROM hourly_consumption_1 ORDER BY key');
let bytes = new Uint8Array();
let at = 0;

const app = fastify();
app.get('/scan', async () => {
  let rows = 0;
  let sum = 0;
  for (const { hours } of blocks.iterate()) {
    bytes = hours as Uint8Array<ArrayBuffer>;
    at = 0;
    while (at < bytes.length) {
      number(); // Number of readings and slot.
      sum += (number() / 2) * MILLIWATT_HOUR;
      const cells = number();
      at += cells;
      rows += 1;
    }
  }
  if (sum <= 0) throw new Error('There is nothing to add up');
  return String(rows);
});
process.once('SIGTERM', () => process.exit(0));
console.log(`Listening at ${await app.listen({ host: '127.0.0.1', port: 0 })}`);

function number(): number {
  let value = 0;
  let factor = 1;
  for (;;) {
    const byte = bytes[at++]!;
    value += (byte & 0x7f) * factor;
    if (byte < 0x80) return value;
    factor *= 128;
  }
}
