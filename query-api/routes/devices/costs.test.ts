import { randomUUID } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import { DAY_KINDS, type TariffVersion } from '@energy/domain';
import { Value } from 'typebox/value';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PeriodConsumption } from '../../schemas/periods.ts';
import { Statement } from '../../schemas/statement.ts';
import { type Asking, HEAT_PUMP, NOW, Queries } from '../../testing/queries.ts';

const WEEK = DAY_KINDS.filter((day) => day !== 'holiday');
const KWH = 1_000_000_000;
const never = new AbortController().signal;

/** Night until 7:00 for 0.20, day for 0.30 up to 3 kWh a month and 0.50 above; 3 a month; 10 % tax. */
const DAY_AND_NIGHT: TariffVersion = {
  validFrom: '2026-01-01',
  rates: [
    { name: 'Day', tiers: [{ upTo: 3, price: '0.3' }, { price: '0.5' }] },
    { name: 'Night', tiers: [{ price: '0.2' }] },
  ],
  schedule: [
    { days: WEEK, from: '00:00', to: '07:00', rate: 'Night' },
    { days: WEEK, from: '07:00', to: '24:00', rate: 'Day' },
  ],
  fixedCharge: { price: '3', per: 'month' },
  taxPercent: '10',
};

let queries: Queries;
beforeEach(async () => {
  queries = await Queries.start();
});
afterEach(() => queries.stop());

async function period(range: string, headers?: Asking): Promise<PeriodConsumption> {
  const url = `/api/devices/${HEAT_PUMP}/consumption?${range}&cost=true`;
  const { status, body } = await queries.get(url, headers);
  if (status !== 200) throw new Error(JSON.stringify(body));
  expect(Value.Check(PeriodConsumption, body)).toBe(true);
  return body;
}

async function statement(query: string, headers?: Asking): Promise<Statement> {
  const url = `/api/devices/${HEAT_PUMP}/statement?${query}`;
  const { status, body } = await queries.get(url, headers);
  if (status !== 200) throw new Error(JSON.stringify(body));
  expect(Value.Check(Statement, body)).toBe(true);
  return body;
}

const amounts = ({ buckets }: PeriodConsumption) =>
  buckets.map((bucket) => [bucket.period, bucket.costs!.map(({ amount }) => amount).join()]);

/** 1 kWh by night and 4 kWh by day in October; 1 kWh by night in November. */
async function billed(versions: readonly TariffVersion[] = [DAY_AND_NIGHT]): Promise<string> {
  const tariffId = await queries.tariff({ name: 'Day and night', versions });
  await queries.registered(HEAT_PUMP, {
    registeredAt: '2026-10-01T00:00:00.000Z',
    tariffs: [{ from: '2026-01-01', tariffId }],
  } as object);
  await queries.measured({
    '2026-10-02T04:00:00Z': KWH,
    '2026-10-02T12:00:00Z': KWH,
    '2026-10-30T12:00:00Z': 3 * KWH,
    '2026-11-02T04:00:00Z': KWH,
  });
  return tariffId;
}

