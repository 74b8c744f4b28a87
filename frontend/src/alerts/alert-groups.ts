import type { ListedAlert } from '../api/client.ts';
import type { LocalDay } from '../calendar/local-day.ts';

export interface AlertGroup {
  /** The day of the hours, or on which budgets were reached; undefined for the alerts that were received late. */
  readonly day: LocalDay | undefined;
  readonly alerts: readonly ListedAlert[];
}

/**
 * Groups alerts by the day of their hours, the newest hour first; late alerts come last, apart. Those of budgets are in
 * the day of UTC on which they were raised.
 */
export function groupAlerts(alerts: readonly ListedAlert[]): readonly AlertGroup[] {
  const byHour = alerts.toSorted(
    (one, other) => timeOf(other) - timeOf(one) || other.number - one.number,
  );
  const days = Map.groupBy(
    byHour.filter(({ late }) => !late),
    dayOf,
  );
  const groups = Array.from(days, ([day, members]) => ({ day, alerts: members }));
  const late = byHour.filter((alert) => alert.late);
  const sorted = groups.toSorted((one, other) => (one.day < other.day ? 1 : -1));
  return late.length > 0 ? [...sorted, { day: undefined, alerts: late }] : sorted;
}

function timeOf(alert: ListedAlert): number {
  return Date.parse(alert.kind === 'hour' ? alert.hour : alert.raisedAt);
}

function dayOf(alert: ListedAlert): LocalDay {
  return alert.kind === 'hour' ? alert.day : alert.raisedAt.slice(0, '2026-11-22'.length);
}
