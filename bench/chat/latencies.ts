/** In milliseconds. */
export interface Latencies {
  readonly messages: number;
  readonly 'p50, ms': number;
  readonly 'p99, ms': number;
  readonly 'most, ms': number;
}

export function latenciesOf(all: readonly number[]): Latencies {
  const sorted = all.toSorted((a, b) => a - b);
  const at = (share: number) => rounded(sorted[Math.ceil(share * sorted.length) - 1]!);
  return { messages: sorted.length, 'p50, ms': at(0.5), 'p99, ms': at(0.99), 'most, ms': at(1) };
}

export function rounded(number: number, digits = 1): number {
  return Number(number.toFixed(digits));
}
