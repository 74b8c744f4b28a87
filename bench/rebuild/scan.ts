// The least that a rebuild has to do, in a process of its own: reads every hour and adds its readings up.
// Prints how many readings a second that were.
import { openDatabaseToRead } from '@energy/engines';

const MILLIWATT_HOUR = 1_000;

const db = openDatabaseToRead(process.env.READ_MODEL_URL!, { contents: 'read models' })!;
const started = performance.now();
const blocks = db.prepare('SELECT hours FROM hourly_consumption_1 ORDER BY key');
let bytes = new Uint8Array();
let at = 0;
let readings = 0;
let sum = 0;
for (const { hours } of blocks.iterate()) {
  bytes = hours as Uint8Array<ArrayBuffer>;
  at = 0;
  while (at < bytes.length) addHour();
}
if (sum <= 0) throw new Error('There is nothing to be added up.');
console.log((readings / (performance.now() - started)) * 1_000);
db.close();

/** Number of readings and slot, total, length of the cells; then each cell's time and energy. */
function addHour(): void {
  const count = Math.floor(number() / 16);
  if (number() % 2 === 1) number();
  number();
  for (let reading = 0; reading < count; reading++) {
    number();
    const energy = number();
    sum += energy % 2 === 0 ? (energy / 2) * MILLIWATT_HOUR : Math.floor(energy / 2);
  }
  readings += count;
}

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
