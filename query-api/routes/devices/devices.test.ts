import { METER_DEFAULTS } from '@energy/domain';
import { Device } from '@energy/http';
import { Value } from 'typebox/value';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HEAT_PUMP, Queries } from '../../testing/queries.ts';

let queries: Queries;
beforeEach(async () => {
  queries = await Queries.start();
});
afterEach(() => queries.stop());

const numbered = (number: number) =>
  `00000000-0000-4000-8000-${number.toString().padStart(12, '0')}`;

describe('a device', () => {
  it('is found by its serial number, with the description of its meter', async () => {
    const meter = { stampedAt: 'end', serialNumber: '1SAG11 0001' } as const;
    await queries.registered(HEAT_PUMP, { meter });
    await queries.registered(numbered(1));
    const { body } = await queries.get('/api/devices?search=1sag11');
    expect(body.devices).toMatchObject([{ ...METER_DEFAULTS, ...meter, id: HEAT_PUMP }]);
  });

  it('is returned in its current state', async () => {
    await queries.registered();
    const { status, body } = await queries.get(`/api/devices/${HEAT_PUMP.toUpperCase()}`);
    expect(status).toBe(200);
    expect(body).toEqual({
      id: HEAT_PUMP,
      description: 'Heat pump, cellar',
      address: 'Grote Markt 1, 1000 Brussels',
      maxHourlyConsumption: 2.5,
      timeZone: 'Europe/Brussels',
      ...METER_DEFAULTS,
      ownerId: null,
      revision: 0,
    });
    expect(Value.Check(Device, body)).toBe(true);
  });

  it.each([
    ['"0"', 304],
    ['W/"0"', 304],
    ['"7", "0"', 304],
    ['*', 304],
    ['"1"', 200],
    ['0', 200],
  ])('answers If-None-Match %s with %i', async (ifNoneMatch, expected) => {
    await queries.registered();
    const response = await queries.app.inject({
      url: `/api/devices/${HEAT_PUMP}`,
      headers: { ...queries.administrator, 'if-none-match': ifNoneMatch },
    });
    expect(response.statusCode).toBe(expected);
    expect(response.headers.etag).toBe('"0"');
    expect(response.body === '').toBe(expected === 304);
  });

  it('that was decommissioned says since when', async () => {
    await queries.registered();
    await queries.decommissioned(HEAT_PUMP, 1);
    const { body } = await queries.get(`/api/devices/${HEAT_PUMP}`);
    expect(body).toMatchObject({ revision: 1, decommissionedAt: '2026-11-20T10:00:00.000Z' });
  });

  it('that nobody registered is a problem', async () => {
    const { status, body, headers } = await queries.get(`/api/devices/${HEAT_PUMP}`);
    expect(status).toBe(404);
    expect(headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(body).toEqual({
      type: 'urn:energy:problem:device-not-found',
      title: 'Device not found',
      status: 404,
      detail: `No device has the id ${HEAT_PUMP}.`,
      instance: `/api/devices/${HEAT_PUMP}`,
      requestId: expect.any(String),
    });
  });
});

describe('the list of devices', () => {
  it('is empty to begin with', async () => {
    expect((await queries.get('/api/devices')).body).toEqual({ devices: [], next: null });
  });

  it('leaves out what was decommissioned', async () => {
    await queries.registered();
    await queries.registered(numbered(1));
    await queries.decommissioned(numbered(1), 1);
    const { body } = await queries.get('/api/devices');
    expect(body.devices.map(({ id }: Device) => id)).toEqual([HEAT_PUMP]);
  });

  it('comes page by page: each device once, in the order of ids', async () => {
    const ids = Array.from({ length: 7 }, (_, index) => numbered(index));
    for (const id of ids) await queries.registered(id);
    const pages: string[][] = [];
    let next: string | null = null;
    do {
      const after: string = next === null ? '' : `&after=${next}`;
      const { body } = await queries.get(`/api/devices?limit=3${after}`);
      pages.push(body.devices.map(({ id }: Device) => id));
      next = body.next;
    } while (next !== null);
    expect(pages).toEqual([ids.slice(0, 3), ids.slice(3, 6), ids.slice(6)]);
  });

  it('has 100 devices a page by default, and 1000 at most', async () => {
    for (let index = 0; index < 101; index++) await queries.registered(numbered(index));
    expect((await queries.get('/api/devices')).body.devices).toHaveLength(100);
    expect((await queries.get('/api/devices?limit=1000')).body.devices).toHaveLength(101);
  });

  it.each(['0', '-1', '1001', '1.5', 'ten', ''])('has no page of "%s" devices', async (limit) => {
    const { status, body } = await queries.get(`/api/devices?limit=${limit}`);
    expect(status).toBe(400);
    expect(body.errors).toEqual([
      {
        in: 'query',
        parameter: 'limit',
        detail: `"${limit}" is not a whole number from 1 to 1000.`,
      },
    ]);
  });

  it('has no page of more devices than a double can count', async () => {
    const { status, body } = await queries.get(`/api/devices?limit=${'9'.repeat(400)}`);
    expect(status).toBe(400);
    expect(body.errors).toEqual([
      {
        in: 'query',
        parameter: 'limit',
        detail: 'This number is not a whole number from 1 to 1000.',
      },
    ]);
  });

  it('lists all faults of a request at once', async () => {
    const { status, body } = await queries.get('/api/devices?limit=0&after=*&colour=red');
    expect(status).toBe(400);
    expect(body).toMatchObject({
      type: 'urn:energy:problem:invalid-request',
      instance: '/api/devices',
    });
    expect(body.errors).toHaveLength(3);
    expect(body.errors).toContainEqual({
      in: 'query',
      parameter: 'colour',
      detail:
        'This request has no such parameter; it takes limit, after, search, sort, order, unassigned, state, ownerId, and tariffId.',
    });
    expect(body.errors).toContainEqual({
      in: 'query',
      parameter: 'after',
      detail: '"*" is not the `next` of an earlier page in this order.',
    });
  });

  it('starts no page at what is no page’s next, or that of another order', async () => {
    await queries.registered(numbered(1));
    await queries.registered(numbered(2));
    const { body: first } = await queries.get('/api/devices?limit=1&sort=address');
    for (const after of ['here', first.next]) {
      const { status, body } = await queries.get(`/api/devices?limit=1&after=${after}`);
      expect(status).toBe(400);
      expect(body.errors).toMatchObject([{ in: 'query', parameter: 'after' }]);
    }
  });

  it('takes a parameter once', async () => {
    const { body } = await queries.get('/api/devices?limit=1&limit=2');
    expect(body.errors).toEqual([
      { in: 'query', parameter: 'limit', detail: 'It may be given only once.' },
    ]);
  });
});

describe('a client', () => {
  it('is given its own devices and no other', async () => {
    const ada = await queries.user('Ada');
    const ben = await queries.user('Ben');
    await queries.registered(numbered(1), { ownerId: ada.userId });
    await queries.registered(numbered(2), { ownerId: ben.userId });
    await queries.registered(numbered(3));
    const ids = async (url: string) =>
      (await queries.get(url, { authorization: ada.authorization! })).body.devices.map(
        ({ id }: Device) => id,
      );
    expect(await ids('/api/devices')).toEqual([numbered(1)]);
    expect(await ids(`/api/devices?ownerId=${ada.userId}`)).toEqual([numbered(1)]);
    expect(await ids(`/api/devices?ownerId=${ben.userId}`)).toEqual([]);
    expect(await ids('/api/devices?search=pump')).toEqual([numbered(1)]);
  });

  it('keeps seeing a former device, as it was at the end of its own time', async () => {
    const ada = await queries.user('Ada');
    const ben = await queries.user('Ben');
    await queries.registered(HEAT_PUMP, { ownerId: ada.userId });
    const owned = await queries.get(`/api/devices/${HEAT_PUMP}`, {
      authorization: ada.authorization!,
    });
    await queries.assigned(HEAT_PUMP, ben.userId, '2026-11-20T10:00:00Z');
    await queries.changed(HEAT_PUMP, { address: 'Ben’s home', maxHourlyConsumption: 9 });
    const { authorization } = ada;
    const { status, body, headers } = await queries.get(`/api/devices/${HEAT_PUMP}`, {
      authorization: authorization!,
    });
    expect(status).toBe(200);
    expect(Value.Check(Device, body)).toBe(true);
    expect(body).toEqual({
      id: HEAT_PUMP,
      description: 'Heat pump, cellar',
      address: 'Grote Markt 1, 1000 Brussels',
      maxHourlyConsumption: 2.5,
      timeZone: 'Europe/Brussels',
      ...METER_DEFAULTS,
      ownerId: null,
      revision: 1,
      former: true,
      ownedPeriods: [{ from: '2026-11-01T00:00:00.000Z', until: '2026-11-20T10:00:00.000Z' }],
    });
    expect(headers.etag).not.toBe(owned.headers.etag); // It is no longer the same to its reader.
    const own = await queries.get(`/api/devices/${HEAT_PUMP}`, {
      authorization: ben.authorization!,
    });
    expect(own.body).toMatchObject({
      address: 'Ben’s home',
      ownerId: ben.userId,
      former: false,
      ownedPeriods: [{ from: '2026-11-20T10:00:00.000Z', until: null }],
    });
  });

  it('sees that a device was decommissioned only as its last owner', async () => {
    const ada = await queries.user('Ada');
    const ben = await queries.user('Ben');
    await queries.registered(HEAT_PUMP, { ownerId: ada.userId });
    await queries.assigned(HEAT_PUMP, ben.userId, '2026-11-20T09:00:00Z');
    await queries.decommissioned(HEAT_PUMP, 2);
    const device = async ({ authorization }: Readonly<Record<string, string>>) =>
      (await queries.get(`/api/devices/${HEAT_PUMP}`, { authorization: authorization! })).body;
    expect(await device(ada)).not.toHaveProperty('decommissionedAt');
    expect(await device(ben)).toMatchObject({
      former: true,
      decommissionedAt: '2026-11-20T10:00:00.000Z',
    });
  });

  it('lists its own devices first and its former ones after them, page by page', async () => {
    const ada = await queries.user('Ada');
    const ben = await queries.user('Ben');
    const authorization = ada.authorization!;
    for (const number of [1, 2, 3, 4, 5]) {
      const fields = { description: `Meter ${6 - number}`, maxHourlyConsumption: number };
      await queries.registered(numbered(number), { ...fields, ownerId: ada.userId });
    }
    await queries.assigned(numbered(1), ben.userId);
    await queries.decommissioned(numbered(4), 1);
    const list = async (query: string) => {
      const found: unknown[] = [];
      for (let after = ''; ; ) {
        const { status, body } = await queries.get(`/api/devices?limit=2${query}${after}`, {
          authorization,
        });
        expect(status).toBe(200);
        const numbers = body.devices.map(({ id, former }: Device) =>
          former ? -Number(id.at(-1)) : Number(id.at(-1)),
        );
        found.push(...numbers);
        if (body.next === null) return found;
        after = `&after=${body.next}`;
      }
    };
    expect(await list('')).toEqual([2, 3, 5, -1, -4]);
    expect(await list('&order=descending')).toEqual([5, 3, 2, -4, -1]);
    expect(await list('&sort=description')).toEqual([5, 3, 2, -4, -1]);
    expect(await list('&sort=limit&order=descending')).toEqual([5, 3, 2, -4, -1]);
    expect(await list('&search=meter')).toEqual([2, 3, 5, -1, -4]);
    const { body } = await queries.get('/api/devices?limit=1&sort=limit', { authorization });
    const other = await queries.get(`/api/devices?sort=address&after=${body.next}`, {
      authorization,
    });
    expect(other.status).toBe(400);
  });

  it('finds a former device by what it was, and not by what it became', async () => {
    const ada = await queries.user('Ada');
    const ben = await queries.user('Ben');
    await queries.registered(HEAT_PUMP, { ownerId: ada.userId });
    await queries.assigned(HEAT_PUMP, ben.userId);
    await queries.changed(HEAT_PUMP, { address: 'Secret Street 7' });
    const found = async (search: string) => {
      const url = `/api/devices?search=${encodeURIComponent(search)}`;
      return (await queries.get(url, { authorization: ada.authorization! })).body.devices.length;
    };
    expect(await found('grote markt')).toBe(1);
    expect(await found(HEAT_PUMP.slice(0, 8))).toBe(1);
    expect(await found('secret')).toBe(0);
  });

  it('can’t distinguish another client’s device from one that does not exist', async () => {
    const { authorization } = await queries.user('Ada');
    const ada = { authorization: authorization!, 'x-request-id': numbered(1) };
    const { userId: ben } = await queries.user('Ben');
    await queries.registered(numbered(2), { ownerId: ben });
    for (const path of ['', '/consumption', '/consumption?day=2026-11-22']) {
      const others = await queries.get(`/api/devices/${numbered(2)}${path}`, ada);
      const nobodys = await queries.get(`/api/devices/${numbered(9)}${path}`, ada);
      expect(others.status).toBe(404);
      const text = JSON.stringify(others.body).replaceAll(numbered(2), numbered(9));
      expect(text).toBe(JSON.stringify(nobodys.body));
    }
  });
});

describe('an administrator', () => {
  it('is given every device, or those of one owner', async () => {
    const ada = await queries.user('Ada');
    await queries.registered(numbered(1), { ownerId: ada.userId });
    await queries.registered(numbered(2));
    expect((await queries.get('/api/devices')).body.devices).toHaveLength(2);
    const { body } = await queries.get(`/api/devices?ownerId=${ada.userId.toUpperCase()}`);
    expect(body.devices).toMatchObject([{ id: numbered(1), ownerId: ada.userId }]);
  });
});
