import { randomUUID } from 'node:crypto';
import {
  type BudgetCommand,
  budgetDecider,
  budgetStream,
  type TariffCommand,
  tariffDecider,
  tariffStream,
} from '@energy/domain';
import { handleCommand } from '@energy/event-store';
import { isBudgetAlert } from '@energy/read-models';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Pipeline } from './testing/pipeline.ts';

const HOUR = 3_600_000;
const KWH = 1_000_000_000;
/** The middle of a month to come: a device belongs to its first owner from its registration on. */
const NOW = middleOfMonth(3);
const MONTH = new Date(NOW).toISOString().slice(0, 7);

let pipeline: Pipeline;
let ada: string;
let device: string;
let now: number;

beforeEach(async () => {
  pipeline = await Pipeline.open();
  ada = randomUUID();
  now = NOW;
  await pipeline.userCommand(ada, { type: 'RegisterUser', data: { name: 'Ada', role: 'client' } });
  device = await measuredDevice();
  await billed(device);
});
afterEach(() => pipeline.close());

function middleOfMonth(later: number): number {
  const today = new Date();
  return Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + later, 15, 12);
}

const hoursOfMonth = () => {
  const [year, month] = MONTH.split('-').map(Number) as [number, number];
  return 24 * new Date(Date.UTC(year, month, 0)).getUTCDate();
};

/** A device of Ada's that has used 1 kWh in every hour of the last five weeks. */
async function measuredDevice(): Promise<string> {
  const id = await pipeline.register('UTC');
  await pipeline.assign(id, ada);
  await use(id, NOW, 35 * 24);
  return id;
}

/** Records 1 kWh in each of the hours before an instant. */
async function use(deviceId: string, before: number, count: number): Promise<void> {
  const hours = Array.from({ length: count }, (_, index) => before - (index + 1) * HOUR);
  await pipeline.readModels.consumption.record(
    hours.map((hour) => ({ deviceId, hour, at: hour, energy: KWH })),
  );
}

/** Bills a device at 1 EUR for 1 kWh: its month is expected to cost a euro for each of its hours. */
async function billed(deviceId: string): Promise<void> {
  const id = randomUUID();
  const commands: TariffCommand[] = [
    { type: 'CreateTariff', data: { name: 'Flat', currency: 'EUR' } },
    {
      type: 'PublishTariffVersion',
      data: {
        version: { validFrom: '2020-01-01', rates: [{ name: 'All', tiers: [{ price: '1' }] }] },
        now,
      },
    },
  ];
  const { eventStore } = pipeline;
  for (const command of commands) {
    const { state } = await handleCommand({
      eventStore,
      decider: tariffDecider,
      stream: tariffStream(id),
      command,
      context: { actor: 'system' },
    });
    if (command.type !== 'PublishTariffVersion') continue;
    const tariff = { id, state };
    await pipeline.command(deviceId, {
      type: 'AssignTariff',
      data: { from: '2020-01-01', now, tariff },
    });
  }
}

async function decided(command: BudgetCommand): Promise<void> {
  await handleCommand({
    eventStore: pipeline.eventStore,
    decider: budgetDecider,
    stream: budgetStream(ada),
    command,
    context: { actor: 'system' },
  });
}

const budget = (amount: number, currency = 'EUR') =>
  decided({
    type: 'SetBudget',
    data: { amount: String(amount), currency, tariffCurrencies: [currency] },
  });

const start = () => pipeline.start({ now: () => now });

/** The alerts of budgets, the oldest first. */
async function raised() {
  const alerts = await pipeline.readModels.alerts.list({ limit: 99 });
  return alerts
    .filter(isBudgetAlert)
    .map((alert) => alert.budget)
    .toReversed();
}

const thresholds = async () => (await raised()).map(({ threshold }) => threshold);

describe('the alert of a budget', () => {
  it('is raised when the forecast reaches 80 % of it, and again at 100 %', async () => {
    const received = await pipeline.listen('AlertRaised');
    start();
    await budget(2 * hoursOfMonth());
    await budget(1.125 * hoursOfMonth());
    await expect.poll(thresholds).toEqual([80]);
    expect(await raised()).toEqual([
      {
        month: MONTH,
        threshold: 80,
        amount: String(1.125 * hoursOfMonth()),
        currency: 'EUR',
        forecast: `${hoursOfMonth()}.00`,
      },
    ]);
    await budget(hoursOfMonth());
    await expect.poll(thresholds).toEqual([80, 100]);
    await expect
      .poll(() => received)
      .toMatchObject([
        { deviceId: null, ownerId: ada },
        { deviceId: null, ownerId: ada },
      ]);
  });

  it('is raised once a month, whatever restarts and later budgets there are', async () => {
    start();
    await budget(hoursOfMonth() / 2);
    await expect.poll(thresholds).toEqual([80, 100]);
    await pipeline.stop();
    await budget(5 * hoursOfMonth());
    start();
    const { events } = start();
    await budget(hoursOfMonth() / 3);
    await events.caughtUp();
    const other = await otherClientAlerted();
    expect((await raised()).filter(({ amount }) => amount !== other)).toHaveLength(2);
    await pipeline.stop();
    now += 31 * 24 * HOUR;
    await use(device, now, 10 * 24);
    start();
    const months = async () => (await raised()).map(({ month }) => month);
    await expect.poll(months).toContain(new Date(now).toISOString().slice(0, 7));
  });

  it('is not raised for costs in another currency, nor after the budget was removed', async () => {
    await budget(1, 'CHF');
    start();
    await otherClientAlerted();
    await pipeline.stop();
    await budget(1);
    await decided({ type: 'RemoveBudget', data: {} });
    start();
    await otherClientAlerted();
    const alerts = (await pipeline.readModels.alerts.list({ limit: 99 })).filter(isBudgetAlert);
    expect(alerts.filter(({ ownerId }) => ownerId === ada)).toEqual([]);
  });
});

/** Another client reaches a budget of which nothing else is known; resolves to its amount. */
async function otherClientAlerted(): Promise<string> {
  const mine = ada;
  const amount = String(Math.ceil(Math.random() * 100));
  ada = randomUUID();
  const name = `Ben ${ada}`;
  await pipeline.userCommand(ada, { type: 'RegisterUser', data: { name, role: 'client' } });
  await billed(await measuredDevice());
  await decided({
    type: 'SetBudget',
    data: { amount, currency: 'EUR', tariffCurrencies: ['EUR'] },
  });
  const own = ada;
  ada = mine;
  await expect
    .poll(async () => {
      const alerts = await pipeline.readModels.alerts.list({ limit: 99, ownerId: own });
      return alerts.length;
    })
    .toBe(2);
  return amount;
}
