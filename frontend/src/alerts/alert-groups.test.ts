import { describe, expect, it } from 'vitest';
import { groupAlerts } from './alert-groups.ts';
import { alertOf } from './testing/alert.ts';

describe('the groups of alerts', () => {
  it('are days, the newest first, with the newest hour first', () => {
    const yesterday = { day: '2026-11-21', hour: '2026-11-21T10:00:00.000Z' };
    const alerts = [alertOf(4, yesterday), alertOf(3), alertOf(1), alertOf(2)];
    const groups = groupAlerts(alerts).map(({ day, alerts: members }) => ({
      day,
      numbers: members.map(({ number }) => number),
    }));
    expect(groups).toEqual([
      { day: '2026-11-22', numbers: [3, 2, 1] },
      { day: '2026-11-21', numbers: [4] },
    ]);
  });

  it('have the alerts that were received late at the end, apart', () => {
    const groups = groupAlerts([
      alertOf(3, { late: true }),
      alertOf(2),
      alertOf(1, { late: true }),
    ]);
    expect(groups.map(({ day }) => day)).toEqual(['2026-11-22', undefined]);
    expect(groups[1]!.alerts.map(({ number }) => number)).toEqual([3, 1]);
    expect(groupAlerts([])).toEqual([]);
  });
});
