/** Before this share of the hour, one reading says little about its pace. */
const MIN_SHARE = 1 / 6;

export interface CurrentHour {
  /** So far, in kWh. */
  readonly energy: number;
  /** In kWh. */
  readonly limit: number;
  /** Instants in milliseconds since 1970. */
  readonly start: number;
  readonly end: number;
}

/**
 * Returns the instant at which the hour exceeds its limit if it continues at its mean pace; undefined if it does not,
 * or already has.
 */
export function limitReachedAt(
  { energy, limit, start, end }: CurrentHour,
  now: number,
): number | undefined {
  const elapsed = now - start;
  if (elapsed < (end - start) * MIN_SHARE || energy > limit || energy <= 0) return undefined;
  const at = start + (elapsed * limit) / energy;
  return at < end ? Math.max(at, now) : undefined;
}
