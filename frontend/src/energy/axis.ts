/** An axis that begins at 0. In the unit of what it shows. */
export interface Axis {
  readonly max: number;
  /** The distance between two of its lines. */
  readonly step: number;
}

const MOST_STEPS = 5;
const ROUND_STEPS = [1, 2, 2.5, 5, 10];

/** An axis with round steps, few enough to be read, on which a value has its place. */
export function axisFor(largest: number): Axis {
  if (!(largest > 0)) return { max: 1, step: 0.25 };
  const magnitude = 10 ** Math.floor(Math.log10(largest / MOST_STEPS));
  const step = ROUND_STEPS.map((round) => round * magnitude).find(
    (candidate) => largest <= candidate * MOST_STEPS,
  )!;
  const steps = Math.ceil(rounded(largest / step));
  return { max: rounded(steps * step), step: rounded(step) };
}

/** Without what binary fractions leave behind: 0.6000000000000001 is 0.6. */
function rounded(value: number): number {
  return Number(value.toPrecision(12));
}
