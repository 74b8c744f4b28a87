import { randomUUID } from 'node:crypto';
import { Tariff } from '@energy/http';
import { Value } from 'typebox/value';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HEAT_PUMP, Queries } from '../../testing/queries.ts';

let queries: Queries;
beforeEach(async () => {
  queries = await Queries.start();
});
afterEach(() => queries.stop());

describe('tariffs', () => {
  it('are listed by name, retired ones last', async () => {
    await queries.tariff({ name: 'Solar' });
    await queries.tariff({ name: 'Old', retiredAt: '2026-11-01T00:00:00.000Z' });
    const id = await queries.tariff({ name: 'Night' });
    const { status, body } = await queries.get('/api/tariffs');
    expect(status).toBe(200);
    expect(body.tariffs.map(({ name, retired }: Tariff) => [name, retired])).toEqual([
      ['Night', false],
      ['Solar', false],
      ['Old', true],
    ]);
    const one = await queries.get(`/api/tariffs/${id.toUpperCase()}`);
    expect(one).toMatchObject({ status: 200, headers: { etag: '"1"' }, body: body.tariffs[0] });
    expect(Value.Check(Tariff, one.body)).toBe(true);
  });

  it('that do not exist are a problem', async () => {
    expect(await queries.get(`/api/tariffs/${randomUUID()}`)).toMatchObject({
      status: 404,
      body: { type: 'urn:energy:problem:tariff-not-found' },
    });
  });

  it('list their devices', async () => {
    const tariffId = await queries.tariff();
    await queries.registered(HEAT_PUMP, { tariffs: [{ from: '2026-11-01', tariffId }] });
    await queries.registered(randomUUID());
    const { body } = await queries.get(`/api/devices?tariffId=${tariffId.toUpperCase()}`);
    expect(body.devices).toMatchObject([
      { id: HEAT_PUMP, tariffs: [{ from: '2026-11-01', tariffId }] },
    ]);
    const both = `/api/devices?tariffId=${tariffId}&ownerId=${randomUUID()}`;
    expect(await queries.get(both)).toMatchObject({
      status: 400,
      body: { errors: [{ parameter: 'tariffId' }] },
    });
  });

  it('of later owners stay hidden from former ones', async () => {
    const ada = await queries.user('ada');
    const { userId, ...headers } = ada;
    const tariffs = [
      { from: '2026-11-01', tariffId: randomUUID() },
      { from: '2026-12-01', tariffId: randomUUID() },
    ];
    await queries.registered(HEAT_PUMP, { ownerId: userId, tariffs });
    await queries.assigned(HEAT_PUMP, undefined, '2026-11-22T10:00:00Z');
    const { body } = await queries.get(`/api/devices/${HEAT_PUMP}`, headers);
    expect(body.tariffs).toEqual(tariffs.slice(0, 1));
  });
});
