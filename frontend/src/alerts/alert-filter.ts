import { isLocalDay, type LocalDay, plusDays } from '../calendar/local-day.ts';

/** What an administrator looks for among the alerts, as the address of the page has it. */
export interface ChosenFilter {
  /** The id of a device. */
  readonly device?: string;
  /** The first day, and the last, by the clock of whoever looks. */
  readonly from?: LocalDay;
  readonly to?: LocalDay;
}

const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What an address asks for; what makes no sense in it is left out. */
export function filterOfAddress(query: Readonly<Record<string, unknown>>): ChosenFilter {
  const { device, from, to } = query;
  return {
    ...(typeof device === 'string' && ID.test(device) && { device: device.toLowerCase() }),
    ...(typeof from === 'string' && isLocalDay(from) && { from }),
    ...(typeof to === 'string' && isLocalDay(to) && { to }),
  };
}

/** The instants (ISO 8601, UTC) between which days lie by the clock of whoever looks. */
export function periodOf({ from, to }: Pick<ChosenFilter, 'from' | 'to'>): {
  from?: string;
  to?: string;
} {
  return { ...(from && { from: midnight(from) }), ...(to && { to: midnight(plusDays(to, 1)) }) };
}

/** Without a zone, an instant is read by the local clock. */
function midnight(day: LocalDay): string {
  return new Date(`${day}T00:00:00`).toISOString();
}
