/** A period during which one client owned a device. Instants in milliseconds since 1970, UTC. */
export interface OwnershipPeriod {
  readonly ownerId: string;
  readonly from: number;
  /** `undefined` while it is theirs. */
  readonly until: number | undefined;
}

/** Who owned a device when. */
export interface OwnershipHistory {
  readonly registeredAt: number;
  /** In the order of time; none overlap. */
  readonly periods: readonly OwnershipPeriod[];
}

/** An hour of the device's time zone, from its start to its end. */
interface Hour {
  readonly start: number;
  readonly end: number;
}

/**
 * The client to whom a device's hour belongs; `undefined` where it belongs to none, and administrators
 * alone see it.
 *
 * An hour belongs to the first client who owned the device during it: a change of owner never shows the
 * new owner what the one before consumed. Hours that began before the device was registered are history
 * that came with it, and belong to its first owner.
 */
export function ownerOfHour(history: OwnershipHistory, { start, end }: Hour): string | undefined {
  const { registeredAt, periods } = history;
  if (start < registeredAt) return periods[0]?.ownerId;
  return periods.find(({ from, until = Number.POSITIVE_INFINITY }) => from < end && until > start)
    ?.ownerId;
}