describe('the costs of a device', () => {
  it('are given beside its hours, days and months', async () => {
    await billed();
    const build = () =>
      queries.readModels.dailyConsumption.build({ now: NOW, onProgress: () => {}, signal: never });
    for (const step of [() => {}, build]) {
      await step();
      const hours = await period('from=2026-10-30&to=2026-10-30&by=hour');
      const used = hours.buckets.filter(({ total }) => total !== null);
      // 1 kWh is left of the first tier.
      expect(used.map(({ costs }) => costs)).toEqual([[{ currency: 'EUR', amount: '1.430000' }]]);
      const days = await period('from=2026-10-30&to=2026-10-31&by=day');
      expect(amounts(days)).toEqual([
        ['2026-10-30', '1.536452'],
        ['2026-10-31', '0.106452'],
      ]);
      const months = await period('from=2026-10-01&to=2026-11-30&by=month');
      expect(amounts(months)).toEqual([
        ['2026-10', '5.28'],
        ['2026-11', '2.75'],
      ]);
      expect(months.costs).toEqual([{ currency: 'EUR', amount: '8.03' }]);
      const year = await period('from=2026-01-01&to=2026-12-31&by=year');
      expect(amounts(year)).toEqual([['2026', '8.03']]);
    }
  });

  it('are left out unless they are asked for', async () => {
    await billed();
    const { body } = await queries.get(
      `/api/devices/${HEAT_PUMP}/consumption?from=2026-10-01&to=2026-10-31&by=month`,
    );
    expect(body.costs).toBeUndefined();
    expect(body.buckets[0].costs).toBeUndefined();
  });

  it('are none without a tariff, and the unpriced hours are counted', async () => {
    await queries.registered();
    await queries.measured({ '2026-11-20T12:00:00Z': KWH });
    const none = await period('from=2026-11-20&to=2026-11-21&by=day');
    expect(none).toMatchObject({ costs: [], hoursUnpriced: 1 });
    expect(none.buckets[1]!.hoursUnpriced).toBeUndefined();
  });

  it('come in the currency of each tariff', async () => {
    const euro = await queries.tariff();
    const franc = await queries.tariff({ currency: 'CHF' });
    await queries.registered(HEAT_PUMP, {
      tariffs: [
        { from: '2026-11-01', tariffId: euro },
        { from: '2026-11-21', tariffId: franc },
      ],
    });
    await queries.measured({ '2026-11-20T12:00:00Z': KWH, '2026-11-21T12:00:00Z': 2 * KWH });
    const { costs } = await period('from=2026-11-01&to=2026-11-30&by=month');
    expect(costs).toEqual([
      { currency: 'CHF', amount: '0.60' },
      { currency: 'EUR', amount: '0.30' },
    ]);
  });

  it('change with a correction, and with a new version only from its day on', async () => {
    await billed();
    const before = await period('from=2026-10-01&to=2026-11-30&by=day');
    const later = { ...DAY_AND_NIGHT, validFrom: '2026-11-02', taxPercent: '50' };
    await queries.stop();
    queries = await Queries.start();
    await billed([DAY_AND_NIGHT, later]);
    const after = await period('from=2026-10-01&to=2026-11-30&by=day');
    const split = (all: PeriodConsumption) => amounts(all).slice(0, 32);
    expect(split(after)).toEqual(split(before));
    expect(amounts(after)[32]).not.toEqual(amounts(before)[32]);
    await queries.measured({ '2026-10-30T12:00:00Z': KWH });
    const corrected = await period('from=2026-10-30&to=2026-10-30&by=day');
    expect(amounts(corrected)).toEqual([['2026-10-30', '0.436452']]);
  });

  it('add up over the devices of a client', async () => {
    const ada = await queries.user('ada');
    const { userId, ...headers } = ada;
    const tariffId = await queries.tariff();
    const other = randomUUID();
    for (const id of [HEAT_PUMP, other]) {
      await queries.registered(id, {
        ownerId: userId,
        tariffs: [{ from: '2026-11-01', tariffId }],
      });
      await queries.measured({ '2026-11-20T12:00:00Z': KWH + 16_666_667 }, id);
    }
    const url = '/api/consumption?from=2026-11-01&to=2026-11-30&by=month&cost=true';
    const { status, body } = await queries.get(url, headers);
    expect(status).toBe(200);
    // Each device has a bill of its own: 0.305 becomes 0.31 (0.3050000001), twice.
    expect(body.costs).toEqual([{ currency: 'EUR', amount: '0.62' }]);
    expect(body.buckets[0].costs).toEqual(body.costs);
    const byDay = await queries.get(url.replace('by=month', 'by=day'), headers);
    expect(byDay.body.buckets[19].costs).toEqual([{ currency: 'EUR', amount: '0.610000' }]);
    expect(await queries.get(url)).toMatchObject({
      status: 400,
      body: { errors: [{ parameter: 'cost' }] },
    });
    expect((await queries.get(`${url}&ownerId=${userId}`)).body.costs).toEqual(body.costs);
  });

  it('are those of the time of ownership', async () => {
    const ada = await queries.user('ada');
    const { userId, ...headers } = ada;
    const tariffId = await queries.tariff();
    await queries.registered(HEAT_PUMP, { tariffs: [{ from: '2026-11-01', tariffId }] });
    await queries.measured({ '2026-11-20T12:00:00Z': KWH, '2026-11-22T12:00:00Z': 2 * KWH });
    await queries.assigned(HEAT_PUMP, userId, '2026-11-22T10:00:00Z');
    expect((await period('from=2026-11-01&to=2026-11-30&by=month', headers)).costs).toEqual([
      { currency: 'EUR', amount: '0.60' },
    ]);
    expect((await statement('month=2026-11', headers)).costs).toEqual([
      { currency: 'EUR', amount: '0.60' },
    ]);
    expect((await statement(`month=2026-11&ownerId=${userId}`)).costs).toEqual([
      { currency: 'EUR', amount: '0.60' },
    ]);
    expect((await statement('month=2026-11')).costs).toEqual([{ currency: 'EUR', amount: '0.90' }]);
  });
});

