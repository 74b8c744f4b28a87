import { type SimulationResult, simulate } from './simulation.ts';

export interface SeedOptions {
  readonly seed: number;
  readonly seeds: number;
}

/** Simulates seeds one after the other; prints those that deviate, how to repeat them, and a line of JSON. */
export async function runSeeds({ seed, seeds }: SeedOptions): Promise<void> {
  let faults = 0;
  let deviating = 0;
  for (let n = 0; n < seeds; n++) {
    const result = await simulate(seed + n);
    faults += result.faults;
    if (result.deviations.length > 0) deviating++;
    if (seeds === 1 || result.deviations.length > 0) printResult(result, seeds === 1);
  }
  console.log(JSON.stringify({ chaos: 'simulation', seed, seeds, faults, deviating }));
  if (deviating > 0) process.exitCode = 1;
}

function printResult({ seed, deviations, trace }: SimulationResult, withTrace: boolean): void {
  if (withTrace) console.log(trace.join('\n'));
  for (const deviation of deviations) console.log(`Seed ${seed}: ${deviation}`);
  if (withTrace || deviations.length === 0) return;
  console.log(`Repeat it with: npm run chaos -- --simulation --seed ${seed}`);
}
