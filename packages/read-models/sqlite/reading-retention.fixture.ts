// Drops the readings before an instant from the read models at a URL, and prints a line after every step: a test kills it.
import { openReadModels } from '../open.ts';

const [url, before] = process.argv.slice(2);
const models = openReadModels(url!);
const { promise: stopped } = Promise.withResolvers<never>();
await models.consumption.dropReadings({
  before: Number(before),
  onProgress: () => process.stdout.write('dropped some\n'),
  signal: new AbortController().signal,
});
process.stdout.write('done\n');
await stopped;
