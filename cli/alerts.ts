import { kilowattHours } from '@energy/domain';
import { type Alert, type BudgetAlert, isBudgetAlert, type ListedAlert } from '@energy/read-models';
import { Command } from 'commander';
import { withReadModels } from './engines.ts';
import type { Terminal } from './terminal.ts';
import { localTime, typedInstant } from './time.ts';
import { count, deviceId, uuid } from './usage-error.ts';

interface ListOptions {
  device?: string;
  owner?: string;
  from?: string;
  to?: string;
  limit: number;
  json?: boolean;
}

/** `energy alerts list` */
export function alertsCommand(terminal: Terminal): Command {
  const alerts = new Command('alerts').description(
    'Shows the hours that exceeded their limit, and the months that reach a budget.',
  );

  alerts
    .command('list')
    .description('Lists the newest alerts, the newest first.')
    .option('--device <id>', 'only those of this device', deviceId)
    .option('--owner <id>', 'only those addressed to this user', uuid('user'))
    .option('--from <time>', 'only of hours that start then or later, like 2026-11-22T13:00')
    .option('--to <time>', 'only of hours that start before then')
    .option('--limit <n>', 'how many at the most', count('The limit', 100_000), 20)
    .option('--json', 'one JSON document a line, times in UTC')
    .action(({ device, owner, from, to, limit, json }: ListOptions) => {
      const instant = (text: string | undefined) =>
        text === undefined ? undefined : typedInstant(text, terminal).epochMilliseconds;
      const options = {
        limit,
        deviceId: device,
        ownerId: owner,
        from: instant(from),
        to: instant(to),
      };
      return withReadModels(terminal, async (models) => {
        for (const alert of await models.alerts.list(options)) {
          terminal.print(json ? JSON.stringify(documentOf(alert)) : lineOf(alert, terminal));
        }
      });
    });
  return alerts;
}

function documentOf(alert: ListedAlert) {
  return isBudgetAlert(alert) ? budgetAlertDocument(alert) : alertDocument(alert);
}

function lineOf(alert: ListedAlert, terminal: Terminal): string {
  return isBudgetAlert(alert) ? budgetLine(alert, terminal) : line(alert, terminal);
}

function budgetAlertDocument({ id, number, ownerId, budget, raisedAt, late }: BudgetAlert) {
  return { id, number, ownerId, ...budget, raisedAt: new Date(raisedAt).toISOString(), late };
}

function budgetLine(alert: BudgetAlert, terminal: Terminal): string {
  const { number, ownerId, threshold, month, forecast, amount, currency, raisedAt } =
    budgetAlertDocument(alert);
  return [
    String(number).padStart(6),
    localTime(raisedAt, terminal),
    `client ${ownerId}`,
    `month ${month}`,
    `forecast ${forecast} ${currency}: ${threshold} % of the budget of ${amount} ${currency}`,
  ].join('  ');
}

/** An alert as programs get it: energies in kWh, instants in ISO 8601 (UTC). */
export function alertDocument(alert: Alert) {
  const { id, number, deviceId: device, ownerId, late } = alert;
  return {
    id,
    number,
    deviceId: device,
    ownerId: ownerId ?? null,
    hour: new Date(alert.hour).toISOString(),
    limit: kilowattHours(alert.limit),
    total: kilowattHours(alert.total),
    exceeded: alert.total > alert.limit,
    estimated: alert.isEstimated === true,
    raisedAt: new Date(alert.raisedAt).toISOString(),
    late,
  };
}

function line(alert: Alert, terminal: Terminal): string {
  const {
    number,
    deviceId: device,
    hour,
    limit,
    total,
    exceeded,
    estimated,
    raisedAt,
    late,
  } = alertDocument(alert);
  const columns = [
    String(number).padStart(6),
    localTime(raisedAt, terminal),
    device,
    `hour ${localTime(hour, terminal).replace(/:00\.000/, '')}`,
    `${total} kWh${estimated ? ' (estimated)' : ''}, limit ${limit} kWh`,
    ...(exceeded ? [] : ['now within the limit']),
    ...(late ? ['late'] : []),
  ];
  return columns.join('  ');
}
