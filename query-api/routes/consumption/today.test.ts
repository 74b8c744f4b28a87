import { randomUUID } from 'node:crypto';
import { Device } from '@energy/http';
import { Value } from 'typebox/value';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Today } from '../../schemas/today.ts';
import { type Asking, HEAT_PUMP, Queries } from '../../testing/queries.ts';

let queries: Queries;
let emma: Asking & { readonly userId: string };
beforeEach(async () => {
  queries = await Queries.start();
  emma = await queries.user('Emma');
});
afterEach(() => queries.stop());

const asClient = () => ({ authorization: emma.authorization! });

async function today(headers: Asking = asClient(), query = ''): Promise<Today> {
  const { status, body } = await queries.get(`/api/consumption/today${query}`, headers);
  expect(status).toBe(200);
  expect(Value.Check({ 'Device#': Device }, Today, body)).toBe(true);
  return body;
}

describe('today’s consumption of all devices of a client', () => {
  it('has every hour of the current day and of the day before, in the device’s time zone', async () => {
    await queries.registered(HEAT_PUMP, { ownerId: emma.userId });
    // It is 00:30 on 23 November in Brussels.
    await queries.measured({
      '2026-11-22T23:10:00Z': 250_000_000,
      '2026-11-22T22:50:00Z': 100_000_000,
      '2026-11-21T23:00:00Z': 400_000_000,
      '2026-11-21T22:50:00Z': 900_000_000, // Two days ago.
    });
    const { days, devices } = await today();
    expect(days).toHaveLength(1);
    expect(days[0]).toMatchObject({ timeZone: 'Europe/Brussels', day: '2026-11-23' });
    expect(days[0]!.starts[0]).toBe('2026-11-22T23:00:00.000Z');
    expect(days[0]!.before[0]).toBe('2026-11-21T23:00:00.000Z');
    const [heatPump] = devices;
    expect(heatPump).toMatchObject({ deviceId: HEAT_PUMP, maxHourlyConsumption: 2.5 });
    expect(heatPump!.energies).toEqual([0.25, ...Array.from({ length: 23 }, () => null)]);
    expect(heatPump!.before).toEqual([0.4, ...Array.from({ length: 22 }, () => null), 0.1]);
  });

  it('names the hours that contain estimates, or of which a part is unknown', async () => {
    await queries.registered(HEAT_PUMP, { ownerId: emma.userId, meter: { reads: 'register' } });
    const kWh = 1_000_000_000;
    const start = '2026-11-22T23:00:00.000Z';
    await queries.registers({
      '2026-11-22T23:02:00Z': 100 * kWh,
      '2026-11-22T23:05:00Z': 0,
      '2026-11-22T23:08:00Z': kWh,
      '2026-11-22T23:12:00Z': 2 * kWh,
    });
    const { devices } = await today();
    expect(devices[0]).toMatchObject({ partlyUnknown: [start] });
    const fridge = randomUUID();
    await queries.registered(fridge, { ownerId: emma.userId });
    await queries.measured({ [start]: kWh }, fridge, { isEstimated: true });
    const found = (await today()).devices.find(({ deviceId }) => deviceId === fridge)!;
    expect(found.estimated).toEqual([start]);
    expect(found).not.toHaveProperty('partlyUnknown');
  });

  it('names the day of each time zone once', async () => {
    for (const timeZone of ['Europe/Brussels', 'America/New_York', 'America/New_York']) {
      await queries.registered(randomUUID(), { ownerId: emma.userId, timeZone });
    }
    const { days, devices } = await today();
    expect(days.map(({ timeZone, day }) => [timeZone, day]).toSorted()).toEqual([
      ['America/New_York', '2026-11-22'],
      ['Europe/Brussels', '2026-11-23'],
    ]);
    expect(devices).toHaveLength(3);
  });

  it('leaves out devices of others, former ones, and hours before the device was theirs', async () => {
    const ben = await queries.user('Ben');
    await queries.registered(randomUUID(), { ownerId: ben.userId });
    const former = randomUUID();
    await queries.registered(former, { ownerId: emma.userId });
    await queries.assigned(former, ben.userId);
    await queries.registered(HEAT_PUMP, { ownerId: ben.userId });
    await queries.measured({
      '2026-11-22T10:00:00Z': 400_000_000,
      '2026-11-22T23:10:00Z': 250_000_000,
    });
    await queries.assigned(HEAT_PUMP, emma.userId, '2026-11-22T12:00:00Z');
    const { devices, former: formerDevices } = await today();
    expect(formerDevices).toMatchObject([{ id: former, former: true }]);
    expect(devices.map(({ deviceId }) => deviceId)).toEqual([HEAT_PUMP]);
    expect(devices[0]!.energies[0]).toBe(0.25);
    expect(devices[0]!.before.every((energy) => energy === null)).toBe(true);
    expect(await today(asClient(), `?ownerId=${ben.userId}`)).toMatchObject({ devices: [] });
  });

  it('is returned to administrators for the client that they name', async () => {
    await queries.registered(HEAT_PUMP, { ownerId: emma.userId });
    const { administrator } = queries;
    expect(await today(administrator, `?ownerId=${emma.userId.toUpperCase()}`)).toMatchObject({
      devices: [{ deviceId: HEAT_PUMP }],
    });
    expect(await today(administrator)).toMatchObject({ days: [], devices: [] });
  });
});
