import type { Alert, BudgetAlert } from '../../api/client.ts';

/** An alert of the heat pump, in the hour of that number on a winter day in Brussels. */
export function alertOf(number: number, other: Partial<Alert> = {}): Alert {
  const hour = new Date(Date.UTC(2026, 10, 22, number - 1)).toISOString();
  return {
    kind: 'hour',
    id: `alert-${number}`,
    number,
    deviceId: 'heat-pump',
    description: 'Heat pump',
    hour,
    end: new Date(Date.parse(hour) + 3_600_000).toISOString(),
    timeZone: 'Europe/Brussels',
    day: '2026-11-22',
    label: `${String(number).padStart(2, '0')}:00`,
    offset: '+01:00',
    ambiguous: false,
    limit: 2.5,
    total: 2.75,
    exceeded: true,
    estimated: false,
    raisedAt: hour,
    late: false,
    seen: false,
    ...other,
  };
}

/** An alert of Ada's budget, raised in the hour of that number on the same day. */
export function budgetAlertOf(number: number, other: Partial<BudgetAlert> = {}): BudgetAlert {
  return {
    kind: 'budget',
    id: `budget-alert-${number}`,
    number,
    ownerId: 'ada',
    month: '2026-11',
    threshold: 80,
    amount: '120.50',
    currency: 'EUR',
    forecast: '98.70',
    raisedAt: new Date(Date.UTC(2026, 10, 22, number - 1)).toISOString(),
    late: false,
    seen: false,
    ...other,
  };
}
