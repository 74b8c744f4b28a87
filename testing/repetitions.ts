/** Environment variable that selects the thorough number of repetitions; CI sets it for the tests that use them. */
const THOROUGH = 'THOROUGH_TESTS';

/**
 * Number of repetitions of a test, such as of kills at some moment or of sizes of a page: few on a
 * developer's machine, so that all tests take minutes, and many if `THOROUGH_TESTS` is set.
 */
export function repetitions(numbers: { quick: number; thorough: number }): number {
  return process.env[THOROUGH] ? numbers.thorough : numbers.quick;
}
