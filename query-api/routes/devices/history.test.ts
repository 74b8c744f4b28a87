import { randomUUID } from 'node:crypto';
import { readingStream, userDecider, userStream } from '@energy/domain';
import { EngineUnavailable } from '@energy/engines';
import { handleCommand } from '@energy/event-store';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DeviceHistory } from '../../schemas/history.ts';
import { HEAT_PUMP, Queries } from '../../testing/queries.ts';

const ADA = randomUUID();
const BEN = randomUUID();
const administrator = { userId: ADA, role: 'administrator' };

let queries: Queries;

/** Ada registered the heat pump, made it Ben's and changed its limit; the platform took it from him. */
beforeAll(async () => {
  queries = await Queries.start();
  for (const [id, name] of [
    [ADA, 'Ada'],
    [BEN, 'Ben'],
  ] as const) {
    const command = { type: 'RegisterUser', data: { name, role: 'administrator' } } as const;
    await handleCommand({
      eventStore: queries.events,
      decider: userDecider,
      stream: userStream(id),
      command,
      context: { actor: 'system' },
    });
  }
  await queries.decided(HEAT_PUMP, administrator);
  const user = { status: 'Registered', name: 'Ben', role: 'client' } as const;
  await queries.decided(HEAT_PUMP, administrator, {
    type: 'AssignDevice',
    data: { userId: BEN, user },
  });
  await queries.decided(HEAT_PUMP, administrator, {
    type: 'ChangeDevice',
    data: { maxHourlyConsumption: 3 },
  });
  await queries.decided(HEAT_PUMP, 'system', { type: 'UnassignDevice', data: {} });
});
afterAll(() => queries.stop());

function metadataBy(actor: { userId: string; role: string }) {
  return { actor, correlationId: randomUUID(), causationId: randomUUID(), schemaVersion: 1 };
}

async function history(query = '', id = HEAT_PUMP): Promise<DeviceHistory> {
  const { status, body } = await queries.get(`/api/devices/${id}/history${query}`);
  expect(status, JSON.stringify(body)).toBe(200);
  expect(Value.Check(DeviceHistory, body)).toBe(true);
  return body;
}

describe('the history of a device', () => {
  it('lists changes with their author and values, newest first', async () => {
    const { deviceId, entries, owners, next } = await history('', HEAT_PUMP.toUpperCase());
    expect({ deviceId, next }).toEqual({ deviceId: HEAT_PUMP, next: null });
    expect(entries.map(({ revision, type }) => [revision, type])).toEqual([
      [3, 'DeviceUnassigned'],
      [2, 'DeviceLimitChanged'],
      [1, 'DeviceAssigned'],
      [0, 'DeviceRegistered'],
    ]);
    expect(entries.map(({ actor }) => actor)).toEqual([
      null,
      ...Array(3).fill({ id: ADA, name: 'Ada', role: 'administrator' }),
    ]);
    expect(entries.map(({ changes }) => changes)).toEqual([
      [{ field: 'ownerId', from: BEN, to: null }],
      [{ field: 'maxHourlyConsumption', from: 2.5, to: 3 }],
      [{ field: 'ownerId', from: null, to: BEN }],
      [
        { field: 'description', from: null, to: 'Heat pump, cellar' },
        { field: 'address', from: null, to: 'Grote Markt 1, 1000 Brussels' },
        { field: 'maxHourlyConsumption', from: null, to: 2.5 },
        { field: 'timeZone', from: null, to: 'Europe/Brussels' },
      ],
    ]);
    expect(owners).toEqual([{ id: BEN, name: 'Ben' }]);
  });

  it('comes page by page, each entry once', async () => {
    const first = await history('?limit=3');
    expect(first.entries.map(({ revision }) => revision)).toEqual([3, 2, 1]);
    const second = await history(`?limit=3&after=${first.next}`);
    expect(second.entries.map(({ revision }) => revision)).toEqual([0]);
    expect(second.next).toBeNull();
  });

  it('lists decisions about readings in between, with their author and reason', async () => {
    const id = randomUUID();
    await queries.decided(id, administrator);
    const at = '2026-11-22T12:10:00.000Z';
    const hour = '2026-11-22T12:00:00.000Z';
    const gap = { from: hour, to: '2026-11-22T13:00:00.000Z', method: 'linear', reason: 'Outage' };
    const decisions = [
      {
        type: 'ReadingReplaced',
        data: { at, hour, energy: 12.5, replacement: 0.2, reason: 'Typo' },
      },
      { type: 'GapEstimated', data: { ...gap, hours: [{ start: hour, energies: [0.1] }] } },
    ];
    for (const [index, decision] of decisions.entries()) {
      const event = { ...decision, id: randomUUID(), metadata: metadataBy(administrator) };
      await queries.events.append(readingStream(id), index === 0 ? 'no-stream' : 0, [event]);
      const command = { type: 'ChangeDevice', data: { maxHourlyConsumption: 3 + index } } as const;
      await queries.decided(id, administrator, command);
    }
    const { entries } = await history('', id);
    expect(entries.map(({ number, revision, type }) => [number, revision, type])).toEqual([
      [4, 2, 'DeviceLimitChanged'],
      [3, 1, 'GapEstimated'],
      [2, 1, 'DeviceLimitChanged'],
      [1, 0, 'ReadingReplaced'],
      [0, 0, 'DeviceRegistered'],
    ]);
    const added = (data: object) =>
      Object.entries(data).map(([field, to]) => ({ field, from: null, to }));
    expect(entries[1]).toMatchObject({ actor: { name: 'Ada' }, changes: added(gap) });
    expect(entries[3]).toMatchObject({
      actor: { name: 'Ada' },
      changes: added({ at, hour, energy: 12.5, replacement: 0.2, reason: 'Typo' }),
    });
    const first = await history('?limit=2', id);
    const second = await history(`?limit=3&after=${first.next}`, id);
    expect([...first.entries, ...second.entries]).toEqual(entries);
    expect(second.next).toBeNull();
  });

  it('knows a user’s id, but no name, where there never was such a user', async () => {
    const id = randomUUID();
    const stranger = { userId: randomUUID(), role: 'administrator' };
    await queries.decided(id, stranger);
    const { entries } = await history('', id);
    expect(entries[0]?.actor).toEqual({ id: stranger.userId, name: null, role: 'administrator' });
  });

  it('of a device that never was is not there', async () => {
    const { status, body } = await queries.get(`/api/devices/${randomUUID()}/history`);
    expect({ status, type: body.type }).toEqual({
      status: 404,
      type: 'urn:energy:problem:device-not-found',
    });
  });

  it.each(['limit=0', 'limit=1001', 'after=x', 'after=-1', 'search=limit'])(
    'is not to be had for %s, which is said',
    async (parameter) => {
      const { status, body } = await queries.get(`/api/devices/${HEAT_PUMP}/history?${parameter}`);
      expect(status).toBe(400);
      expect(body.errors).toMatchObject([{ in: 'query', parameter: parameter.split('=')[0] }]);
    },
  );

  it('can’t be had while the event store is away; all else can', async () => {
    const away = () => {
      throw new EngineUnavailable('the event store is away');
    };
    const events = { readStream: away, readAll: away, head: away, hasPosition: away };
    const without = await Queries.start({}, { events });
    await without.registered();
    const { status, headers, body } = await without.get(`/api/devices/${HEAT_PUMP}/history`);
    expect({ status, type: body.type }).toEqual({
      status: 503,
      type: 'urn:energy:problem:engine-unavailable',
    });
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    expect((await without.get(`/api/devices/${HEAT_PUMP}`)).status).toBe(200);
    await without.stop();
  });
});
