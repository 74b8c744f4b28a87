import { randomUUID } from 'node:crypto';
import { Tariff } from '@energy/http';
import type { Device } from '@energy/read-models';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Commands } from '../../testing/commands.ts';

const WEEK = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

const PRICES = {
  rates: [{ name: 'All', tiers: [{ upTo: 200, price: '0.2874' }, { price: '0.31' }] }],
  fixedCharge: { price: '8.5', per: 'month' },
  taxPercent: '21',
};

let commands: Commands;
const now = Date.parse('2026-11-22T12:00:00Z');
beforeAll(async () => {
  commands = await Commands.start({ now: () => now });
});
afterAll(() => commands.stop());

async function createdTariff(): Promise<string> {
  const tariff = { name: 'Day and night', currency: 'EUR' };
  const { status, body } = await commands.send('POST', '/api/tariffs', tariff);
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body.id;
}

const withKey = () => ({ ...commands.administrator, 'idempotency-key': randomUUID() });

describe('a tariff', () => {
  it('is created once with one key', async () => {
    const tariff = { name: ' Day and night', currency: 'EUR' };
    const headers = withKey();
    const first = await commands.send('POST', '/api/tariffs', tariff, headers);
    const again = await commands.send('POST', '/api/tariffs', tariff, headers);
    expect(first).toMatchObject({
      status: 201,
      headers: { etag: '"0"', location: `/api/tariffs/${first.body.id}` },
      body: { name: 'Day and night', currency: 'EUR', versions: [], retired: false, revision: 0 },
    });
    expect(Value.Check(Tariff, first.body)).toBe(true);
    expect(again.body).toEqual(first.body);
  });

  it('names each mistake at its field', async () => {
    const { status, body } = await commands.send('POST', '/api/tariffs', {
      name: '',
      currency: 'ABC',
    });
    expect(status).toBe(400);
    expect(body.errors.map((error: { parameter: string }) => error.parameter).sort()).toEqual([
      'currency',
      'name',
    ]);
  });

  it('gets prices from a day on, with If-Match and once with one key', async () => {
    const id = await createdTariff();
    const url = `/api/tariffs/${id}/versions/2026-12-01`;
    const headers = { ...withKey(), 'if-match': '"0"' };
    const first = await commands.send('PUT', url, PRICES, headers);
    expect(first).toMatchObject({
      status: 200,
      headers: { etag: '"1"' },
      body: { versions: [{ validFrom: '2026-12-01', ...PRICES }], revision: 1 },
    });
    expect((await commands.send('PUT', url, PRICES, headers)).body).toEqual(first.body);
    const reordered = Object.fromEntries(Object.entries(PRICES).reverse());
    expect((await commands.send('PUT', url, reordered, headers)).status).toBe(200);
    const stale = { ...commands.administrator, 'if-match': '"0"' };
    const other = { ...PRICES, taxPercent: '6' };
    expect((await commands.send('PUT', url, other, stale)).status).toBe(412);
    const otherWithKey = await commands.send('PUT', url, other, headers);
    expect(otherWithKey.body.type).toBe('urn:energy:problem:idempotency-key-reused');
  });

  it.each([
    ['rates/0/tiers/0/price', { rates: [{ name: 'All', tiers: [{ price: '0,3' }] }] }],
    ['rates/0/tiers/0/price', { rates: [{ name: 'All', tiers: [{}] }] }],
    ['rates/0/tiers/0/price', { rates: [{ name: 'All', tiers: [{ price: 0.3 }] }] }],
    ['rates/0/name', { rates: [{ tiers: [{ price: '1' }] }] }],
    ['schedule', { schedule: [{ days: ['monday'], from: '00:00', to: '24:00', rate: 'All' }] }],
    [
      'schedule/0/days/0',
      { schedule: [{ days: ['funday'], from: '00:00', to: '24:00', rate: 'All' }] },
    ],
    [
      'schedule/1',
      {
        schedule: [
          { days: WEEK, from: '00:00', to: '24:00', rate: 'All' },
          { days: ['monday'], from: '06:00', to: '07:00', rate: 'All' },
        ],
      },
    ],
    ['schedule', { schedule: [{ days: WEEK, from: '00:00', to: '23:00', rate: 'All' }] }],
    ['schedule', { schedule: [{ days: WEEK.slice(1), from: '00:00', to: '24:00', rate: 'All' }] }],
    ['holidays/0', { holidays: ['2026-02-30'] }],
    ['fixedCharge/per', { fixedCharge: { price: '1', per: 'year' } }],
    ['taxPercent', { taxPercent: '-1' }],
    ['taxes', { taxes: [] }],
  ])('refuses prices with a mistake at %s, and nothing changes', async (parameter, prices) => {
    const id = await createdTariff();
    const url = `/api/tariffs/${id}/versions/2026-12-01`;
    const { status, body } = await commands.send('PUT', url, { ...PRICES, ...prices });
    expect(status).toBe(400);
    expect(body.errors).toEqual([expect.objectContaining({ in: 'body', parameter })]);
    expect(await commands.story(`tariff-${id}`)).toEqual(['TariffCreated']);
  });

  it('keeps its prices in months that have ended', async () => {
    const id = await createdTariff();
    const put = (day: string, prices: object = PRICES) =>
      commands.send('PUT', `/api/tariffs/${id}/versions/${day}`, prices);
    expect((await put('2026-01-01')).status).toBe(200);
    expect(await put('2026-10-31')).toMatchObject({
      status: 400,
      body: { errors: [{ in: 'path', parameter: 'validFrom', code: 'month-closed' }] },
    });
    expect((await put('2026-11-01')).status).toBe(200);
    expect(await put('2026-11-31')).toMatchObject({
      status: 400,
      body: { errors: [{ in: 'path', parameter: 'validFrom' }] },
    });
  });

  it('that does not exist is a problem', async () => {
    const url = `/api/tariffs/${randomUUID()}`;
    const notFound = { status: 404, body: { type: 'urn:energy:problem:tariff-not-found' } };
    expect(await commands.send('PUT', `${url}/versions/2026-12-01`, PRICES)).toMatchObject(
      notFound,
    );
    expect(await commands.send('DELETE', url)).toMatchObject(notFound);
    const devices = { deviceIds: [randomUUID()], from: '2026-12-01' };
    expect(await commands.send('PUT', `${url}/devices`, devices)).toMatchObject(notFound);
  });

  it('is retired, unless devices are billed by it', async () => {
    const id = await createdTariff();
    commands.devicesByTariff.set(id, [{} as Device]);
    expect(await commands.send('DELETE', `/api/tariffs/${id}`)).toMatchObject({
      status: 409,
      body: { type: 'urn:energy:problem:tariff-assigned' },
    });
    commands.devicesByTariff.delete(id);
    expect((await commands.send('DELETE', `/api/tariffs/${id}`)).status).toBe(204);
    expect((await commands.send('DELETE', `/api/tariffs/${id}`)).status).toBe(204);
    expect(await commands.story(`tariff-${id}`)).toEqual(['TariffCreated', 'TariffRetired']);
  });
});

