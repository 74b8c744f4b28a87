/**
 * Repeats an action and returns the median of its times in milliseconds. Tests poll it: a busy machine may need
 * more than one try.
 */
export async function medianTime(times: number, action: () => Promise<unknown>): Promise<number> {
  const durations: number[] = [];
  while (durations.length < times) {
    const startedAt = performance.now();
    await action();
    durations.push(performance.now() - startedAt);
  }
  durations.sort((one, other) => one - other);
  return durations[Math.floor(times / 2)]!;
}
