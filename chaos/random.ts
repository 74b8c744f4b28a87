import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { skipN } from 'pure-rand/utils/skipN';

/** The first values of neighbouring seeds are alike. */
const WARM_UP = 32;

/** Random choices that follow from a seed: the same seed gives the same choices. */
export class Random {
  readonly #generator: RandomGenerator;

  constructor(seed: number) {
    this.#generator = xoroshiro128plus(seed);
    skipN(this.#generator, WARM_UP);
  }

  /** An independent sequence, so that choices of one part do not shift those of another. */
  fork(): Random {
    return new Random(this.integer(0, 0x7fffffff));
  }

  /** An integer from `least` to `greatest`, both included. */
  integer(least: number, greatest: number): number {
    return uniformInt(this.#generator, least, greatest);
  }

  /** @param probability from 0 to 1 */
  chance(probability: number): boolean {
    return this.integer(0, 999_999) < probability * 1_000_000;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.integer(0, list.length - 1)]!;
  }

  /** A number from 0 to below 1, as `Math.random` returns. */
  readonly fraction = (): number => this.integer(0, 0x7ffffffe) / 0x7fffffff;
}
