import { Value } from 'typebox/value';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SharedConsumption } from '../../schemas/periods.ts';
import { type Asking, HEAT_PUMP, NOW, Queries } from '../../testing/queries.ts';

const FRIDGE = '0b9d3a55-5e8b-4d2b-8f7e-9b1c2d3e4f50';
const BOILER = 'c3f1a2d4-6f0e-4b7c-9a1d-2e3f4a5b6c7d';
const RANGE = 'from=2026-11-20&to=2026-11-22';
const never = new AbortController().signal;

let queries: Queries;
let ada: Asking & { readonly userId: string };
beforeEach(async () => {
  queries = await Queries.start();
  ada = await queries.user('ada');
});
afterEach(() => queries.stop());

async function shared(query: string, headers?: Asking): Promise<SharedConsumption> {
  const { status, body } = await queries.get(`/api/consumption?${query}`, headers);
  if (status !== 200) throw new Error(JSON.stringify(body));
  expect(Value.Check(SharedConsumption, body)).toBe(true);
  return body;
}

const asClient = ({ userId: _, ...headers }: Asking): Asking => headers;
const buckets = ({ buckets: all }: SharedConsumption) =>
  all.map(({ period, total }) => [period, total]);

/** Ada's heat pump and fridge, and a boiler in Tokyo without an owner. */
async function threeDevices(): Promise<void> {
  await queries.registered(HEAT_PUMP, { ownerId: ada.userId });
  await queries.registered(FRIDGE, { ownerId: ada.userId, description: 'Fridge' });
  await queries.registered(BOILER, { description: 'Boiler', timeZone: 'Asia/Tokyo' });
  await queries.measured({
    '2026-11-20T10:00:00Z': 1_000_000_000,
    '2026-11-21T10:00:00Z': 2_000_000_000,
  });
  await queries.measured({ '2026-11-21T10:30:00Z': 4_000_000_000 }, FRIDGE);
  // Already the 22nd in Tokyo.
  await queries.measured({ '2026-11-21T15:00:00Z': 8_000_000_001 }, BOILER);
}

describe('the consumption of several devices', () => {
  it('is the sum of a client’s devices, with those that consumed most', async () => {
    await threeDevices();
    const all = await shared(`${RANGE}&by=day`, asClient(ada));
    expect(all).toMatchObject({
      total: 7,
      devices: 2,
      hours: 144,
      hoursMeasured: 3,
      complete: false,
    });
    expect(buckets(all)).toEqual([
      ['2026-11-20', 1],
      ['2026-11-21', 6],
      ['2026-11-22', null],
    ]);
    expect(all.top).toEqual([
      { deviceId: FRIDGE, description: 'Fridge', total: 4 },
      { deviceId: HEAT_PUMP, description: 'Heat pump, cellar', total: 3 },
    ]);
    expect((await shared(`${RANGE}&search=fridge&top=0`, asClient(ada))).total).toBe(4);
    expect((await shared(`${RANGE}&search=boiler`, asClient(ada))).devices).toBe(0);
  });

  it('has the hours of devices in one zone', async () => {
    await threeDevices();
    const { buckets: hours } = await shared('from=2026-11-21&to=2026-11-21&by=hour', asClient(ada));
    expect(hours).toHaveLength(24);
    expect(hours[11]).toMatchObject({
      period: '2026-11-21T10:00:00.000Z',
      label: '11:00',
      total: 6,
      hoursMeasured: 2,
    });
    const { status, body } = await queries.get(`/api/consumption?${RANGE}&by=hour&search=e`);
    expect({ status, errors: body.errors }).toMatchObject({
      status: 400,
      errors: [{ parameter: 'by' }],
    });
  });

  it('is of an owner, of a search or of all for an administrator', async () => {
    await threeDevices();
    expect(await shared(`${RANGE}&ownerId=${ada.userId}`)).toMatchObject({ total: 7, devices: 2 });
    expect(await shared(`${RANGE}&search=boiler`)).toMatchObject({ total: 8.000000001 });
    for (const step of [() => {}, build]) {
      await step();
      const all = await shared(`${RANGE}&by=day&top=1`);
      expect(all).toMatchObject({ total: 15.000000001, devices: 3, hoursMeasured: 4, readings: 4 });
      expect(buckets(all)).toEqual([
        ['2026-11-20', 1],
        ['2026-11-21', 6],
        ['2026-11-22', 8.000000001],
      ]);
      expect(all.top).toEqual([{ deviceId: BOILER, description: 'Boiler', total: 8.000000001 }]);
      expect(buckets(await shared(`${RANGE}&by=month`))).toEqual([['2026-11', 15.000000001]]);
    }
  });

  it('never counts production as consumption, and has it where it is asked for', async () => {
    await threeDevices();
    const solar = '7d1f1a2b-3c4d-4e5f-8a6b-7c8d9e0f1a2b';
    const meter = { flow: 'production' } as const;
    await queries.registered(solar, { ownerId: ada.userId, description: 'Roof', meter });
    await queries.measured({ '2026-11-21T10:00:00Z': 32_000_000_000 }, solar);
    expect(await shared(RANGE, asClient(ada))).toMatchObject({ total: 7, devices: 2 });
    expect(await shared(`${RANGE}&flow=production`, asClient(ada))).toMatchObject({
      total: 32,
      devices: 1,
      top: [{ deviceId: solar }],
    });
    expect(await shared(RANGE)).toMatchObject({ total: 15.000000001, devices: 3 });
    expect(await shared(`${RANGE}&flow=production`)).toMatchObject({ total: 32, devices: 1 });
    const { body } = await queries.get('/api/consumption/today', asClient(ada));
    expect(
      body.devices.filter(({ flow }: { flow: string }) => flow === 'production'),
    ).toMatchObject([{ deviceId: solar }]);
  });

  it('is compared with earlier periods', async () => {
    await threeDevices();
    for (const query of [`ownerId=${ada.userId}`, '']) {
      const { comparison } = await shared(`from=2026-11-21&to=2026-11-21&compare=true&${query}`);
      expect(comparison!.previous).toMatchObject({ total: 1, perHour: 1, change: 2 });
    }
  });

  it('withholds from a client what belongs to others', async () => {
    await threeDevices();
    const ben = await queries.user('ben');
    await queries.assigned(HEAT_PUMP, ben.userId, '2026-11-21T00:00:00Z');
    expect((await shared(RANGE, asClient(ada))).total).toBe(5);
    expect((await shared(RANGE, asClient(ben))).total).toBe(2);
    expect((await shared(`${RANGE}&ownerId=${ada.userId}`)).total).toBe(5);
    expect(await shared(`${RANGE}&ownerId=${ada.userId}`, asClient(ben))).toMatchObject({
      devices: 0,
      total: null,
      top: [],
    });
  });

  it.each([
    ['from=2026-11-22&to=2026-11-20', 'to'],
    ['from=2027-01-01', 'from'],
    ['from=2010-01-01&to=2026-01-01', 'to'],
    ['by=hour', 'by'],
    ['by=decade', 'by'],
    ['top=101', 'top'],
    ['ownerId=ada', 'ownerId'],
    ['flow=net', 'flow'],
  ])('rejects %s with the reason', async (query, parameter) => {
    const { status, body } = await queries.get(`/api/consumption?${query}`);
    expect({ status, errors: body.errors }).toMatchObject({ status: 400, errors: [{ parameter }] });
    expect(body.errors[0].detail).toMatch(/\.$/);
  });
});

function build(): Promise<void> {
  return queries.readModels.dailyConsumption.build({
    now: NOW,
    onProgress: () => {},
    signal: never,
  });
}
