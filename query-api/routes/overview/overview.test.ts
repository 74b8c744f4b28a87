import { EngineUnavailable } from '@energy/engines';
import { Value } from 'typebox/value';
import { afterEach, describe, expect, it } from 'vitest';
import { Overview } from '../../schemas/overview.ts';
import { type Asking, HEAT_PUMP, NOW, Queries } from '../../testing/queries.ts';

const FREEZER = '0b9d3a55-5e8b-4d2b-8f7e-9b1c2d3e4f50';
const BOILER = 'aa9d3a55-5e8b-4d2b-8f7e-9b1c2d3e4f50';
const OLD = 'bb9d3a55-5e8b-4d2b-8f7e-9b1c2d3e4f50';
const MINUTE_MS = 60_000;

let queries: Queries;
afterEach(() => queries.stop());

async function overview(query = ''): Promise<Overview> {
  const { status, body } = await queries.get(`/api/overview${query}`);
  expect(status, JSON.stringify(body)).toBe(200);
  expect(body).toEqual(Value.Clean(Overview, structuredClone(body)));
  return body;
}

const instant = (minutesAgo: number) => new Date(NOW - minutesAgo * MINUTE_MS).toISOString();

describe('the overview', () => {
  it('lists silent meters, the longest silent first, and those without readings', async () => {
    queries = await Queries.start();
    const ada = await queries.user('Ada');
    await queries.user('Root', 'administrator');
    await queries.registered(HEAT_PUMP, { ownerId: ada.userId });
    for (const id of [FREEZER, BOILER]) await queries.registered(id, { description: id });
    const heatPump = (await queries.readModels.devices.find(HEAT_PUMP))!;
    await queries.readModels.devices.store([
      { ...heatPump, id: OLD, decommissionedAt: instant(0) },
    ]);
    await queries.readModels.lastReadings.note([
      { deviceId: HEAT_PUMP, at: NOW - 90 * MINUTE_MS },
      { deviceId: FREEZER, at: NOW - 200 * MINUTE_MS },
      { deviceId: OLD, at: NOW - 900 * MINUTE_MS },
    ]);
    const { meters, users, missing } = await overview();
    expect(missing).toEqual([]);
    expect(users).toEqual({ administrators: 1, clients: 1 });
    expect(meters).toEqual({
      at: instant(0),
      inUse: 3,
      decommissioned: 1,
      silent: 2,
      neverHeard: 1,
      quietest: [
        {
          deviceId: FREEZER,
          description: FREEZER,
          owner: null,
          lastReadingAt: instant(200),
        },
        {
          deviceId: HEAT_PUMP,
          description: 'Heat pump, cellar',
          owner: { id: ada.userId, name: 'Ada' },
          lastReadingAt: instant(90),
        },
        { deviceId: BOILER, description: BOILER, owner: null, lastReadingAt: null },
      ],
    });
    const later = await overview('?silentAfter=120');
    expect(later.meters?.silent).toBe(1);
    expect(later.meters?.quietest.map(({ deviceId }) => deviceId)).toEqual([FREEZER, BOILER]);
  });

  it('shows the backlogs, and the dead letters with their reasons', async () => {
    queries = await Queries.start();
    const { queue } = queries;
    await queue.publish(['1', '2', '3'].map((text) => Buffer.from(text)));
    const { signal } = new AbortController();
    for await (const batch of queue.consume({ batchSize: 3, lingerMs: 5_000, signal })) {
      const reasons = ['not-json', 'device-unknown', 'not-json'];
      await batch.settle(
        batch.bodies.map((body, index) => ({ body, reason: reasons[index]!, detail: '' })),
      );
      break;
    }
    await queue.publish([Buffer.from('4')]);
    await queries.decided(HEAT_PUMP, 'system');
    const { recording, deadLetters, projecting } = await overview();
    expect(recording).toEqual({ count: 1, isAll: true });
    expect(deadLetters).toEqual({
      count: 3,
      isAll: true,
      reasons: [
        { reason: 'not-json', count: 2 },
        { reason: 'device-unknown', count: 1 },
      ],
    });
    expect(projecting).toMatchObject({ count: 1, isAll: true });
  });

  it('shows the alerts of the last day', async () => {
    queries = await Queries.start();
    const ada = await queries.user('Ada');
    await queries.registered(HEAT_PUMP, { ownerId: ada.userId });
    await queries.exceeded(instant(26 * 60));
    await queries.exceeded(instant(120));
    await queries.exceeded(instant(60));
    const { alerts } = await overview();
    expect(alerts).toMatchObject({ count: 2, isAll: true, since: instant(24 * 60) });
    expect(alerts?.byHour).toEqual([
      { hour: '2026-11-22T21:00:00.000Z', count: 1 },
      { hour: '2026-11-22T22:00:00.000Z', count: 1 },
    ]);
    expect(alerts?.newest.map(({ number, ownerId }) => [number, ownerId])).toEqual([
      [3, ada.userId],
      [2, ada.userId],
    ]);
  });

  it('shows the load of all meters beside last week, and the largest consumers', async () => {
    queries = await Queries.start();
    const ada = await queries.user('Ada');
    await queries.registered(HEAT_PUMP, { ownerId: ada.userId });
    await queries.registered(FREEZER, { description: 'Freezer' });
    const measured = (energies: Record<string, number>, id: string) =>
      queries.measured(energies, id);
    await measured({ '2026-11-22T23:10:00Z': 3_000_000_000, '2026-11-22T22:10:00Z': 1 }, HEAT_PUMP);
    await measured({ '2026-11-22T23:20:00Z': 500_000_000 }, FREEZER);
    await measured({ '2026-11-15T23:50:00Z': 2_000_000_000 }, FREEZER);
    await queries.registered(BOILER, { description: 'Solar', meter: { flow: 'production' } });
    await measured({ '2026-11-22T23:10:00Z': 9_000_000_000 }, BOILER);
    await expect.poll(async () => (await overview()).load).not.toBeNull();
    const { load } = await overview();
    expect(load!.hours).toHaveLength(24);
    expect(load!.hours.slice(-3)).toEqual([
      { start: '2026-11-22T21:00:00.000Z', energy: null, weekBefore: null },
      { start: '2026-11-22T22:00:00.000Z', energy: 0.000000001, weekBefore: null },
      { start: '2026-11-22T23:00:00.000Z', energy: 3.5, weekBefore: 2 },
    ]);
    expect(load!.largest).toEqual({
      start: '2026-11-22T23:00:00.000Z',
      devices: [
        {
          deviceId: HEAT_PUMP,
          description: 'Heat pump, cellar',
          owner: { id: ada.userId, name: 'Ada' },
          energy: 3,
          maxHourlyConsumption: 2.5,
        },
        {
          deviceId: FREEZER,
          description: 'Freezer',
          owner: null,
          energy: 0.5,
          maxHourlyConsumption: 2.5,
        },
      ],
    });
  });

  it('adds up what the projectors say that they record', async () => {
    queries = await Queries.start();
    await queries.ready();
    expect((await overview()).readings).toBeNull();
    const said = { type: 'ReadingsRecorded', milliseconds: 5_000 } as const;
    await queries.liveFeed.publish([
      { ...said, projectorId: 'one', readings: 100 },
      { ...said, projectorId: 'other', readings: 500 },
    ]);
    await expect
      .poll(async () => (await overview()).readings)
      .toEqual({ perSecond: 120, projectors: 2 });
  });

  it('returns the rest while engines are unavailable, and lists the missing parts', async () => {
    const away = (): never => {
      throw new EngineUnavailable('the engine is away');
    };
    const hanging = { stats: () => new Promise<never>(() => undefined) };
    const events = { readStream: away, readAll: away, head: async () => away(), hasPosition: away };
    queries = await Queries.start({}, { events, queue: hanging });
    await queries.registered();
    const { missing, recording, deadLetters, projecting, meters, alerts } = await overview();
    expect({ recording, deadLetters, projecting }).toEqual({
      recording: null,
      deadLetters: null,
      projecting: null,
    });
    expect(meters?.inUse).toBe(1);
    expect(alerts?.count).toBe(0);
    expect(new Map(missing.map(({ parts, because }) => [parts.join(), because]))).toEqual(
      new Map([
        ['recording,deadLetters', 'It did not answer in time'],
        ['projecting', 'the engine is away'],
      ]),
    );
  });

  it.each(['silentAfter=0', 'silentAfter=1.5', 'silentAfter=hour', 'limit=1'])(
    'is not to be had for %s, which is said',
    async (parameter) => {
      queries = await Queries.start();
      const { status, body } = await queries.get(`/api/overview?${parameter}`);
      expect(status).toBe(400);
      expect(body.errors).toMatchObject([{ in: 'query', parameter: parameter.split('=')[0] }]);
    },
  );

  it('is for administrators alone', async () => {
    queries = await Queries.start();
    const { userId: _, ...ada }: Asking & { userId: string } = await queries.user('Ada');
    expect((await queries.get('/api/overview', ada)).status).toBe(403);
    expect((await queries.get('/api/overview', {})).status).toBe(401);
  });
});
