import { Value } from 'typebox/value';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Forecast } from '../../schemas/forecast.ts';
import { type Asking, HEAT_PUMP, Queries } from '../../testing/queries.ts';

const HOUR_MS = 3_600_000;
/** Today is 2026-11-23 in Brussels, half an hour after midnight. */
const MIDNIGHT = Date.parse('2026-11-22T23:00:00Z');

let queries: Queries;
beforeEach(async () => {
  queries = await Queries.start();
});
afterEach(() => queries.stop());

/** Records an hour of µWh at each hour of some days before today. */
async function measured(days: number, energyOf: (day: number, hour: number) => number) {
  const energies: Record<string, number> = {};
  for (let hour = 1; hour <= days * 24; hour++) {
    const at = new Date(MIDNIGHT - hour * HOUR_MS);
    energies[at.toISOString()] = energyOf(Math.floor((hour - 1) / 24), at.getUTCHours());
  }
  await queries.measured(energies);
}

async function forecast(headers?: Asking): Promise<Forecast> {
  const { status, body } = await queries.get(`/api/devices/${HEAT_PUMP}/forecast`, headers);
  expect(status).toBe(200);
  expect(Value.Check(Forecast, body)).toBe(true);
  return body;
}

async function registered(fields: object = {}): Promise<void> {
  const tariffId = await queries.tariff({
    versions: [
      {
        validFrom: '2020-01-01',
        rates: [{ name: 'All', tiers: [{ upTo: 600, price: '0.3' }, { price: '0.5' }] }],
        fixedCharge: { price: '3', per: 'month' },
      },
    ],
  });
  await queries.registered(HEAT_PUMP, {
    tariffs: [{ from: '2026-11-01', tariffId }],
    ...fields,
  } as object);
}

describe('the forecast of a month', () => {
  it('is exact where every day is alike, tiers and the fixed charge included', async () => {
    await registered({ registeredAt: '2026-10-01T00:00:00.000Z' });
    await measured(28, () => 1_000_000_000);
    const { forecast: end, ...soFar } = await forecast();
    expect(soFar).toMatchObject({
      month: '2026-11',
      daysOfHistory: 28,
      energySoFar: 528,
      costsSoFar: [{ currency: 'EUR', amount: '160.70' }],
    });
    // 30 days of 24 kWh: 600 kWh at 0.3 and 120 kWh at 0.5, and 3 for the month.
    const costs = [{ currency: 'EUR', amount: '243.00' }];
    expect(end).toEqual({
      energy: 720,
      energyLow: 720,
      energyHigh: 720,
      costs,
      costsLow: costs,
      costsHigh: costs,
    });
  });

  it('gives each hour of a weekday its mean, and an interval by how much days differ', async () => {
    await registered();
    // Weeks of 2 kWh and of 4 kWh take turns, at noon alone.
    await measured(28, (day, hour) =>
      hour === 11 ? (Math.floor(day / 7) % 2 ? 4 : 2) * 1_000_000_000 : 0,
    );
    const { energySoFar, forecast: end } = await forecast();
    expect(end!.energy).toBeCloseTo(energySoFar + 8 * 3, 6);
    // Days deviate by 1 kWh: 1.2816 × √(4/3) × √8.
    const spread = 1.2816 * Math.sqrt(4 / 3) * Math.sqrt(7 + 23.5 / 24);
    expect(end!.energyHigh - end!.energy).toBeCloseTo(spread, 3);
    expect(end!.energy - end!.energyLow).toBeCloseTo(spread, 3);
    expect(Number(end!.costsLow[0]!.amount)).toBeLessThan(Number(end!.costs[0]!.amount));
  });

  it('contains what the running hour has used already', async () => {
    await registered();
    await measured(28, () => 1_000_000_000);
    await queries.measured({ '2026-11-22T23:10:00Z': 5_000_000_000 });
    const { forecast: end } = await forecast();
    expect(end!.energy).toBe(720 + 4);
  });

  it('needs readings of a week, and a device in use', async () => {
    await registered();
    await measured(6, () => 1);
    expect(await forecast()).toMatchObject({ daysOfHistory: 6, forecast: null });
    await measured(7, () => 1);
    expect((await forecast()).forecast).not.toBeNull();
    await queries.decommissioned(HEAT_PUMP, 1);
    expect((await forecast()).forecast).toBeNull();
  });

  it('is none for a former owner', async () => {
    const { userId, ...headers } = await queries.user('ada');
    await registered({ ownerId: userId });
    await measured(28, () => 1);
    expect((await forecast(headers)).forecast).not.toBeNull();
    await queries.assigned(HEAT_PUMP, undefined);
    expect((await forecast(headers)).forecast).toBeNull();
  });
});
