import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { DAY_KINDS } from '@energy/domain';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Asking, HEAT_PUMP, Queries } from '../../testing/queries.ts';

const FRIDGE = '0b9d3a55-5e8b-4d2b-8f7e-9b1c2d3e4f50';
const BOILER = 'c3f1a2d4-6f0e-4b7c-9a1d-2e3f4a5b6c7d';
const RANGE = 'from=2026-11-20&to=2026-11-22';
const OF_HEAT_PUMP = `/api/devices/${HEAT_PUMP}/consumption/export?${RANGE}`;
const OF_ALL = `/api/consumption/export?${RANGE}`;

const WEEK = DAY_KINDS.filter((day) => day !== 'holiday');

let queries: Queries;
let ada: Asking & { readonly userId: string };
beforeEach(async () => {
  queries = await Queries.start();
  ada = await queries.user('ada');
});
afterEach(() => queries.stop());

const asClient = ({ userId: _, ...headers }: Asking): Asking => headers;

async function exported(url: string, headers: Asking = queries.administrator) {
  const { statusCode: status, ...reply } = await queries.app.inject({ url, headers });
  return { status, headers: reply.headers, body: reply.body };
}

/** The rows of a CSV export without its header, each in its cells. */
async function rowsOf(url: string, headers?: Asking): Promise<string[][]> {
  const { status, body } = await exported(url, headers);
  if (status !== 200) throw new Error(body);
  const lines = body.split('\r\n');
  expect(lines.pop()).toBe('');
  return lines.slice(1).map((line) => line.split(','));
}

/** Ada's heat pump and fridge, and a boiler in Tokyo without an owner. */
async function threeDevices(): Promise<void> {
  await queries.registered(HEAT_PUMP, { ownerId: ada.userId });
  await queries.registered(FRIDGE, { ownerId: ada.userId, description: 'Fridge' });
  await queries.registered(BOILER, { description: 'Boiler', timeZone: 'Asia/Tokyo' });
  await queries.measured({
    '2026-11-20T10:00:00Z': 1_000_000_000,
    '2026-11-20T10:10:00Z': 1,
    '2026-11-21T10:00:00Z': 2_500_000_000,
  });
  await queries.measured({ '2026-11-21T10:30:00Z': 4_000_000_000 }, FRIDGE);
  // Already the 23rd in Tokyo.
  await queries.measured({ '2026-11-22T16:00:00Z': 3_000_000_000 }, BOILER);
  await queries.measured({ '2026-11-22T10:00:00Z': 7_000_000_000 }, BOILER);
}

it('lists the registers of a device that reads registers, as they were decided about', async () => {
  await queries.registered(HEAT_PUMP, { meter: { reads: 'register' } });
  const hour = Date.parse('2026-11-20T10:00:00Z');
  const minute = 60_000;
  const register = { interval: 10 * minute };
  await queries.readModels.consumption.record(
    [1_000, 1_500, 700, 2_000, 2_500].map((energy, index) => ({
      deviceId: HEAT_PUMP,
      hour,
      at: hour + index * 10 * minute,
      energy: energy * 1_000_000,
      timeZone: 'Europe/Brussels',
      register,
    })),
  );
  const verdicts = new Map([
    [10 * minute, { energy: 1_500_000_000, counted: undefined }],
    [30 * minute, { energy: 2_000_000_000, counted: 2_100_000_000 }],
  ]);
  await queries.readModels.consumption.edit([{ deviceId: HEAT_PUMP, hour, revision: 0, verdicts }]);
  const rows = await rowsOf(`${OF_HEAT_PUMP}&by=readings`);
  expect(
    rows.map(([, timestamp, , energy, quality]) => [timestamp?.slice(14, 16), energy, quality]),
  ).toEqual([
    ['00', '1', 'measured'],
    ['20', '0.7', 'suspect'],
    ['30', '2.1', 'estimated'],
    ['40', '2.5', 'measured'],
  ]);
  const { body } = await queries.get(
    `/api/devices/${HEAT_PUMP}/gaps?from=2026-11-20&to=2026-11-20`,
  );
  expect(body.suspectReadings).toEqual([{ at: '2026-11-20T10:20:00.000Z', energy: 0.7 }]);
});

