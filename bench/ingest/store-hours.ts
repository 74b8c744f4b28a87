// store-hours.ts previous|present DEVICES READINGS: stores the readings of a load in one layout of the hours, without
// queue, checks and alerts; prints readings per second.
import { openReadModels } from '@energy/read-models';
import { readingAt, TIME_ZONE } from './load.ts';
import { type HourStore, openPreviousLayout } from './previous-layout.ts';

/** Readings in one transaction, as in the product. */
const BATCH_SIZE = 20_000;
const HOUR_MS = 3_600_000;

function openPresentLayout(url: string): HourStore {
  const readModels = openReadModels(url);
  return {
    record: (readings) => readModels.consumption.record(readings),
    close: () => readModels.close(),
  };
}

const LAYOUTS: Readonly<Record<string, (url: string) => HourStore>> = {
  previous: openPreviousLayout,
  present: openPresentLayout,
};

const [name = '', devices, readings] = process.argv.slice(2);
const open = LAYOUTS[name];
if (!open) throw new RangeError(`There is no layout "${name}"`);
console.log(await store(open(process.env.READ_MODEL_URL!), Number(devices), Number(readings)));

async function store(hours: HourStore, devices: number, readings: number): Promise<number> {
  let milliseconds = 0;
  for (let from = 0; from < readings; from += BATCH_SIZE) {
    const length = Math.min(BATCH_SIZE, readings - from);
    const batch = Array.from({ length }, (_, index) => {
      const reading = readingAt(from + index, devices);
      return { ...reading, hour: reading.at - (reading.at % HOUR_MS), timeZone: TIME_ZONE };
    });
    const started = performance.now();
    await hours.record(batch);
    milliseconds += performance.now() - started;
  }
  await hours.close();
  return (readings / milliseconds) * 1_000;
}
