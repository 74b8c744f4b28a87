// The least that a rebuild has to do, in a process of its own: reads every hour and adds its readings up.
// Prints how many readings a second that were.
import { openDatabaseToRead } from '@energy/engines';

const db = openDatabaseToRead(process.env.READ_MODEL_URL!, { contents: 'read models' })!;
const started = performance.now();
const hours = db.prepare('SELECT energies FROM hourly_consumption ORDER BY hour, device_id');
let [readings, sum] = [0, 0];
for (const { energies } of hours.iterate()) {
  const parsed = JSON.parse(energies as string) as Record<string, number>;
  for (const offset in parsed) {
    readings += 1;
    sum += parsed[offset]!;
  }
}
if (sum <= 0) throw new Error('There is nothing to be added up.');
console.log((readings / (performance.now() - started)) * 1_000);
db.close();
