import { Value } from 'typebox/value';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DailyConsumption } from '../../schemas/consumption.ts';
import { HEAT_PUMP, Queries } from '../../testing/queries.ts';

let queries: Queries;
beforeEach(async () => {
  queries = await Queries.start();
});
afterEach(() => queries.stop());

async function days(range: string): Promise<DailyConsumption> {
  const { status, body } = await queries.get(`/api/devices/${HEAT_PUMP}/consumption/days${range}`);
  if (status !== 200) throw new Error(JSON.stringify(body));
  return body;
}

describe('the consumption of a device on each of some days', () => {
  it('has every day asked for, with what it adds up to', async () => {
    await queries.registered();
    await queries.measured({
      '2026-11-20T22:59:59Z': 400_000_000, // still the 20th in Brussels
      '2026-11-20T23:00:00Z': 100_000_000,
      '2026-11-21T10:00:00Z': 2_500_000_000,
      '2026-11-21T11:00:00Z': 2_500_000_001,
    });
    const body = await days('?from=2026-11-19&to=2026-11-21');
    expect(body).toEqual({
      deviceId: HEAT_PUMP,
      timeZone: 'Europe/Brussels',
      unit: 'kWh',
      maxHourlyConsumption: 2.5,
      days: [
        {
          day: '2026-11-19',
          total: null,
          minutes: 1_440,
          hours: 24,
          hoursMeasured: 0,
          largestHour: null,
          hoursExceeded: 0,
        },
        {
          day: '2026-11-20',
          total: 0.4,
          minutes: 1_440,
          hours: 24,
          hoursMeasured: 1,
          largestHour: 0.4,
          hoursExceeded: 0,
        },
        {
          day: '2026-11-21',
          total: 5.100000001,
          minutes: 1_440,
          hours: 24,
          hoursMeasured: 3,
          largestHour: 2.500000001,
          hoursExceeded: 1,
        },
      ],
    });
    expect(Value.Check(DailyConsumption, body)).toBe(true);
  });

  it('distinguishes a day without consumption from one without measurements', async () => {
    await queries.registered();
    await queries.measured({ '2026-11-21T10:00:00Z': 0 });
    const body = await days('?from=2026-11-21&to=2026-11-22');
    expect(body.days.map(({ total }) => total)).toEqual([0, null]);
  });

  it('knows the days on which the clocks change', async () => {
    await queries.registered();
    const hoursOf = async (day: string) => (await days(`?from=${day}&to=${day}`)).days[0]!.hours;
    expect(await hoursOf('2026-03-29')).toBe(23);
    expect(await hoursOf('2026-10-25')).toBe(25);
  });

  it('has the true length of each day', async () => {
    await queries.registered(HEAT_PUMP, { timeZone: 'Australia/Lord_Howe' });
    const lengths = async (day: string) =>
      (await days(`?from=${day}&to=${day}`)).days.map(({ minutes }) => minutes / 60);
    expect(await lengths('2025-04-06')).toEqual([24.5]);
    expect(await lengths('2025-10-05')).toEqual([23.5]);
  });

  it('leaves out a day that the calendar of the zone skips', async () => {
    await queries.registered(HEAT_PUMP, { timeZone: 'Pacific/Apia' });
    const { days: found } = await days('?from=2011-12-29&to=2011-12-31');
    expect(found.map(({ day }) => day)).toEqual(['2011-12-29', '2011-12-31']);
    const url = `/api/devices/${HEAT_PUMP}/consumption/days?from=2011-12-30&to=2011-12-30`;
    const { status, body } = await queries.get(url);
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ in: 'query', parameter: 'from' }]);
  });

  it('is of the last seven days in the device’s own zone where none are named', async () => {
    await queries.registered();
    const week = (await days('')).days.map(({ day }) => day);
    expect([week[0], week.at(-1), week.length]).toEqual(['2026-11-17', '2026-11-23', 7]);
    const before = (await days('?to=2026-11-02')).days.map(({ day }) => day);
    expect([before[0], before.at(-1)]).toEqual(['2026-10-27', '2026-11-02']);
  });

  it('is of 62 days at most', async () => {
    await queries.registered();
    expect((await days('?from=2026-07-01&to=2026-08-31')).days).toHaveLength(62);
  });

  it.each([
    ['?from=2026-07-01&to=2026-09-01', 'to', 'These are 63 days; at most 62 are allowed.'],
    ['?from=2026-07-02&to=2026-07-01', 'to', '2026-07-01 is before 2026-07-02, the first day.'],
    [
      '?from=yesterday',
      'from',
      '"yesterday" is not a day of the calendar from 2000 to 2100, written like 2026-11-22.',
    ],
  ])('is not to be had for %s, which is said', async (range, parameter, detail) => {
    await queries.registered();
    const url = `/api/devices/${HEAT_PUMP}/consumption/days${range}`;
    const { status, body } = await queries.get(url);
    expect(status).toBe(400);
    expect(body.errors).toEqual([{ in: 'query', parameter, detail }]);
  });
});
