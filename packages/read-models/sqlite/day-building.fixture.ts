// Builds the days of the read models at a URL, and prints a line after every step: a test kills it.
import { openReadModels } from '../open.ts';

const [url, now] = process.argv.slice(2);
const models = openReadModels(url!);
const { promise: stopped } = Promise.withResolvers<never>();
await models.dailyConsumption.build({
  now: Number(now),
  onProgress: () => process.stdout.write('built some\n'),
  signal: new AbortController().signal,
});
await stopped;