describe('an export of hours', () => {
  beforeEach(threeDevices);

  it('has a row for each hour with readings, in UTC and local time, to the microwatt-hour', async () => {
    const { headers, body } = await exported(OF_HEAT_PUMP);
    expect(headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(headers['content-disposition']).toBe(
      'attachment; filename=heat-pump-cellar-hours-2026-11-20-2026-11-22.csv',
    );
    expect(body).toBe(
      'device_id,start,local_time,minutes,energy_kwh,readings,quality\r\n' +
        `${HEAT_PUMP},2026-11-20T10:00:00.000Z,2026-11-20T11:00:00.000+01:00,60,1.000000001,2,measured\r\n` +
        `${HEAT_PUMP},2026-11-21T10:00:00.000Z,2026-11-21T11:00:00.000+01:00,60,2.5,1,measured\r\n`,
    );
  });

  it('is by day, then by device, each in the days of its own time zone', async () => {
    const rows = await rowsOf(OF_ALL);
    expect(rows.map(([device, start]) => [device, start])).toEqual([
      [HEAT_PUMP, '2026-11-20T10:00:00.000Z'],
      [HEAT_PUMP, '2026-11-21T10:00:00.000Z'],
      [FRIDGE, '2026-11-21T10:00:00.000Z'],
      [BOILER, '2026-11-22T10:00:00.000Z'],
    ]);
  });

  it('is the same as NDJSON, with the same numbers', async () => {
    const { headers, body } = await exported(`${OF_HEAT_PUMP}&format=ndjson`);
    expect(headers['content-type']).toBe('application/x-ndjson');
    expect(
      body
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))[0],
    ).toEqual({
      deviceId: HEAT_PUMP,
      start: '2026-11-20T10:00:00.000Z',
      localTime: '2026-11-20T11:00:00.000+01:00',
      minutes: 60,
      energy: 1.000000001,
      readings: 2,
      quality: 'measured',
    });
  });

  it('of a client has its own devices, in the time of its ownership', async () => {
    await queries.assigned(FRIDGE, undefined, '2026-11-20T00:00:00Z');
    expect((await rowsOf(OF_ALL, asClient(ada))).map(([device]) => device)).toEqual([
      HEAT_PUMP,
      HEAT_PUMP,
    ]);
    const bob = await queries.user('bob');
    expect(await rowsOf(OF_ALL, asClient(bob))).toEqual([]);
    expect(await rowsOf(`${OF_ALL}&ownerId=${ada.userId}`, asClient(bob))).toEqual([]);
    expect((await exported(OF_HEAT_PUMP, asClient(bob))).status).toBe(404);
  });

  it('of an administrator has the devices of an owner, or those that a search finds', async () => {
    const devicesOf = async (query: string) =>
      new Set((await rowsOf(`${OF_ALL}&${query}`)).map(([device]) => device));
    expect(await devicesOf(`ownerId=${ada.userId}`)).toEqual(new Set([HEAT_PUMP, FRIDGE]));
    expect(await devicesOf('search=boiler')).toEqual(new Set([BOILER]));
  });

  it('answers HEAD with the headers alone', async () => {
    const url = OF_HEAT_PUMP;
    const head = await queries.app.inject({ method: 'HEAD', url, headers: queries.administrator });
    const { headers } = await exported(url);
    expect(head.statusCode).toBe(200);
    expect(head.body).toBe('');
    expect(head.headers['content-length']).toBeUndefined();
    for (const name of ['etag', 'content-type', 'content-disposition', 'accept-ranges']) {
      expect([name, head.headers[name]]).toEqual([name, headers[name]]);
    }
  });
});

it('an export of readings has a row for each, at its instant', async () => {
  await threeDevices();
  const { body } = await exported(`${OF_HEAT_PUMP}&by=readings`);
  expect(body.split('\r\n').slice(0, 3)).toEqual([
    'device_id,timestamp,local_time,energy_kwh,quality',
    `${HEAT_PUMP},2026-11-20T10:00:00.000Z,2026-11-20T11:00:00.000+01:00,1,measured`,
    `${HEAT_PUMP},2026-11-20T10:10:00.000Z,2026-11-20T11:10:00.000+01:00,0.000000001,measured`,
  ]);
});