describe('a statement', () => {
  it('has the lines, whose sum is the cost of the month, and the days', async () => {
    await billed();
    const october = await statement('month=2026-10');
    expect(
      october.lines.map(({ kind, rate, tierAbove, energy, amount }) => [
        kind,
        rate,
        tierAbove,
        energy,
        amount,
      ]),
    ).toEqual([
      ['energy', 'Night', null, 1, '0.20'],
      ['energy', 'Day', 0, 2, '0.60'],
      ['energy', 'Day', 3, 2, '1.00'],
      ['fixed-charge', null, null, null, '3.00'],
      ['tax', null, null, null, '0.48'],
    ]);
    expect(october).toMatchObject({
      from: '2026-10-01',
      to: '2026-10-31',
      total: 5,
      hours: 745,
      preliminary: true,
      complete: false,
      costs: [{ currency: 'EUR', amount: '5.28' }],
    });
    expect(october.days).toHaveLength(31);
    const month = await period('from=2026-10-01&to=2026-10-31&by=month');
    expect(month.costs).toEqual(october.costs);
  });

  it('has the energy recorded at both ends, whose difference is the total', async () => {
    await billed();
    expect((await statement('month=2026-10')).recorded).toEqual({ atStart: 0, atEnd: 5 });
    expect((await statement('month=2026-11')).recorded).toEqual({ atStart: 5, atEnd: 6 });
    await queries.measured({ '2020-02-01T12:00:00Z': 2 * KWH + 1 });
    expect((await statement('month=2026-10')).recorded).toEqual({
      atStart: 2.000000001,
      atEnd: 7.000000001,
    });
  });

  it('is of the current month by default, and charges only days that have begun', async () => {
    await billed();
    const current = await statement('');
    expect(current.month).toBe('2026-11');
    const fixed = current.lines.find(({ kind }) => kind === 'fixed-charge');
    expect(fixed).toMatchObject({ days: 23, amount: '2.30', price: '3', per: 'month' });
  });

  it('previews another tariff, also by a version that is not valid yet', async () => {
    await billed();
    const tariffId = await queries.tariff({
      name: 'Flat',
      versions: [
        { validFrom: '2026-01-01', rates: [{ name: 'All', tiers: [{ price: '1' }] }] },
        { validFrom: '2027-01-01', rates: [{ name: 'All', tiers: [{ price: '2' }] }] },
      ],
    });
    const cost = async (query: string) =>
      (await statement(`month=2026-10&tariffId=${tariffId}${query}`)).costs[0]!.amount;
    expect(await cost('')).toBe('5.00');
    expect(await cost('&validFrom=2027-01-01')).toBe('10.00');
    const url = `/api/devices/${HEAT_PUMP}/statement?month=2026-10`;
    for (const query of [`&tariffId=${tariffId}&validFrom=2026-05-05`, '&validFrom=2026-01-01']) {
      expect(await queries.get(url + query)).toMatchObject({
        status: 400,
        body: { errors: [{ parameter: 'validFrom' }] },
      });
    }
    expect((await queries.get(`${url}&tariffId=${randomUUID()}`)).status).toBe(404);
  });

  it('previews nothing for a client', async () => {
    const ada = await queries.user('ada');
    const { userId, ...headers } = ada;
    await queries.registered(HEAT_PUMP, { ownerId: userId });
    const url = `/api/devices/${HEAT_PUMP}/statement?tariffId=${randomUUID()}`;
    expect((await queries.get(url, headers)).status).toBe(403);
  });

  it.each(['2026-13', '2026-1', '1999-12', '2026-12', '2100-01'])(
    'refuses %s as a month',
    async (month) => {
      await queries.registered();
      const url = `/api/devices/${HEAT_PUMP}/statement?month=${month}`;
      expect(await queries.get(url)).toMatchObject({
        status: 400,
        body: { errors: [{ in: 'query', parameter: 'month' }] },
      });
    },
  );

  it('credits what is fed into the grid', async () => {
    const tariffId = await queries.tariff({
      versions: [{ ...DAY_AND_NIGHT, productionCredit: '0.06' }],
    });
    await queries.registered(HEAT_PUMP, {
      meter: { flow: 'production' },
      tariffs: [{ from: '2026-01-01', tariffId }],
    } as object);
    await queries.measured({ '2026-11-20T12:00:00Z': 10 * KWH });
    const { lines, costs, flow } = await statement('month=2026-11');
    expect(flow).toBe('production');
    expect(lines).toMatchObject([{ kind: 'credit', energy: 10, amount: '-0.60' }]);
    expect(costs).toEqual([{ currency: 'EUR', amount: '-0.60' }]);
  });
});

