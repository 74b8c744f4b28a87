// One of several recorders of the same hours: recorder.fixture.ts URL SEED RECORDER FROM [registers]. It records its
// batches from number FROM on, builds days after each, says the number of each that is recorded, and may be killed at
// any moment.
import { openReadModels } from './open.ts';
import { alertingOf, batchesOf, type Plan } from './recorded-plan.fixture.ts';

const [url, seed, recorder, from, kind] = process.argv.slice(2);
const plan: Plan = {
  seed: Number(seed),
  recorder: Number(recorder),
  isOfRegisters: kind === 'registers',
};
const models = openReadModels(url!);
const { signal } = new AbortController();
for (const [number, batch] of batchesOf(plan).entries()) {
  if (number < Number(from)) continue;
  await models.consumption.record(batch, alertingOf(plan.seed));
  await models.dailyConsumption.build({ now: Date.now(), onProgress() {}, signal });
  process.stdout.write(`${number}\n`);
}
await models.close();
