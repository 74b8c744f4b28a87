/** An axis that starts at 0. */
export interface Axis {
  readonly max: number;
  /** The distance between two lines. */
  readonly step: number;
}

const MAX_STEPS = 5;
const ROUND_STEPS = [1, 2, 2.5, 5, 10];

/** Returns an axis with a few round steps that includes the largest value. */
export function axisFor(largest: number): Axis {
  if (!(largest > 0)) return { max: 1, step: 0.25 };
  const magnitude = 10 ** Math.floor(Math.log10(largest / MAX_STEPS));
  const step = ROUND_STEPS.map((round) => round * magnitude).find(
    (candidate) => largest <= candidate * MAX_STEPS,
  )!;
  const steps = Math.ceil(roundOff(largest / step));
  return { max: roundOff(steps * step), step: roundOff(step) };
}

/** Removes the error of binary fractions: 0.6000000000000001 becomes 0.6. */
function roundOff(value: number): number {
  return Number(value.toPrecision(12));
}
