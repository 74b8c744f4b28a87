import { randomUUID } from 'node:crypto';
import { Value } from 'typebox/value';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DeviceStates } from '../../schemas/states.ts';
import { HEAT_PUMP, NOW, Queries } from '../../testing/queries.ts';

const FREEZER = '0b9d3a55-5e8b-4d2b-8f7e-9b1c2d3e4f50';
const BOILER = 'aa9d3a55-5e8b-4d2b-8f7e-9b1c2d3e4f50';

let queries: Queries;
beforeEach(async () => {
  queries = await Queries.start();
  await queries.registered();
  await queries.registered(FREEZER, { description: 'Freezer' });
});
afterEach(() => queries.stop());

const minutesAgo = (minutes: number) => NOW - minutes * 60_000;

describe('the states of devices', () => {
  it('are the newest reading, the running hour and the day in the zone of the device', async () => {
    // Midnight in Brussels is 23:00 in UTC.
    await queries.measured({
      '2026-11-22T22:50:00Z': 9_000_000_000,
      '2026-11-22T23:10:00Z': 1_000_000_000,
    });
    await queries.readModels.lastReadings.note([{ deviceId: HEAT_PUMP, at: minutesAgo(20) }]);
    const ids = `${HEAT_PUMP.toUpperCase()},${FREEZER},${randomUUID()}`;
    const { status, body } = await queries.get(`/api/device-states?ids=${ids}`);
    expect(status).toBe(200);
    expect(Value.Check(DeviceStates, body)).toBe(true);
    expect(body.at).toBe(new Date(NOW).toISOString());
    const byId = new Map(
      body.devices.map((state: { deviceId: string }) => [state.deviceId, state]),
    );
    expect(byId.size).toBe(2);
    expect(byId.get(HEAT_PUMP)).toEqual({
      deviceId: HEAT_PUMP,
      timeZone: 'Europe/Brussels',
      lastReadingAt: new Date(minutesAgo(20)).toISOString(),
      today: 1,
      hour: 1,
    });
    expect(byId.get(FREEZER)).toEqual({
      deviceId: FREEZER,
      timeZone: 'Europe/Brussels',
      lastReadingAt: null,
      today: null,
      hour: null,
    });
  });
});

describe('the list of devices', () => {
  const found = async (query: string) => {
    const { body } = await queries.get(`/api/devices?${query}`);
    return body.devices.map(({ id }: { id: string }) => id);
  };

  it('has those without an owner where that is asked for', async () => {
    const ada = await queries.user('Ada');
    await queries.assigned(HEAT_PUMP, ada.userId);
    expect(await found('unassigned=true')).toEqual([FREEZER]);
    expect(await found('unassigned=true&search=heat')).toEqual([]);
  });

  it('has the silent ones, searched, sorted and page by page', async () => {
    await queries.registered(BOILER, { description: 'Boiler' });
    await queries.readModels.lastReadings.note([
      { deviceId: HEAT_PUMP, at: minutesAgo(59) },
      { deviceId: FREEZER, at: minutesAgo(61) },
    ]);
    expect(await found('state=silent&sort=description')).toEqual([BOILER, FREEZER]);
    expect(await found('state=silent&search=free')).toEqual([FREEZER]);
    const { body } = await queries.get('/api/devices?state=silent&sort=description&limit=1');
    const after = `state=silent&sort=description&limit=1&after=${body.next}`;
    expect(await found(after)).toEqual([FREEZER]);
  });

  it('has those whose running hour is over their limit', async () => {
    await queries.exceeded(new Date(minutesAgo(10)).toISOString());
    await queries.exceeded(new Date(minutesAgo(90)).toISOString(), { id: FREEZER });
    expect(await found('state=over-limit')).toEqual([HEAT_PUMP]);
    expect(await found('state=over-limit&unassigned=true')).toEqual([HEAT_PUMP]);
    expect(await found(`state=over-limit&ownerId=${randomUUID()}`)).toEqual([]);
  });

  it('has every silent one, also where there are more than a thousand', async () => {
    const count = 1_200;
    const devices = await queries.readModels.devices.findAll([FREEZER]);
    const rows = Array.from({ length: count }, (_, index) => ({
      ...devices[0]!,
      id: randomUUID(),
      description: `Silent ${index}`,
    }));
    await queries.readModels.devices.store(rows);
    const { body } = await queries.get('/api/devices?state=silent&search=silent&limit=1000');
    expect(body.devices).toHaveLength(1_000);
    const rest = `state=silent&search=silent&limit=1000&after=${body.next}`;
    expect(await found(rest)).toHaveLength(count - 1_000);
  });

  it('is a client’s own whatever state is asked for', async () => {
    const ada = await queries.user('Ada');
    const { body } = await queries.get('/api/devices?state=silent', {
      authorization: ada.authorization!,
    });
    expect(body.devices).toEqual([]);
  });
});