describe('an export with costs', () => {
  const OCTOBER = 'from=2026-10-20&to=2026-10-31';
  const url = (format: string) =>
    `/api/devices/${HEAT_PUMP}/consumption/export?${OCTOBER}&cost=true&format=${format}`;
  let tariffId: string;
  beforeEach(async () => {
    tariffId = await queries.tariff({
      versions: [
        {
          validFrom: '2026-10-01',
          rates: [
            { name: 'Day', tiers: [{ upTo: 3, price: '0.2874' }, { price: '0.5' }] },
            { name: 'Night', tiers: [{ price: '0.19' }] },
          ],
          schedule: [
            { days: WEEK, from: '00:00', to: '07:00', rate: 'Night' },
            { days: WEEK, from: '07:00', to: '24:00', rate: 'Day' },
          ],
          fixedCharge: { price: '3', per: 'month' },
          taxPercent: '21',
        },
      ],
    });
    await queries.registered(HEAT_PUMP, {
      registeredAt: '2026-09-01T00:00:00.000Z',
      tariffs: [{ from: '2026-10-01', tariffId }],
    });
    await queries.measured({
      '2026-10-02T12:00:00Z': 2_000_000_000,
      '2026-10-20T04:00:00Z': 1_000_000_000,
      '2026-10-20T12:00:00Z': 1_000_000_001,
      '2026-10-25T00:30:00Z': 7,
      '2026-10-25T01:30:00Z': 8_000_000,
    });
  });

  /** By hour, as consumption shows them. */
  async function shownCosts(headers?: Asking) {
    const { body } = await queries.get(
      `/api/devices/${HEAT_PUMP}/consumption?${OCTOBER}&by=hour&cost=true`,
      headers,
    );
    return body.buckets
      .filter(({ total }: { total: number | null }) => total !== null)
      .map(({ costs: [cost] }: { costs: { amount: string; currency: string }[] }) => [
        cost?.amount,
        cost?.currency,
      ]);
  }

  it('has the same cost of each hour as its consumption, after the month before the range', async () => {
    const shown = await shownCosts();
    expect(shown).toHaveLength(4);
    const rows = await rowsOf(url('csv'));
    expect(rows.map((cells) => cells.slice(-2))).toEqual(shown);
    const { body } = await exported(url('ndjson'));
    expect(
      body
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
        .map(({ cost, currency }) => [cost, currency]),
    ).toEqual(shown);
  });

  it('has those of a client by the energy of its ownership alone', async () => {
    await queries.assigned(HEAT_PUMP, ada.userId, '2026-10-15T00:00:00Z');
    const own = await shownCosts(asClient(ada));
    expect(own).not.toEqual(await shownCosts());
    const rows = await rowsOf(url('csv'), asClient(ada));
    expect(rows.map((cells) => cells.slice(-2))).toEqual(own);
  });

  it('leaves them empty where no tariff applies, and out unless they are asked for', async () => {
    await queries.registered(FRIDGE);
    await queries.measured({ '2026-10-20T12:00:00Z': 1 }, FRIDGE);
    const of = (format: string) => exported(url(format).replace(HEAT_PUMP, FRIDGE));
    expect((await of('csv')).body).toMatch(/readings,quality,cost,currency\r\n.*,measured,,\r\n$/);
    expect(JSON.parse((await of('ndjson')).body)).toMatchObject({ cost: null, currency: null });
    expect((await exported(url('csv').replace('cost=true', 'cost=false'))).body).toMatch(
      /^[^\r]*,quality\r\n/,
    );
  });

  it('begins again where a price or the energy of its month has changed, or says that it has', async () => {
    const asked = async (headers: Asking) =>
      exported(url('csv'), { ...queries.administrator, range: 'bytes=10-', ...headers });
    const tag = async () => String((await exported(url('csv'))).headers.etag);
    let before = await tag();
    expect((await asked({ 'if-range': before, 'if-match': before })).status).toBe(206);
    await queries.measured({ '2026-10-01T12:00:00Z': 5 });
    expect((await asked({ 'if-range': before })).status).toBe(200);
    before = await tag();
    await queries.tariff({ id: tariffId, revision: 2 });
    expect((await asked({ 'if-range': before })).status).toBe(200);
    const { status, body } = await asked({ 'if-match': before });
    expect([status, JSON.parse(body).type]).toEqual([412, 'urn:energy:problem:export-changed']);
    expect((await asked({ 'if-match': await tag() })).status).toBe(206);
  });
});

