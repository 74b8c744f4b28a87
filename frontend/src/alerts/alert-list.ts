import type { Alert, AlertPage, ListedAlert } from '../api/client.ts';
import type { HourlyTotal } from '../energy/live-total.ts';

/** From the start of an hour: the hour itself, and time for its last readings to arrive. */
const OPEN_FOR_MS = 2 * 3_600_000;
const MAX_WATCHED_DEVICES = 50;

/** The loaded alerts, newest first and without a gap, and the number of unseen alerts in total. */
export type AlertList = AlertPage;

/** Late alerts, such as those of a backfill, never count as unseen. */
export function isUnseen({ seen, late }: Pick<Alert, 'seen' | 'late'>): boolean {
  return !seen && !late;
}

/** Inserts a live alert by its number, once. */
export function withAlert(list: AlertList, alert: ListedAlert): AlertList {
  const { alerts, next, unseen } = list;
  // An alert of a page that is not loaded comes with that page and is counted already.
  if (next !== null && alert.number < Number(next)) return list;
  const isKnown = alerts.some(({ number }) => number === alert.number);
  const others = alerts.filter(({ number }) => number !== alert.number);
  return {
    alerts: [...others, alert].sort((one, other) => other.number - one.number),
    next,
    unseen: isKnown || !isUnseen(alert) ? unseen : unseen + 1,
  };
}

/** Appends the next page. */
export function withOlder(list: AlertList, page: AlertPage): AlertList {
  const last = list.alerts.at(-1)?.number ?? Number.POSITIVE_INFINITY;
  const older = page.alerts.filter(({ number }) => number < last);
  return { alerts: [...list.alerts, ...older], next: page.next, unseen: page.unseen };
}

/** Replaces the first page; later pages stay if no alert is missing in between. */
export function withNewestPage(list: AlertList | undefined, page: AlertPage): AlertList {
  if (!list || page.next === null) return page;
  const end = Number(page.next);
  const follows = list.alerts.filter(({ number }) => number < end);
  const isGapless = list.alerts.some(({ number }) => number >= end);
  if (!isGapless || follows.length === 0) return page;
  return { alerts: [...page.alerts, ...follows], next: list.next, unseen: page.unseen };
}

/** Updates the total of an alert, and whether it is estimated, from its hour's new total. */
export function withTotal(
  list: AlertList,
  { deviceId, hour, total, estimated }: HourlyTotal,
): AlertList {
  const matches = (alert: ListedAlert): alert is Alert =>
    alert.kind === 'hour' && alert.deviceId === deviceId && alert.hour === hour;
  if (!list.alerts.some(matches)) return list;
  const alerts = list.alerts.map((alert) =>
    matches(alert) ? { ...alert, total, estimated, exceeded: total > alert.limit } : alert,
  );
  return { ...list, alerts };
}

/** Marks the alerts up to a number as seen. */
export function markSeenThrough(list: AlertList, through: number): AlertList {
  const alerts = list.alerts.map((alert) =>
    alert.number <= through && !alert.seen ? { ...alert, seen: true } : alert,
  );
  const newlySeen = alerts.filter(
    (alert, index) => isUnseen(list.alerts[index]!) && !isUnseen(alert),
  ).length;
  const { next } = list;
  const isAllSeen = through >= (list.alerts[0]?.number ?? 0);
  // Unseen alerts on pages that are not loaded are only known by their count.
  const isExact = next === null || through >= Number(next);
  const unseen = isExact ? alerts.filter(isUnseen).length : list.unseen - newlySeen;
  return { alerts, next, unseen: isAllSeen ? 0 : unseen };
}

/** Returns the devices with alerts whose totals may still change. */
export function devicesWithOpenHours({ alerts }: AlertList, now: number): readonly string[] {
  const open = alerts
    .filter((alert) => alert.kind === 'hour')
    .filter(
      ({ hour, description }) => description !== null && now - Date.parse(hour) < OPEN_FOR_MS,
    );
  return [...new Set(open.map(({ deviceId }) => deviceId))].slice(0, MAX_WATCHED_DEVICES);
}
