import { randomUUID } from 'node:crypto';
import { Value } from 'typebox/value';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Forecast, SharedForecast } from '../../schemas/forecast.ts';
import { type Asking, NOW, Queries } from '../../testing/queries.ts';

const HOUR_MS = 3_600_000;
const KWH = 1_000_000_000;

let queries: Queries;
let ada: Asking & { readonly userId: string };
beforeEach(async () => {
  queries = await Queries.start();
  ada = await queries.user('ada');
});
afterEach(() => queries.stop());

/** A device of Ada with the same energy in each hour of the last days. */
async function device(
  currency: string,
  { energy = KWH, days = 28, ...fields }: { energy?: number; days?: number; meter?: object } = {},
): Promise<string> {
  const id = randomUUID();
  const version = { validFrom: '2020-01-01', rates: [{ name: 'All', tiers: [{ price: '0.3' }] }] };
  const versions = [{ ...version, productionCredit: '0.1' }];
  const tariffId = await queries.tariff({ currency, versions });
  const tariffs = [{ from: '2026-11-01', tariffId }];
  await queries.registered(id, { ownerId: ada.userId, tariffs, ...fields } as object);
  const first = Math.floor(NOW / HOUR_MS) * HOUR_MS;
  const hours = Array.from({ length: days * 24 }, (_, hour) => [
    new Date(first - (hour + 1) * HOUR_MS).toISOString(),
    energy + (hour % 5) * 1_000,
  ]);
  await queries.measured(Object.fromEntries(hours), id);
  return id;
}

async function shared(query = '', headers: Asking = asAda()): Promise<SharedForecast> {
  const { status, body } = await queries.get(`/api/forecast${query}`, headers);
  expect({ status, body }).toMatchObject({ status: 200 });
  expect(Value.Check(SharedForecast, body)).toBe(true);
  return body;
}

function asAda(): Asking {
  const { userId: _userId, ...headers } = ada;
  return headers;
}

async function single(id: string): Promise<Forecast> {
  return (await queries.get(`/api/devices/${id}/forecast`, asAda())).body;
}

describe('the forecast of a client’s devices', () => {
  it('is the sum of theirs, with costs by currency', async () => {
    const euro = await device('EUR');
    const franc = await device('CHF', { energy: 2 * KWH });
    const one = await single(euro);
    const other = await single(franc);
    const both = await shared();
    expect(both).toMatchObject({ devices: 2, devicesWithoutForecast: 0, month: one.month });
    expect(both.costsSoFar).toEqual([...other.costsSoFar, ...one.costsSoFar]);
    expect(both.energySoFar).toBeCloseTo(one.energySoFar + other.energySoFar, 9);
    for (const end of ['energy', 'energyLow', 'energyHigh'] as const) {
      expect(both.forecast![end]).toBeCloseTo(one.forecast![end] + other.forecast![end], 9);
    }
    for (const end of ['costs', 'costsLow', 'costsHigh'] as const) {
      expect(both.forecast![end]).toEqual([...other.forecast![end], ...one.forecast![end]]);
    }
    expect((await queries.get(`/api/forecast?ownerId=${ada.userId}`)).body).toEqual(both);
  });

  it('subtracts the credits for production, and adds no produced energy', async () => {
    const consuming = await device('EUR');
    const producing = await device('EUR', { meter: { flow: 'production' } });
    const one = await single(consuming);
    const other = await single(producing);
    const both = await shared();
    const amount = (costs: Forecast['costsSoFar']) => Number(costs[0]!.amount);
    expect(both.forecast!.energy).toBe(one.forecast!.energy);
    expect(amount(both.forecast!.costs)).toBeCloseTo(
      amount(one.forecast!.costs) + amount(other.forecast!.costs),
      9,
    );
    const { costsLow, costs, costsHigh } = both.forecast!;
    expect(amount(costsLow)).toBeLessThanOrEqual(amount(costs));
    expect(amount(costsHigh)).toBeGreaterThanOrEqual(amount(costs));
  });

  it('says for how many devices there is none', async () => {
    expect(await shared()).toMatchObject({ devices: 0, forecast: null, costsSoFar: [] });
    await device('EUR', { days: 3 });
    expect(await shared()).toMatchObject({ devices: 1, devicesWithoutForecast: 1, forecast: null });
    const known = await single(await device('EUR'));
    const both = await shared();
    expect(both).toMatchObject({ devices: 2, devicesWithoutForecast: 1 });
    expect(both.forecast!.energy).toBeCloseTo(
      known.forecast!.energy + both.energySoFar - known.energySoFar,
      9,
    );
  });

  it('is of an owner or of a search, not of all, and of 200 devices at most', async () => {
    expect(await queries.get('/api/forecast')).toMatchObject({
      status: 400,
      body: { errors: [{ in: 'query', parameter: 'ownerId' }] },
    });
    for (let count = 0; count < 201; count++) {
      await queries.registered(randomUUID(), { ownerId: ada.userId });
    }
    expect(await queries.get('/api/forecast', asAda())).toMatchObject({
      status: 400,
      body: { errors: [{ in: 'query', parameter: 'search' }] },
    });
  });
});