it('an export names both hours of a night on which the clocks go back', async () => {
  await queries.registered();
  await queries.measured({ '2026-10-25T00:30:00Z': 1, '2026-10-25T01:30:00Z': 2 });
  const url = `/api/devices/${HEAT_PUMP}/consumption/export?from=2026-10-25&to=2026-10-25`;
  expect((await rowsOf(url)).map(([, start, local]) => [start, local])).toEqual([
    ['2026-10-25T00:00:00.000Z', '2026-10-25T02:00:00.000+02:00'],
    ['2026-10-25T01:00:00.000Z', '2026-10-25T02:00:00.000+01:00'],
  ]);
});

describe('an export that is continued', () => {
  beforeEach(async () => {
    await queries.registered();
    await queries.measured(
      Object.fromEntries(
        Array.from({ length: 60 }, (_, hour) => [
          new Date(Date.parse('2026-11-20T00:00:00Z') + hour * 3_600_000).toISOString(),
          1_000 * hour + 1,
        ]),
      ),
    );
  });

  const part = (range: string, headers: Asking = {}, format = 'csv') =>
    exported(`${OF_HEAT_PUMP}&format=${format}`, { ...queries.administrator, range, ...headers });

  it('gives the same bytes for the same range, from any byte on', async () => {
    for (const format of ['csv', 'ndjson']) {
      const whole = await exported(`${OF_HEAT_PUMP}&format=${format}`);
      const { length } = whole.body;
      for (const from of [0, 1, 77, 1_000, length - 1]) {
        const rest = await part(
          `bytes=${from}-`,
          { 'if-range': String(whole.headers.etag) },
          format,
        );
        expect(rest.status).toBe(206);
        expect(rest.headers['content-range']).toBe(`bytes ${from}-${length - 1}/${length}`);
        expect(rest.headers['content-length']).toBe(String(length - from));
        expect(rest.body).toBe(whole.body.slice(from));
      }
      const middle = await part('bytes=100-199', {}, format);
      expect(middle.body).toBe(whole.body.slice(100, 200));
      expect((await part('bytes=-5', {}, format)).body).toBe(whole.body.slice(-5));
    }
  });

  it('begins again where an hour of its range has changed, and not where another has', async () => {
    const { etag } = (await exported(OF_HEAT_PUMP)).headers;
    const headers = { 'if-range': String(etag) };
    await queries.measured({ '2026-10-01T10:00:00Z': 5 });
    expect((await part('bytes=10-', headers)).status).toBe(206);
    await queries.measured({ '2026-11-21T10:10:00Z': 5 });
    const again = await part('bytes=10-', headers);
    expect(again.status).toBe(200);
    expect(again.body).toContain('2026-11-21T10:00:00.000Z');
    expect(again.headers.etag).not.toBe(etag);
  });

  it('has another ETag for each format, range, reader and state of the device', async () => {
    const tagOf = async (url: string, headers?: Asking) =>
      (await exported(url, headers)).headers.etag;
    await queries.assigned(HEAT_PUMP, ada.userId, '2026-11-01T00:00:00Z');
    const before = await tagOf(OF_HEAT_PUMP);
    const tags = [
      before,
      await tagOf(`${OF_HEAT_PUMP}&format=ndjson`),
      await tagOf(`${OF_HEAT_PUMP}&by=readings`),
      await tagOf(OF_HEAT_PUMP.replace('11-22', '11-21')),
      await tagOf(OF_HEAT_PUMP, asClient(ada)),
    ];
    await queries.changed(HEAT_PUMP, { description: 'Heat pump' });
    expect(new Set([...tags, await tagOf(OF_HEAT_PUMP)]).size).toBe(6);
  });

  it('answers 304 where the caller has it', async () => {
    const { etag } = (await exported(OF_HEAT_PUMP)).headers;
    const headers = { ...queries.administrator, 'if-none-match': String(etag) };
    expect((await exported(OF_HEAT_PUMP, headers)).status).toBe(304);
  });

  it('refuses a range after its end, and ignores one that it cannot read', async () => {
    const beyond = await part('bytes=1000000-');
    expect(beyond.status).toBe(416);
    expect(JSON.parse(beyond.body).type).toBe('urn:energy:problem:range-not-satisfiable');
    expect(beyond.headers['content-range']).toMatch(/^bytes \*\/\d+$/);
    for (const range of ['lines=1-2', 'bytes=9-2', 'bytes=x', 'bytes=0-1,5-6']) {
      expect([range, (await part(range)).status]).toEqual([range, 200]);
    }
  });
});

