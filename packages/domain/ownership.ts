/** A period during which one client owned a device. Instants in milliseconds since 1970, UTC. */
export interface OwnershipPeriod {
  readonly ownerId: string;
  readonly from: number;
  /** `undefined` during the ownership. */
  readonly until: number | undefined;
}

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
 * The client who owns a device's hour; `undefined` where only administrators see it.
 *
 * An hour belongs to the first client who owned the device during it: after a change of owner, the new owner
 * never sees the consumption of the previous one. Hours that started before the device was registered belong to
 * its first owner.
 */
export function ownerOfHour(history: OwnershipHistory, { start, end }: Hour): string | undefined {
  const { registeredAt, periods } = history;
  if (start < registeredAt) return periods[0]?.ownerId;
  return periods.find(({ from, until = Number.POSITIVE_INFINITY }) => from < end && until > start)
    ?.ownerId;
}
