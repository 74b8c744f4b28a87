import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Random } from './random.ts';
import { type FaultKind, planFaults, type Targets } from './schedule.ts';

const NO_TARGETS: Targets = {
  kill: [],
  pause: [],
  cut: [],
  blackhole: [],
  'wrong-clock': [],
  'full-disk': [],
  'restart-broker': [],
};
const TARGETS: Targets = {
  ...NO_TARGETS,
  kill: ['projector', 'gateway'],
  pause: ['projector', 'gateway'],
  cut: ['connection to command-api'],
};

function plan(seed: number, targets = TARGETS) {
  return planFaults(new Random(seed), { durationMs: 120_000, targets });
}

it('plans the same faults for the same seed', () => {
  expect(plan(7)).toEqual(plan(7));
  expect(plan(7)).not.toEqual(plan(8));
});

it('ends every fault in time, and gives a target one fault at a time', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const faults = plan(seed);
      expect(faults.length).toBeGreaterThan(5);
      for (const [n, fault] of faults.entries()) {
        expect(fault.at + fault.durationMs).toBeLessThanOrEqual(120_000);
        const next = faults.slice(n + 1).find(({ target }) => target === fault.target);
        if (next) expect(next.at).toBeGreaterThan(fault.at + fault.durationMs);
      }
    }),
  );
});

it('plans only kinds of faults that have a target', () => {
  const kinds = new Set<FaultKind>(plan(1).map(({ kind }) => kind));
  expect([...kinds].toSorted()).toEqual(['cut', 'kill', 'pause']);
});
