/** The variable that asks for the thorough number of repetitions; CI sets it for the tests that use them. */
const THOROUGH = 'THOROUGH_TESTS';

/**
 * How often a test repeats what chance decides, such as the moment of a kill: few times on a developer's
 * machine, so that all tests take minutes, and many times where `THOROUGH_TESTS` is set.
 */
export function repetitions(numbers: { quick: number; thorough: number }): number {
  return process.env[THOROUGH] ? numbers.thorough : numbers.quick;
}
