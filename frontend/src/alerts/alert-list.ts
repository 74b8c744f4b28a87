import type { Alert, AlertPage } from '../api/client.ts';
import type { HourlyTotal } from '../energy/live-total.ts';

/** The newest alerts without a gap, newest first, and how many are yet to be seen of all. */
export type AlertList = AlertPage;

/** Whether an alert is yet to be seen. Late ones, such as those of a backfill, are only listed. */
export function isUnseen({ seen, late }: Pick<Alert, 'seen' | 'late'>): boolean {
  return !seen && !late;
}

/** A list after an alert came live: in its place, once. */
export function withAlert(list: AlertList, alert: Alert): AlertList {
  const { alerts, next, unseen } = list;
  // What belongs to a page that is yet to be loaded comes with that page, and is counted already.
  if (next !== null && alert.number < Number(next)) return list;
  const isKnown = alerts.some(({ number }) => number === alert.number);
  const others = alerts.filter(({ number }) => number !== alert.number);
  return {
    alerts: [...others, alert].sort((one, other) => other.number - one.number),
    next,
    unseen: isKnown || !isUnseen(alert) ? unseen : unseen + 1,
  };
}

/** A list with the page after it. */
export function withOlder(list: AlertList, page: AlertPage): AlertList {
  const last = list.alerts.at(-1)?.number ?? Number.POSITIVE_INFINITY;
  const older = page.alerts.filter(({ number }) => number < last);
  return { alerts: [...list.alerts, ...older], next: page.next, unseen: page.unseen };
}

/** A list whose first page was loaded again: what follows stays where nothing is missing between. */
export function withNewest(list: AlertList | undefined, page: AlertPage): AlertList {
  if (!list || page.next === null) return page;
  const end = Number(page.next);
  const follows = list.alerts.filter(({ number }) => number < end);
  const isGapless = list.alerts.some(({ number }) => number >= end);
  if (!isGapless || follows.length === 0) return page;
  return { alerts: [...page.alerts, ...follows], next: list.next, unseen: page.unseen };
}

/** A list after an hour has grown: the figure of its alert grows with it. */
export function withTotal(list: AlertList, { deviceId, hour, total }: HourlyTotal): AlertList {
  const isOf = (alert: Alert) => alert.deviceId === deviceId && alert.hour === hour;
  if (!list.alerts.some(isOf)) return list;
  const alerts = list.alerts.map((alert) =>
    isOf(alert) ? { ...alert, total, exceeded: total > alert.limit } : alert,
  );
  return { ...list, alerts };
}

/** A list after its reader has seen the alerts up to a number. */
export function seenThrough(list: AlertList, through: number): AlertList {
  const alerts = list.alerts.map((alert) =>
    alert.number <= through && !alert.seen ? { ...alert, seen: true } : alert,
  );
  const seenNow = alerts.filter(
    (alert, index) => isUnseen(list.alerts[index]!) && !isUnseen(alert),
  ).length;
  const { next } = list;
  const isAllSeen = through >= (list.alerts[0]?.number ?? 0);
  // Older ones on pages that are yet to be loaded are counted, but not known one by one.
  const isExact = next === null || through >= Number(next);
  const unseen = isExact ? alerts.filter(isUnseen).length : list.unseen - seenNow;
  return { alerts, next, unseen: isAllSeen ? 0 : unseen };
}

/** The devices whose totals are worth following: those of alerts whose hour may still grow. */
export function growingDevices({ alerts }: AlertList, now: number): readonly string[] {
  const growing = alerts.filter(
    ({ hour, description }) => description !== null && now - Date.parse(hour) < GROWING_MS,
  );
  return [...new Set(growing.map(({ deviceId }) => deviceId))].slice(0, MOST_FOLLOWED);
}

/** An hour may last one, and its last reading be on its way for a while. */
const GROWING_MS = 2 * 3_600_000;
const MOST_FOLLOWED = 50;
