import { localHours } from '@energy/domain';
import fc from 'fast-check';
import { Value } from 'typebox/value';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PeriodConsumption } from '../../schemas/periods.ts';
import { type Asking, HEAT_PUMP, NOW, Queries } from '../../testing/queries.ts';

const HOUR_MS = 3_600_000;
const never = new AbortController().signal;

let queries: Queries;
beforeEach(async () => {
  queries = await Queries.start();
});
afterEach(() => queries.stop());

async function period(range: string, headers?: Asking): Promise<PeriodConsumption> {
  const url = `/api/devices/${HEAT_PUMP}/consumption?${range}`;
  const { status, body } = await queries.get(url, headers);
  if (status !== 200) throw new Error(JSON.stringify(body));
  expect(Value.Check(PeriodConsumption, body)).toBe(true);
  return body;
}

const build = () =>
  queries.readModels.dailyConsumption.build({ now: NOW, onProgress: () => {}, signal: never });

describe('the consumption of a device in a range', () => {
  it('is that of each day, week, month or year, in the device’s time zone', async () => {
    await queries.registered();
    await queries.measured({
      '2025-12-31T22:59:59Z': 1_000_000_000, // still 2025 in Brussels
      '2025-12-31T23:00:00Z': 2_000_000_000,
      '2026-01-04T12:00:00Z': 4_000_000_000, // the Sunday of week 1
      '2026-01-05T12:00:00Z': 8_000_000_000,
      '2026-02-01T12:00:00Z': 16_000_000_001,
    });
    const totals = async (query: string) =>
      (await period(query)).buckets.flatMap(({ period, total }) =>
        total === null ? [] : [[period, total]],
      );
    const range = 'from=2025-12-01&to=2026-02-28';
    for (const step of [() => {}, build]) {
      await step();
      expect(await totals(`${range}&by=day`)).toEqual([
        ['2025-12-31', 1],
        ['2026-01-01', 2],
        ['2026-01-04', 4],
        ['2026-01-05', 8],
        ['2026-02-01', 16.000000001],
      ]);
      expect(await totals(`${range}&by=week`)).toEqual([
        ['2026-W01', 7],
        ['2026-W02', 8],
        ['2026-W05', 16.000000001],
      ]);
      expect(await totals(`${range}&by=month`)).toEqual([
        ['2025-12', 1],
        ['2026-01', 14],
        ['2026-02', 16.000000001],
      ]);
      expect(await totals(`${range}&by=year`)).toEqual([
        ['2025', 1],
        ['2026', 30.000000001],
      ]);
      expect(await totals(`from=2026-01-01&to=2026-01-05&by=hour`)).toEqual([
        ['2025-12-31T23:00:00.000Z', 2],
        ['2026-01-04T12:00:00.000Z', 4],
        ['2026-01-05T12:00:00.000Z', 8],
      ]);
      expect((await period(`${range}&by=month`)).total).toBe(31.000000001);
    }
  });

  it('says how complete each bucket is, and what is still to come', async () => {
    await queries.registered();
    const day = await queries.consumption('2026-11-21');
    await queries.measured(
      Object.fromEntries(day.hours.map(({ start }: { start: string }) => [start, 1])),
    );
    await queries.measured({ '2026-11-22T23:00:00Z': 5 });
    const { buckets, ...sums } = await period('from=2026-11-20&to=2026-11-24&by=day');
    expect(sums).toMatchObject({
      hours: 120,
      hoursMeasured: 25,
      hoursToCome: 23 + 24,
      readings: 25,
      complete: false,
    });
    expect(buckets).toEqual([
      expect.objectContaining({ period: '2026-11-20', total: null, hours: 24, hoursMeasured: 0 }),
      {
        period: '2026-11-21',
        from: '2026-11-21',
        to: '2026-11-21',
        total: 2.4e-8,
        readings: 24,
        hours: 24,
        hoursMeasured: 24,
        complete: true,
      },
      expect.objectContaining({ period: '2026-11-22', complete: false }),
      expect.objectContaining({ period: '2026-11-23', total: 5e-9, hoursToCome: 23 }),
      expect.objectContaining({ period: '2026-11-24', total: null, hoursToCome: 24 }),
    ]);
    const changes = await period('from=2026-03-29&to=2026-10-25&by=day');
    expect([changes.buckets[0]!.hours, changes.buckets.at(-1)!.hours]).toEqual([23, 25]);
  });

  it('counts the hours of each bucket that contain estimates or suspect readings', async () => {
    const ada = await queries.user('ada');
    const ben = await queries.user('ben');
    await queries.registered(HEAT_PUMP, { ownerId: ada.userId });
    await queries.measured({ '2026-11-20T10:00:00Z': 1_000_000_000 });
    const estimates = { '2026-11-20T11:00:00Z': 1_000_000_000, '2026-11-21T22:00:00Z': 2 };
    await queries.measured(estimates, HEAT_PUMP, { isEstimated: true });
    await queries.measured({ '2026-11-21T22:30:00Z': 9 }, HEAT_PUMP, { isSuspect: true });
    await queries.measured({ '2026-11-21T23:30:00Z': 9 }, HEAT_PUMP, { isSuspect: true });
    const marksOf = ({
      hoursEstimated: estimated,
      hoursSuspect: suspect,
    }: Partial<PeriodConsumption>) => ({ estimated, suspect });
    const ofDays = [
      { estimated: 1, suspect: undefined },
      { estimated: 1, suspect: 1 },
      { estimated: undefined, suspect: 1 },
    ];
    for (const step of [() => {}, build]) {
      await step();
      const { buckets, ...sums } = await period('from=2026-11-20&to=2026-11-22&by=day');
      expect(marksOf(sums)).toEqual({ estimated: 2, suspect: 2 });
      expect(buckets.map(marksOf)).toEqual(ofDays);
      const month = await period('from=2026-11-01&to=2026-11-30&by=month');
      expect(month.buckets.map(marksOf)).toEqual([{ estimated: 2, suspect: 2 }]);
      const hours = await period('from=2026-11-20&to=2026-11-21&by=hour');
      const marked = hours.buckets.filter(({ hoursEstimated }) => hoursEstimated);
      expect(marked.map((hour) => hour.period)).toEqual([
        '2026-11-20T11:00:00.000Z',
        '2026-11-21T22:00:00.000Z',
      ]);
    }
    const days = await queries.get(
      `/api/devices/${HEAT_PUMP}/consumption/days?from=2026-11-20&to=2026-11-22`,
    );
    expect(days.body.days.map(marksOf)).toEqual(ofDays);
    const { body: shared } = await queries.get(
      `/api/consumption?from=2026-11-20&to=2026-11-22&by=day&ownerId=${ada.userId}`,
    );
    expect(marksOf(shared)).toEqual({ estimated: 2, suspect: 2 });

    await queries.assigned(HEAT_PUMP, ben.userId, '2026-11-21T22:30:00Z');
    const { userId: _, ...asBen } = ben;
    const own = await period('from=2026-11-20&to=2026-11-22&by=day', asBen);
    expect(marksOf(own)).toEqual({ estimated: undefined, suspect: 1 });
  });

  it('counts the hours of which a part is unknown', async () => {
    await queries.registered(HEAT_PUMP, { meter: { reads: 'register' } });
    const kWh = 1_000_000_000;
    await queries.registers({
      '2026-11-20T10:00:00Z': 100 * kWh,
      '2026-11-20T10:10:00Z': 101 * kWh,
      '2026-11-20T10:20:00Z': 0,
      '2026-11-20T10:30:00Z': kWh,
      '2026-11-20T10:40:00Z': 2 * kWh,
    });
    const { buckets, ...sums } = await period('from=2026-11-19&to=2026-11-20&by=day');
    expect(sums.hoursPartlyUnknown).toBe(1);
    expect(buckets.map(({ hoursPartlyUnknown }) => hoursPartlyUnknown)).toEqual([undefined, 1]);
    const { buckets: hours } = await period('from=2026-11-20&to=2026-11-20&by=hour');
    expect(hours.find(({ hoursPartlyUnknown }) => hoursPartlyUnknown)).toMatchObject({
      period: '2026-11-20T10:00:00.000Z',
      total: 3,
    });
    const { body } = await queries.get(`/api/devices/${HEAT_PUMP}/statement?month=2026-11`);
    expect(body.hoursPartlyUnknown).toBe(1);
    expect(body.days[19]).toMatchObject({ day: '2026-11-20', hoursPartlyUnknown: 1 });
  });

  it('leaves out a day that the calendar of the zone skips', async () => {
    await queries.registered(HEAT_PUMP, { timeZone: 'Pacific/Apia' });
    const { buckets } = await period('from=2011-12-29&to=2011-12-31&by=day');
    expect(buckets.map((bucket) => bucket.period)).toEqual(['2011-12-29', '2011-12-31']);
    const url = `/api/devices/${HEAT_PUMP}/consumption?from=2011-12-30&to=2011-12-30`;
    expect(await queries.get(url)).toMatchObject({ status: 400 });
  });

  it('adds up to the same in hours, days, months and years, in every zone', async () => {
    const zones = Intl.supportedValuesOf('timeZone');
    let number = 0;
    const reading = fc.record({ minute: fc.nat(60 * 24 * 61), energy: fc.nat(1_000_000_000) });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...zones),
        fc.constantFrom('2026-03-01', '2026-09-20', '2025-12-10', '2010-10-20', '2011-12-01'),
        fc.array(reading, { minLength: 1, maxLength: 60 }),
        fc.boolean(),
        async (timeZone, first, readings, isBuilt) => {
          const id = `5c2494a3-1140-4c7a-991a-${String(number++).padStart(12, '0')}`;
          await queries.registered(id, { timeZone });
          const zone = localHours(timeZone);
          const start = Date.parse(`${first}T00:00:00Z`) - 10 * HOUR_MS;
          await queries.readModels.consumption.record(
            readings.map(({ minute, energy }) => {
              const at = start + minute * 60_000;
              return { deviceId: id, at, hour: zone.startOf(at), energy, timeZone };
            }),
          );
          if (isBuilt) await build();
          const values = new Map(readings.map(({ minute, energy }) => [minute, energy]));
          const expected = values.values().reduce((sum, energy) => sum + BigInt(energy), 0n);
          const to = Temporal.PlainDate.from(first).add({ days: 61 });
          const from = Temporal.PlainDate.from(first).subtract({ days: 2 });
          for (const by of ['hour', 'day', 'week', 'month', 'year']) {
            const spans =
              by === 'hour'
                ? [
                    [from, from.add({ days: 30 })],
                    [from.add({ days: 31 }), to],
                  ]
                : [[from, to]];
            let sum = 0n;
            for (const [a, b] of spans) {
              const url = `/api/devices/${id}/consumption?from=${a}&to=${b}&by=${by}`;
              const { status, body } = await queries.get(url);
              expect(status).toBe(200);
              for (const { total } of body.buckets) sum += exact(total ?? 0);
              if (by !== 'hour')
                expect({ by, sum: exact(body.total) }).toEqual({ by, sum: expected });
            }
            expect({ by, sum }).toEqual({ by, sum: expected });
          }
        },
      ),
      { numRuns: 25 },
    );
  }, 60_000);

  it('shows a client the hours of its ownership, also on days on which the owner changed', async () => {
    const ada = await queries.user('ada');
    const ben = await queries.user('ben');
    await queries.registered(HEAT_PUMP, { ownerId: ada.userId });
    await queries.measured({
      '2026-11-10T10:00:00Z': 1_000_000_000,
      '2026-11-11T10:00:00Z': 2_000_000_000,
      '2026-11-11T12:00:00Z': 4_000_000_000,
      '2026-11-12T10:00:00Z': 8_000_000_000,
    });
    await build();
    await queries.assigned(HEAT_PUMP, ben.userId, '2026-11-11T11:30:00Z');
    const range = 'from=2026-11-10&to=2026-11-12&by=day';
    const shown = async (user: Asking & { userId: string }) => {
      const { userId: _, ...headers } = user;
      const { buckets, total } = await period(range, headers);
      return [total, ...buckets.map((each) => [each.total, each.hoursWithheld ?? 0])];
    };
    expect(await shown(ada)).toEqual([3, [1, 0], [2, 11], [null, 24]]);
    expect(await shown(ben)).toEqual([12, [null, 24], [4, 13], [8, 0]]);
    expect((await period(range)).total).toBe(15);
  });

  it('is compared with the period before, the year before and the average of four, by the hour', async () => {
    await queries.registered();
    const measured = async (day: string, energy: number) => {
      const { hours } = await queries.consumption(day);
      const at = hours.map(({ start }: { start: string }) => [start, energy]);
      await queries.measured(Object.fromEntries(at));
    };
    // 25 hours on 25 October, 24 on the days before.
    await measured('2026-10-25', 2_000_000_000);
    await measured('2026-10-24', 1_000_000_000);
    await measured('2026-10-22', 4_000_000_000);
    await measured('2025-10-25', 2_000_000_000);
    const { comparison } = await period('from=2026-10-25&to=2026-10-25&compare=true');
    expect(comparison).toEqual({
      perHour: 2,
      previous: {
        from: '2026-10-24',
        to: '2026-10-24',
        total: 24,
        hoursMeasured: 24,
        perHour: 1,
        change: 1,
      },
      yearBefore: {
        from: '2025-10-25',
        to: '2025-10-25',
        total: 48,
        hoursMeasured: 24,
        perHour: 2,
        change: 0,
      },
      averageOfFour: {
        from: '2026-10-21',
        to: '2026-10-24',
        total: 60,
        hoursMeasured: 48,
        periods: 2,
        perHour: 2.5,
        change: expect.closeTo(-0.2),
      },
    });
    const ranges = async (query: string) => {
      const { previous, yearBefore } = (await period(`${query}&compare=true`)).comparison!;
      return [previous, yearBefore].map(({ from, to }) => `${from}/${to}`);
    };
    expect(await ranges('from=2026-02-01&to=2026-02-28')).toEqual([
      '2026-01-01/2026-01-31',
      '2025-02-01/2025-02-28',
    ]);
    expect(await ranges('from=2026-10-01&to=2026-10-30&by=month')).toEqual([
      '2026-09-01/2026-09-30',
      '2025-10-01/2025-10-30',
    ]);
    expect(await ranges('from=2026-03-30&to=2026-04-05&by=week')).toEqual([
      '2026-03-23/2026-03-29',
      '2025-03-31/2025-04-06',
    ]);
    expect((await period('from=2024-02-01&to=2024-02-29&compare=true')).comparison).toMatchObject({
      perHour: null,
      previous: { total: null, change: null },
      averageOfFour: { total: null, periods: 0 },
    });
  });

  it('is of the last seven days by default, and of ten years at most', async () => {
    await queries.registered();
    const { from, to, by } = await period('by=day');
    expect([from, to, by]).toEqual(['2026-11-17', '2026-11-23', 'day']);
    const { buckets } = await period('from=2016-11-24&to=2026-11-23&by=day');
    expect(buckets).toHaveLength(3_652);
  });

  it.each([
    ['from=2026-07-02&to=2026-07-01', 'to', '2026-07-01 is before 2026-07-02, the first day.'],
    [
      'from=2026-11-24&to=2026-11-30',
      'from',
      'The range begins on 2026-11-24, in the future: today is 2026-11-23 in Europe/Brussels.',
    ],
    [
      'from=2016-11-22&to=2026-11-23&by=year',
      'to',
      'These are 3654 days; at most ten years (3653 days) are allowed.',
    ],
    [
      'from=2026-07-01&to=2026-09-01&by=hour',
      'to',
      'These are 63 days; by hour, at most 62 are allowed.',
    ],
    [
      'from=2026-02-30',
      'from',
      '"2026-02-30" is not a day of the calendar from 2000 to 2100, written like 2026-11-22.',
    ],
    ['by=quarter', 'by', '"quarter" is not one of hour, day, week, month, year.'],
    ['by=day&compare=maybe', 'compare', '"maybe" is not true or false.'],
    [
      'day=2026-11-22&by=day',
      'day',
      'A day has no `from`, `to`, `by`, `compare` or `cost`: give either.',
    ],
  ])('rejects %s with the reason', async (range, parameter, detail) => {
    await queries.registered();
    const { status, body } = await queries.get(`/api/devices/${HEAT_PUMP}/consumption?${range}`);
    expect({ status, errors: body.errors }).toEqual({
      status: 400,
      errors: [{ in: 'query', parameter, detail }],
    });
  });
});

/** In µWh. */
function exact(kWh: number): bigint {
  return BigInt(Math.round(kWh * 1e9));
}
