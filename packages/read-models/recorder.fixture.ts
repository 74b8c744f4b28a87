// One of several recorders of the same hours: recorder.fixture.ts URL SEED RECORDER FROM TO KIND. It records its
// batches of numbers FROM to TO, of registers with the decisions after each, builds days after each, says the number of each that is recorded, and may be killed at
// any moment. If there are batches after TO, it waits for that.
import { setTimeout as sleep } from 'node:timers/promises';
import { openReadModels } from './open.ts';
import { alertingOf, batchesOf, editsAfter, type Plan } from './recorded-plan.fixture.ts';

const [url, seed, recorder, from, to, kind] = process.argv.slice(2);
const plan: Plan = {
  seed: Number(seed),
  recorder: Number(recorder),
  isOfRegisters: kind === 'registers',
};
const models = openReadModels(url!);
const LONG_MS = 1_000_000;
const { signal } = new AbortController();
for (const [number, batch] of batchesOf(plan).entries()) {
  if (number < Number(from)) continue;
  if (number > Number(to)) await sleep(LONG_MS);
  const alerting = alertingOf(plan.seed);
  await models.consumption.record(batch, alerting);
  if (plan.isOfRegisters)
    await models.consumption.edit(editsAfter(plan.seed, number), { alerting });
  await models.dailyConsumption.build({ now: Date.now(), onProgress() {}, signal });
  process.stdout.write(`${number}\n`);
}
await models.close();