describe('an export names what is wrong', () => {
  beforeEach(() => queries.registered());

  it.each([
    ['from=2026-11-22&to=2026-11-20', 'to', '2026-11-20 is before 2026-11-22, the first day.'],
    ['from=2027-01-01', 'from', 'The range begins on 2027-01-01, in the future'],
    ['from=2010-01-01&to=2026-01-01', 'to', 'at most ten years (3653 days) are allowed.'],
    ['from=yesterday', 'from', '"yesterday" is not a day of the calendar'],
    ['format=xls', 'format', '"xls" is not one of csv, ndjson, parquet, greenbutton'],
    ['by=readings&format=greenbutton', 'by', 'The format greenbutton has hours only.'],
    ['by=readings&cost=true', 'cost', 'Readings have no costs: export hours.'],
    ['cost=maybe', 'cost', '"maybe" is not true or false'],
    ['by=minutes', 'by', '"minutes" is not one of hours, readings'],
  ])('%s', async (query, parameter, detail) => {
    for (const path of [
      `/api/devices/${HEAT_PUMP}/consumption/export`,
      '/api/consumption/export',
    ]) {
      const { status, body } = await queries.get(`${path}?${query}`);
      expect(status).toBe(400);
      expect(body.errors).toEqual([
        { in: 'query', parameter, detail: expect.stringContaining(detail) },
      ]);
    }
  });
});

describe('over the network', () => {
  const DAYS = 60;
  const DEVICES = 40;
  const idOf = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
  /** Some 6 MB, more than the buffers between this process and the reader take. */
  beforeEach(async () => {
    const first = Date.parse('2026-09-01T00:00:00Z');
    const readings = [];
    for (let number = 0; number < DEVICES; number++) {
      const deviceId = idOf(number);
      await queries.registered(deviceId);
      for (let hour = 0; hour < DAYS * 24; hour++) {
        const at = first + hour * 3_600_000;
        readings.push({ deviceId, at, hour: at, energy: 1_000 * hour });
      }
    }
    await queries.readModels.consumption.record(readings);
  });

  const LONG = '/api/consumption/export?from=2026-09-01&to=2026-10-30';

  async function open(headers: Asking = queries.administrator): Promise<IncomingMessage> {
    const [reply] = await once(get(`${await queries.url()}${LONG}`, { headers }), 'response');
    return reply;
  }

  it('reads no more than a slow reader takes, and limits the exports of one user', async () => {
    let read = 0;
    const { scan } = queries.readModels.consumption;
    const hours = scan.hours.bind(scan);
    scan.hours = (...args) => {
      read += 1;
      return hours(...args);
    };
    const open3 = [await open(), await open(), await open()];
    await expect
      .poll(async () => {
        const before = read;
        await new Promise((resolve) => setTimeout(resolve, 200));
        return read === before;
      })
      .toBe(true);
    expect(read).toBeLessThan(3 * DAYS * 0.9);
    const fourth = await open();
    expect(fourth.statusCode).toBe(429);
    fourth.resume();
    for (const reply of open3) reply.destroy();
    await expect
      .poll(async () => {
        const reply = await open();
        reply.destroy();
        return reply.statusCode;
      })
      .toBe(200);
  });

  it('breaks off where the data changes while a part is sent', async () => {
    const reply = await open({ ...queries.administrator, range: 'bytes=10-' });
    expect(reply.statusCode).toBe(206);
    await queries.measured({ '2026-09-02T10:10:00Z': 5 }, idOf(0));
    await expect(Array.fromAsync(reply)).rejects.toThrow('aborted');
  });

  it('continues a download that was broken off to the same bytes', async () => {
    const whole = await exported(LONG);
    const { headers: first, body: begun } = await brokenOff(await open());
    expect(begun.length).toBeLessThan(whole.body.length);
    const rest = await exported(LONG, {
      ...queries.administrator,
      range: `bytes=${begun.length}-`,
      'if-range': first.etag!,
    });
    expect(begun + rest.body).toBe(whole.body);
  });
});

/** Takes the beginning of a reply, and closes the connection. */
async function brokenOff(reply: IncomingMessage) {
  let body = '';
  for await (const chunk of reply) {
    body += chunk;
    if (body.length > 100_000) break;
  }
  reply.destroy();
  return { headers: reply.headers, body };
}
