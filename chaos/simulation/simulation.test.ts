import { expect, test } from 'vitest';
import { simulate } from './simulation.ts';

const SEEDS = 40;

test('totals, alerts, devices and commands are right after any faults', async () => {
  const deviations: string[] = [];
  for (let seed = 1; seed <= SEEDS; seed++) {
    const result = await simulate(seed);
    deviations.push(...result.deviations.map((line) => `seed ${seed}: ${line}`));
  }
  expect(deviations).toEqual([]);
});

test('the same seed gives the same run', async () => {
  const first = await simulate(7);
  const second = await simulate(7);
  expect(first.faults).toBeGreaterThan(0);
  expect(second.trace).toEqual(first.trace);
});

test('clock and timers of the process are the right ones again afterwards', async () => {
  const before = { now: Date.now(), setTimeout, random: Math.random };
  await simulate(1);
  expect(Date.now()).toBeGreaterThanOrEqual(before.now);
  expect({ setTimeout, random: Math.random }).toEqual({
    setTimeout: before.setTimeout,
    random: before.random,
  });
});