describe('assigning a tariff', () => {
  it('bills a device by it, and by none again', async () => {
    const device = await commands.registeredDevice();
    const tariffId = await createdTariff();
    const url = `/api/devices/${device}/tariff`;
    const assigned = await commands.send('PUT', url, {
      tariffId: tariffId.toUpperCase(),
      from: '2020-01-01',
    });
    expect(assigned).toMatchObject({
      status: 200,
      body: { tariffs: [{ from: '2020-01-01', tariffId }], revision: 1 },
    });
    const none = await commands.send('PUT', url, { tariffId: null, from: '2026-12-01' });
    expect(none.body.tariffs).toEqual([
      { from: '2020-01-01', tariffId },
      { from: '2026-12-01', tariffId: null },
    ]);
    expect(await commands.send('PUT', url, { tariffId, from: '2026-10-31' })).toMatchObject({
      status: 400,
      body: { errors: [{ parameter: 'from', code: 'month-closed' }] },
    });
  });

  it('needs a tariff in use', async () => {
    const device = await commands.registeredDevice();
    const retired = await createdTariff();
    await commands.send('DELETE', `/api/tariffs/${retired}`);
    for (const tariffId of [randomUUID(), retired]) {
      const body = { tariffId, from: '2026-12-01' };
      expect(await commands.send('PUT', `/api/devices/${device}/tariff`, body)).toMatchObject({
        status: 409,
        body: {
          type: 'urn:energy:problem:tariff-unavailable',
          errors: [{ in: 'body', parameter: 'tariffId' }],
        },
      });
    }
    const devices = { deviceIds: [device], from: '2026-12-01' };
    expect(await commands.send('PUT', `/api/tariffs/${retired}/devices`, devices)).toMatchObject({
      status: 409,
      body: { type: 'urn:energy:problem:tariff-retired' },
    });
  });

  it('bills many devices by it at once, with one key once', async () => {
    const devices = await Promise.all(Array.from({ length: 5 }, () => commands.registeredDevice()));
    const tariffId = await createdTariff();
    const url = `/api/tariffs/${tariffId}/devices`;
    const body = { deviceIds: devices, from: '2026-11-01' };
    const headers = withKey();
    const first = await commands.send('PUT', url, body, headers);
    expect(first).toMatchObject({ status: 200, body: { devices: 5 } });
    expect(first.headers['energy-position']).toBeDefined();
    expect((await commands.send('PUT', url, body, headers)).status).toBe(200);
    for (const id of devices) {
      expect(await commands.story(`device-${id}`)).toEqual(['DeviceRegistered', 'TariffAssigned']);
    }
  });

  it('names each device that takes none, and changes nothing', async () => {
    const good = await commands.registeredDevice();
    const gone = await commands.registeredDevice();
    await commands.send('DELETE', `/api/devices/${gone}`);
    const tariffId = await createdTariff();
    const deviceIds = [good, gone, randomUUID()];
    const url = `/api/tariffs/${tariffId}/devices`;
    const { status, body } = await commands.send('PUT', url, { deviceIds, from: '2026-11-01' });
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([
      { parameter: 'deviceIds/1', code: 'device-decommissioned' },
      { parameter: 'deviceIds/2', code: 'device-not-found' },
    ]);
    expect(await commands.story(`device-${good}`)).toEqual(['DeviceRegistered']);
  });
});
