import fc from 'fast-check';
import { Value } from 'typebox/value';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Device } from '../../schemas/device.ts';
import { HEAT_PUMP, Queries } from '../../testing/queries.ts';
import { cursorAfter, idOf } from './cursor.ts';

let queries: Queries;
beforeEach(async () => {
  queries = await Queries.start();
});
afterEach(() => queries.stop());

const numbered = (number: number) =>
  `00000000-0000-4000-8000-${number.toString().padStart(12, '0')}`;

describe('a device', () => {
  it('is given as it stands', async () => {
    await queries.registered();
    const { status, body } = await queries.get(`/api/devices/${HEAT_PUMP.toUpperCase()}`);
    expect(status).toBe(200);
    expect(body).toEqual({
      id: HEAT_PUMP,
      description: 'Heat pump, cellar',
      address: 'Grote Markt 1, 1000 Brussels',
      maxHourlyConsumption: 2.5,
      timeZone: 'Europe/Brussels',
      revision: 0,
    });
    expect(Value.Check(Device, body)).toBe(true);
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
      title: 'There is no such device',
      status: 404,
      detail: `No device has the id ${HEAT_PUMP}.`,
      instance: `/api/devices/${HEAT_PUMP}`,
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

  it('has 100 devices a page unless it is told otherwise, and 1000 at most', async () => {
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

  it('tells every mistake in a request at once', async () => {
    const { status, body } = await queries.get('/api/devices?limit=0&after=here&colour=red');
    expect(status).toBe(400);
    expect(body).toMatchObject({
      type: 'urn:energy:problem:invalid-request',
      instance: '/api/devices',
    });
    expect(body.errors).toHaveLength(3);
    expect(body.errors).toContainEqual({
      in: 'query',
      parameter: 'colour',
      detail: 'This request has no such parameter; it takes limit and after.',
    });
    expect(body.errors).toContainEqual({
      in: 'query',
      parameter: 'after',
      detail: '"here" is not the `next` of an earlier page.',
    });
  });

  it('takes a parameter once', async () => {
    const { body } = await queries.get('/api/devices?limit=1&limit=2');
    expect(body.errors).toEqual([
      { in: 'query', parameter: 'limit', detail: 'It may be given only once.' },
    ]);
  });
});

describe('a cursor', () => {
  it('stands for the id after which the next page starts', () => {
    fc.assert(
      fc.property(fc.uuid(), (id) => {
        expect(cursorAfter(id)).toMatch(/^[A-Za-z0-9_-]{22}$/);
        expect(idOf(cursorAfter(id))).toBe(id);
      }),
    );
  });
});
