import { Value } from 'typebox/value';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Consumption } from '../../schemas/consumption.ts';
import { type Asking, HEAT_PUMP, Queries } from '../../testing/queries.ts';

let queries: Queries;
beforeEach(async () => {
  queries = await Queries.start();
});
afterEach(() => queries.stop());

/** Of an hour of a meter that reports every ten minutes. */
const COMPLETE = { expectedReadings: 6, estimated: false, suspect: 0 };
const NOTHING = { energy: null, readings: 0, exceeded: false };

const labels = (body: Consumption) => body.hours.map(({ label }) => label);

describe('the consumption of a device on a day', () => {
  it('has every hour of the day, with what was measured in it', async () => {
    await queries.registered();
    await queries.measured({
      '2026-11-21T23:00:00Z': 100_000_000,
      '2026-11-21T23:10:00Z': 200_000_000,
      '2026-11-22T12:59:59.999Z': 3_000_000_000,
      '2026-11-22T23:00:00Z': 700_000_000, // the day after
    });
    const body = await queries.consumption('2026-11-22');
    expect({ ...body, hours: undefined }).toEqual({
      deviceId: HEAT_PUMP,
      day: '2026-11-22',
      timeZone: 'Europe/Brussels',
      unit: 'kWh',
      flow: 'consumption',
      maxHourlyConsumption: 2.5,
      minutes: 1_440,
      total: 3.3,
      hours: undefined,
    });
    expect(body.hours).toHaveLength(24);
    expect(body.hours[0]).toEqual({
      start: '2026-11-21T23:00:00.000Z',
      end: '2026-11-22T00:00:00.000Z',
      label: '00:00',
      offset: '+01:00',
      ambiguous: false,
      energy: 0.3,
      readings: 2,
      ...COMPLETE,
      exceeded: false,
    });
    expect(body.hours[1]).toEqual({
      start: '2026-11-22T00:00:00.000Z',
      end: '2026-11-22T01:00:00.000Z',
      label: '01:00',
      offset: '+01:00',
      ambiguous: false,
      energy: null,
      readings: 0,
      ...COMPLETE,
      exceeded: false,
    });
    expect(body.hours[13]).toMatchObject({ label: '13:00', energy: 3, exceeded: true });
    expect(Value.Check(Consumption, body)).toBe(true);
  });

  it('distinguishes an hour without consumption from one without measurements', async () => {
    await queries.registered();
    await queries.measured({ '2026-11-22T12:00:00Z': 0 });
    const { hours, total } = await queries.consumption('2026-11-22');
    expect(hours[13]).toMatchObject({ energy: 0, readings: 1, exceeded: false });
    expect(hours[12]).toMatchObject({ energy: null, readings: 0, exceeded: false });
    expect(total).toBe(0);
  });

  it('has no total and hours without energy where nothing was measured', async () => {
    await queries.registered();
    const body = await queries.consumption('2026-11-22');
    expect(body.total).toBeNull();
    expect(body.hours.every(({ energy }: { energy: unknown }) => energy === null)).toBe(true);
  });

  it('has 23 hours where the clocks go forward: the skipped one is not there', async () => {
    await queries.registered();
    await queries.measured({ '2026-03-29T00:59:00Z': 1, '2026-03-29T01:00:00Z': 2 });
    const body = await queries.consumption('2026-03-29');
    expect(labels(body)).toHaveLength(23);
    expect(labels(body).slice(0, 4)).toEqual(['00:00', '01:00', '03:00', '04:00']);
    expect(body.hours[1].energy).toBe(1e-9);
    expect(body.hours[2].energy).toBe(2e-9);
    expect(body.total).toBe(3e-9);
  });

  it('says how complete an hour is, and which readings are estimated or suspect', async () => {
    await queries.registered(HEAT_PUMP, { meter: { intervalMinutes: 15, flow: 'production' } });
    const estimate = { isEstimated: true };
    await queries.measured({ '2026-11-21T23:00:00Z': 100_000_000 }, HEAT_PUMP, estimate);
    const suspect = { isSuspect: true };
    await queries.measured({ '2026-11-21T23:15:00Z': 900_000_000 }, HEAT_PUMP, suspect);
    await queries.measured({ '2026-11-22T01:00:00Z': 900_000_000 }, HEAT_PUMP, suspect);
    const { flow, total, hours } = await queries.consumption('2026-11-22');
    expect({ flow, total }).toEqual({ flow: 'production', total: 0.1 });
    const marks = { expectedReadings: 4, estimated: false, suspect: 0 };
    expect(hours[0]).toMatchObject({ ...marks, energy: 0.1, estimated: true, suspect: 1 });
    expect(hours[1]).toMatchObject({ ...marks, energy: null });
    expect(hours[2]).toMatchObject({ ...marks, energy: null, readings: 0, suspect: 1 });
  });

  it('has 25 hours where the clocks go back: the repeated one is two', async () => {
    await queries.registered();
    await queries.measured({
      '2026-10-25T00:30:00Z': 1_000_000_000,
      '2026-10-25T01:30:00Z': 2_000_000_000,
    });
    const body = await queries.consumption('2026-10-25');
    expect(labels(body)).toHaveLength(25);
    expect(body.hours.slice(2, 4)).toEqual([
      {
        start: '2026-10-25T00:00:00.000Z',
        end: '2026-10-25T01:00:00.000Z',
        label: '02:00',
        offset: '+02:00',
        ambiguous: true,
        energy: 1,
        readings: 1,
        ...COMPLETE,
        exceeded: false,
      },
      {
        start: '2026-10-25T01:00:00.000Z',
        end: '2026-10-25T02:00:00.000Z',
        label: '02:00',
        offset: '+01:00',
        ambiguous: true,
        energy: 2,
        readings: 1,
        ...COMPLETE,
        exceeded: false,
      },
    ]);
  });

  it('has the hours of a half-hour zone', async () => {
    await queries.registered(HEAT_PUMP, { timeZone: 'Asia/Kolkata' });
    await queries.measured({ '2026-11-22T12:29:00Z': 1, '2026-11-22T12:30:00Z': 2 });
    const { hours } = await queries.consumption('2026-11-22');
    expect(hours).toHaveLength(24);
    expect(hours[0]).toMatchObject({ start: '2026-11-21T18:30:00.000Z', label: '00:00' });
    expect(hours[17]).toMatchObject({ start: '2026-11-22T11:30:00.000Z', energy: 1e-9 });
    expect(hours[18]).toMatchObject({ start: '2026-11-22T12:30:00.000Z', energy: 2e-9 });
  });

  it('has hours of 30 minutes beside a change of half an hour, and says how long the day is', async () => {
    await queries.registered(HEAT_PUMP, { timeZone: 'Australia/Lord_Howe' });
    const back = await queries.consumption('2025-04-06');
    expect(back.minutes).toBe(24.5 * 60);
    expect(back.hours[2]).toMatchObject({
      start: '2025-04-05T15:00:00.000Z',
      end: '2025-04-05T15:30:00.000Z',
      label: '01:30',
      offset: '+10:30',
      ambiguous: true,
    });
    const forward = await queries.consumption('2025-10-05');
    expect(forward.minutes).toBe(23.5 * 60);
    expect(forward.hours[2]).toMatchObject({
      start: '2025-10-04T15:30:00.000Z',
      end: '2025-10-04T16:00:00.000Z',
      label: '02:30',
      offset: '+11:00',
      ambiguous: false,
    });
  });

  it('is refused for a day that the calendar of the zone skips', async () => {
    await queries.registered(HEAT_PUMP, { timeZone: 'Pacific/Apia' });
    const url = `/api/devices/${HEAT_PUMP}/consumption?day=2011-12-30`;
    const { status, body } = await queries.get(url);
    expect(status).toBe(400);
    expect(body.errors).toEqual([
      {
        in: 'query',
        parameter: 'day',
        detail: 'Pacific/Apia has no 2011-12-30: its calendar skips that day.',
      },
    ]);
  });

  it('is of today in the device’s own zone where no day is asked for', async () => {
    const elsewhere = '00000000-0000-4000-8000-000000000001';
    await queries.registered();
    await queries.registered(elsewhere, { timeZone: 'America/New_York' });
    const today = async (id: string) => (await queries.get(`/api/devices/${id}/consumption`)).body;
    expect((await today(HEAT_PUMP)).day).toBe('2026-11-23');
    expect((await today(elsewhere)).day).toBe('2026-11-22');
  });

  it('exceeds the limit above it, by a µWh even, and not at it', async () => {
    await queries.registered(HEAT_PUMP, { maxHourlyConsumption: 0.3 });
    await queries.measured({
      '2026-11-22T10:00:00Z': 100_000_000,
      '2026-11-22T10:10:00Z': 200_000_000,
      '2026-11-22T11:00:00Z': 100_000_000,
      '2026-11-22T11:10:00Z': 200_000_001,
    });
    const { hours } = await queries.consumption('2026-11-22');
    expect(hours[11]).toMatchObject({ energy: 0.3, exceeded: false });
    expect(hours[12]).toMatchObject({ energy: 0.300000001, exceeded: true });
  });

  it('adds exactly beyond what a double counts in µWh', async () => {
    const limit = 9_007_199_254_740_990;
    await queries.registered(HEAT_PUMP, { maxHourlyConsumption: limit / 1e9 });
    await queries.measured({
      '2026-11-22T10:00:00Z': limit,
      '2026-11-22T11:00:00Z': limit,
      '2026-11-22T11:10:00Z': 1,
      '2026-11-22T12:00:00Z': limit,
      '2026-11-22T12:10:00Z': limit,
      '2026-11-22T12:20:00Z': limit,
    });
    const { hours, total } = await queries.consumption('2026-11-22');
    expect(hours[11]).toMatchObject({ energy: 9007199.25474099, exceeded: false });
    expect(hours[12]).toMatchObject({ energy: 9007199.25474099, exceeded: true });
    expect(hours[13]).toMatchObject({ energy: 27021597.76422297, exceeded: true });
    expect(total).toBe(Number('45035996.273704951'));
  });

  it('is that of the device whose id is given, in either case, and of no other', async () => {
    const other = '00000000-0000-4000-8000-000000000001';
    await queries.registered();
    await queries.registered(other);
    await queries.measured({ '2026-11-22T10:00:00Z': 1_000_000_000 }, other);
    expect((await queries.consumption('2026-11-22')).total).toBeNull();
    const inCapitals = await queries.consumption('2026-11-22', HEAT_PUMP.toUpperCase());
    expect(inCapitals.deviceId).toBe(HEAT_PUMP);
  });

  it('shows a client the hours for the time that the device was its own, and no others', async () => {
    const ada = await queries.user('Ada');
    const ben = await queries.user('Ben');
    const eve = await queries.user('Eve');
    await queries.registered(HEAT_PUMP, { ownerId: ada.userId });
    await queries.assigned(HEAT_PUMP, undefined, '2026-11-22T10:20:00Z');
    await queries.assigned(HEAT_PUMP, ben.userId, '2026-11-22T12:00:00Z');
    await queries.changed(HEAT_PUMP, { maxHourlyConsumption: 0.01 });
    const energies = Array.from({ length: 24 }, (_, hour) => [
      new Date(Date.UTC(2026, 10, 21, 23 + hour, 5)).toISOString(),
      10 ** 6 * (hour + 1),
    ]);
    await queries.measured(Object.fromEntries(energies));
    const dayOf = async (who: Asking, path = '?day=2026-11-22') => {
      const url = `/api/devices/${HEAT_PUMP}/consumption${path}`;
      return queries.get(url, { authorization: who.authorization! });
    };
    const hoursOf = ({ body }: Awaited<ReturnType<typeof dayOf>>) => {
      const { hours } = body as Consumption;
      for (const { withheld, energy, readings, exceeded } of hours) {
        if (withheld) expect({ energy, readings, exceeded }).toEqual(NOTHING);
        else expect(energy).not.toBeNull();
      }
      return hours.filter(({ withheld }) => !withheld).map(({ label }) => label);
    };
    const labels = (from: number, to: number) =>
      Array.from(
        { length: to - from },
        (_, index) => `${String(from + index).padStart(2, '0')}:00`,
      );

    const ofAda = await dayOf(ada);
    expect(hoursOf(ofAda)).toEqual(labels(0, 12)); // 11:20 in Brussels is within the hour of 11:00.
    expect(ofAda.body).toMatchObject({ total: 0.078, maxHourlyConsumption: 2.5 });
    const ofBen = await dayOf(ben);
    expect(hoursOf(ofBen)).toEqual(labels(13, 24));
    expect(ofBen.body).toMatchObject({ total: 0.209, maxHourlyConsumption: 0.01 });
    expect((await dayOf(eve)).status).toBe(404);
    expect((await dayOf(queries.administrator)).body.total).toBe(0.3);

    const days = '/days?from=2026-11-21&to=2026-11-22';
    expect((await dayOf(ada, days)).body.days).toMatchObject([
      { total: null, hoursMeasured: 0 },
      { total: 0.078, hoursMeasured: 12, hoursExceeded: 0, hoursWithheld: 12 },
    ]);
    expect((await dayOf(ben, days)).body.days).toMatchObject([
      { total: null, hoursMeasured: 0, hoursWithheld: 24 },
      { total: 0.209, hoursMeasured: 11, hoursExceeded: 11, hoursWithheld: 13 },
    ]);
    expect((await dayOf(eve, days)).status).toBe(404);
  });

  it('is still there when the device was decommissioned', async () => {
    await queries.registered();
    await queries.measured({ '2026-11-20T09:00:00Z': 1_000_000_000 });
    await queries.decommissioned(HEAT_PUMP, 1);
    expect((await queries.consumption('2026-11-20')).total).toBe(1);
  });

  it.each([
    '2026-02-30',
    '2026-13-01',
    '2026-11-22T00:00',
    '22.11.2026',
    'today',
    '',
    '1999-12-31',
    '2101-01-01',
  ])('is not to be had for "%s", which is said', async (day) => {
    await queries.registered();
    const { status, body } = await queries.get(`/api/devices/${HEAT_PUMP}/consumption?day=${day}`);
    expect(status).toBe(400);
    expect(body.errors).toEqual([
      {
        in: 'query',
        parameter: 'day',
        detail: `"${day}" is not a day of the calendar from 2000 to 2100, written like 2026-11-22.`,
      },
    ]);
  });

  it.each(['2000-01-01', '2024-02-29', '2100-12-31'])('is to be had for %s', async (day) => {
    await queries.registered();
    expect((await queries.consumption(day)).hours).toHaveLength(24);
  });
});