describe('costs of a range that makes no sense', () => {
  it.each([
    ['from=2026-11-02&to=2026-11-01', 'to'],
    ['from=2027-01-01&to=2027-01-31', 'from'],
    ['from=2010-01-01&to=2026-01-01&by=month', 'to'],
    ['from=2026-01-01&to=2026-11-01&by=hour', 'to'],
  ])('are refused at the field: %s', async (range, parameter) => {
    const { userId } = await queries.user('ada');
    await queries.registered(HEAT_PUMP, { ownerId: userId });
    for (const path of [
      `/api/devices/${HEAT_PUMP}/consumption?`,
      `/api/consumption?ownerId=${userId}&`,
    ]) {
      const { status, body } = await queries.get(`${path}${range}&cost=true`);
      expect({ status, errors: body.errors }).toMatchObject({
        status: 400,
        errors: [{ in: 'query', parameter }],
      });
    }
  });

  it('name how many days of so many devices are allowed', async () => {
    const { userId } = await queries.user('ada');
    const tariffId = await queries.tariff();
    for (let count = 0; count < 60; count++) {
      const tariffs = [{ from: '2020-01-01', tariffId }];
      await queries.registered(randomUUID(), { ownerId: userId, tariffs });
    }
    const url = `/api/consumption?ownerId=${userId}&from=2025-01-01&to=2025-12-31&by=month`;
    expect((await queries.get(url)).status).toBe(200);
    expect(await queries.get(`${url}&cost=true`)).toMatchObject({
      status: 400,
      body: { errors: [{ parameter: 'to', detail: expect.stringContaining('at most 312 days') }] },
    });
  });
});

