import { expect, it } from 'vitest';
import { toAlertsFile } from './alerts-file.ts';
import { alertOf, budgetAlertOf } from './testing/alert.ts';

it('writes a line for each alert, with the owner’s name and no formulas', () => {
  const alerts = [
    alertOf(3, { ownerId: 'emma', description: '=1+1', late: true, estimated: true }),
    alertOf(2, { ownerId: null }),
    budgetAlertOf(1),
  ];
  const lines = toAlertsFile(alerts, new Map([['emma', 'Emma, the first']])).split('\r\n');
  expect(lines).toEqual([
    'start,local_day,local_time,time_zone,device_id,device,owner_id,owner,energy_kwh,limit_kwh,received_late,estimated,budget_month,budget_percent,budget,forecast,currency',
    `2026-11-22T02:00:00.000Z,2026-11-22,03:00,Europe/Brussels,heat-pump,"'=1+1",emma,"Emma, the first",2.75,2.5,yes,yes,,,,,`,
    '2026-11-22T01:00:00.000Z,2026-11-22,02:00,Europe/Brussels,heat-pump,Heat pump,,,2.75,2.5,no,no,,,,,',
    '2026-11-22T00:00:00.000Z,,,,,,ada,,,,no,no,2026-11,80,120.50,98.70,EUR',
    '',
  ]);
});
