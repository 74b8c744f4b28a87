import { randomUUID } from 'node:crypto';
import { Value } from 'typebox/value';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DeviceTotals, MAX_ADDED_UP } from '../../schemas/device-totals.ts';
import { HEAT_PUMP, NOW, Queries } from '../../testing/queries.ts';

const FREEZER = '0b9d3a55-5e8b-4d2b-8f7e-9b1c2d3e4f50';
const PANELS = 'aa9d3a55-5e8b-4d2b-8f7e-9b1c2d3e4f50';

let queries: Queries;
beforeEach(async () => {
  queries = await Queries.start();
  await queries.registered(); // In Brussels, where 22 November has ended.
  await queries.registered(FREEZER, { description: 'Freezer', timeZone: 'America/New_York' });
  await queries.registered(PANELS, { description: 'Panels', meter: { flow: 'production' } });
});
afterEach(() => queries.stop());

const totals = async (query = '') => {
  const { status, body } = await queries.get(`/api/device-totals?${query}`);
  expect(status).toBe(200);
  expect(Value.Check(DeviceTotals, body)).toBe(true);
  return body;
};

describe('the totals of a search', () => {
  it('add up the consumption of the current day of each device, without production', async () => {
    const hours = { '2026-11-22T22:10:00Z': 4_000_000_000, '2026-11-22T23:10:00Z': 1_000_000_000 };
    for (const id of [HEAT_PUMP, FREEZER, PANELS]) await queries.measured(hours, id);
    expect(await totals()).toEqual({
      at: new Date(NOW).toISOString(),
      devices: 3,
      isAll: true,
      today: 6,
      overLimit: 0,
      silent: 3,
    });
    expect(await totals('search=freezer')).toMatchObject({ devices: 1, today: 5 });
    expect(await totals('search=nothing')).toMatchObject({ devices: 0, today: 0 });
  });

  it('count the devices over their limit and the silent ones, in each filter', async () => {
    await queries.exceeded(new Date(NOW - 600_000).toISOString());
    await queries.readModels.lastReadings.note([{ deviceId: HEAT_PUMP, at: NOW - 600_000 }]);
    const ada = await queries.user('Ada');
    await queries.assigned(FREEZER, ada.userId);
    expect(await totals()).toMatchObject({ devices: 3, overLimit: 1, silent: 2 });
    expect(await totals('state=silent')).toMatchObject({ devices: 2, overLimit: 0, silent: 2 });
    expect(await totals('state=over-limit')).toMatchObject({ devices: 1, overLimit: 1 });
    expect(await totals(`ownerId=${ada.userId}`)).toMatchObject({ devices: 1, silent: 1 });
    expect(await totals('unassigned=true&state=silent')).toMatchObject({ devices: 1, silent: 1 });
    expect(await totals(`tariffId=${randomUUID()}`)).toMatchObject({ devices: 0 });
  });

  it('have only a number where there are too many devices', async () => {
    const device = await queries.readModels.devices.find(HEAT_PUMP);
    const page = { devices: Array.from({ length: 1_000 }, () => device!), next: 'next' };
    const many = { devices: { ...queries.readModels.devices, list: async () => page } };
    const crowded = await Queries.start(many as never, { beside: queries });
    const { body } = await crowded.get('/api/device-totals');
    await crowded.stop();
    const nothing = { today: null, overLimit: null, silent: null };
    expect(body).toMatchObject({ devices: MAX_ADDED_UP, isAll: false, ...nothing });
  });

  it('are for administrators', async () => {
    const ada = await queries.user('Ada');
    const { status } = await queries.get('/api/device-totals', {
      authorization: ada.authorization!,
    });
    expect(status).toBe(403);
  });
});
