import { isLocalDay, type LocalDay, plusDays } from '../calendar/local-day.ts';

/** The administrator's filter of alerts, as the page's address contains it. */
export interface AddressFilter {
  /** A device's id. */
  readonly device?: string;
  /** An owner's id. */
  readonly owner?: string;
  /** The first and last day in the browser's time zone. */
  readonly from?: LocalDay;
  readonly to?: LocalDay;
}

const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Parses the query of an address and leaves out invalid values. */
export function toAddressFilter(query: Readonly<Record<string, unknown>>): AddressFilter {
  const { device, owner, from, to } = query;
  return {
    ...(typeof device === 'string' && ID.test(device) && { device: device.toLowerCase() }),
    ...(typeof owner === 'string' && ID.test(owner) && { owner: owner.toLowerCase() }),
    ...(typeof from === 'string' && isLocalDay(from) && { from }),
    ...(typeof to === 'string' && isLocalDay(to) && { to }),
  };
}

/** Converts days of the browser's time zone into instants (ISO 8601, UTC); the end is exclusive. */
export function toPeriod({ from, to }: Pick<AddressFilter, 'from' | 'to'>): {
  from?: string;
  to?: string;
} {
  return { ...(from && { from: midnight(from) }), ...(to && { to: midnight(plusDays(to, 1)) }) };
}

/** The midnight at which a day starts in the browser's time zone. */
function midnight(day: LocalDay): string {
  return new Date(`${day}T00:00:00`).toISOString();
}
