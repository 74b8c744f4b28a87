import type { Alert } from '../api/client.ts';
import type { LocalDay } from '../calendar/local-day.ts';

export interface AlertGroup {
  /** The day of the hours; undefined for the alerts that were received late. */
  readonly day: LocalDay | undefined;
  readonly alerts: readonly Alert[];
}

/** Groups alerts by the day of their hours, the newest hour first; late alerts come last, apart. */
export function groupAlerts(alerts: readonly Alert[]): readonly AlertGroup[] {
  const byHour = alerts.toSorted(
    (one, other) => Date.parse(other.hour) - Date.parse(one.hour) || other.number - one.number,
  );
  const days = Map.groupBy(
    byHour.filter(({ late }) => !late),
    ({ day }) => day,
  );
  const groups = Array.from(days, ([day, members]) => ({ day, alerts: members }));
  const late = byHour.filter((alert) => alert.late);
  const sorted = groups.toSorted((one, other) => (one.day < other.day ? 1 : -1));
  return late.length > 0 ? [...sorted, { day: undefined, alerts: late }] : sorted;
}
