const TURNS = 8;

/** Does something so many times; resolves to how many times a second. */
export type Measured = (times: number) => Promise<number>;

/**
 * Measures several things in turns, so that a machine that is faster at one time than at another is so
 * for all of them; resolves to the times a second of each.
 */
export async function inTurns<Name extends string>(
  times: number,
  measured: Readonly<Record<Name, Measured>>,
): Promise<Record<Name, number>> {
  const each = Math.ceil(times / TURNS);
  const seconds: Record<string, number> = {};
  for (let turn = 0; turn < TURNS; turn++) {
    for (const [name, measure] of Object.entries<Measured>(measured)) {
      seconds[name] = (seconds[name] ?? 0) + each / (await measure(each));
    }
  }
  const rates = Object.entries(seconds).map(([name, all]) => [name, (each * TURNS) / all]);
  return Object.fromEntries(rates);
}