describe('currencies that differ between devices', () => {
  it('have a sum each, also in a bucket', async () => {
    const { userId } = await queries.user('ada');
    for (const currency of ['EUR', 'CHF', 'EUR']) {
      const id = randomUUID();
      const tariffId = await queries.tariff({ currency });
      const tariffs = [{ from: '2026-11-01', tariffId }];
      await queries.registered(id, { ownerId: userId, tariffs });
      await queries.measured({ '2026-11-20T12:00:00Z': KWH }, id);
    }
    const url = `/api/consumption?ownerId=${userId}&from=2026-11-01&to=2026-11-30&by=month&cost=true`;
    const { body } = await queries.get(url);
    const [franc, euro] = body.costs;
    expect(body.costs.map(({ currency }: { currency: string }) => currency)).toEqual([
      'CHF',
      'EUR',
    ]);
    expect(Number(euro.amount)).toBe(2 * Number(franc.amount));
    expect(body.buckets[0].costs).toEqual(body.costs);
  });
});

describe('a statement as PDF', () => {
  const download = async (query: string) => {
    const url = `/api/devices/${HEAT_PUMP}/statement/pdf?${query}`;
    return queries.app.inject({ method: 'GET', url, headers: queries.administrator });
  };

  it('is a document to download, with the same bytes each time', async () => {
    await billed();
    const { statusCode, headers, rawPayload } = await download('month=2026-10&language=de');
    expect(statusCode).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition': `attachment; filename="statement-2026-10-${HEAT_PUMP}.pdf"`,
    });
    expect(rawPayload.subarray(0, 5).toString()).toBe('%PDF-');
    expect(rawPayload.subarray(-6).toString()).toContain('%%EOF');
    expect((await download('month=2026-10&language=de')).rawPayload).toEqual(rawPayload);
    expect((await download('month=2026-10')).rawPayload).not.toEqual(rawPayload);
  });

  it('begins with the name of the utility and how one reaches it, if they are configured', async () => {
    await billed();
    const utility = { name: 'Nordwind', support: { en: 'Call 123', de: 'Telefon 123' } };
    const ofUtility = await Queries.start({}, { beside: queries, utility });
    const url = `/api/devices/${HEAT_PUMP}/statement/pdf?month=2026-10`;
    const request = { method: 'GET', url, headers: queries.administrator } as const;
    const { rawPayload } = await ofUtility.app.inject(request);
    await ofUtility.stop();
    const plain = (await download('month=2026-10')).rawPayload;
    expect(rawPayload.toString('latin1')).toContain('(Nordwind)');
    expect(plain.toString('latin1')).not.toContain('/Author');
    expect(textsIn(rawPayload)).toBe(textsIn(plain) + 2);
  });

  it('distinguishes an estimate from the same energy that was measured', async () => {
    await billed();
    const energies = { '2026-10-20T10:00:00Z': KWH };
    await queries.measured(energies, HEAT_PUMP, { isEstimated: true });
    const estimated = (await download('month=2026-10')).rawPayload;
    await queries.measured(energies);
    const measured = (await download('month=2026-10')).rawPayload;
    expect(measured).not.toEqual(estimated);
  });

  it('is there without readings and tariff, and refuses a language that it lacks', async () => {
    await queries.registered();
    expect((await download('')).statusCode).toBe(200);
    expect((await download('language=fr')).statusCode).toBe(400);
  });
});

/** Counts the texts that the pages of a PDF draw. */
function textsIn(pdf: Buffer): number {
  const source = pdf.toString('latin1');
  const streams = [...source.matchAll(/\/FlateDecode\s*>>\s*stream\r?\n([\s\S]*?)\r?\nendstream/g)];
  const contents = streams.map(([, stream]) =>
    inflateSync(Buffer.from(stream!, 'latin1')).toString('latin1'),
  );
  return contents.join('').match(/\bTJ\b/g)!.length;
}
