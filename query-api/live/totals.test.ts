import { randomUUID } from 'node:crypto';
import { EngineUnavailable } from '@energy/engines';
import type { HourlyConsumption } from '@energy/read-models';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ManualLiveFeed } from '../testing/manual-live-feed.ts';
import { type Asking, HEAT_PUMP, Queries } from '../testing/queries.ts';
import { MAX_WATCHED } from './frames.ts';

let queries: Queries;
let ada: Asking & { userId: string };
let ben: Asking & { userId: string };
beforeEach(async () => {
  queries = await Queries.start();
  [ada, ben] = [await queries.user('Ada'), await queries.user('Ben')];
  await queries.registered(HEAT_PUMP, { ownerId: ada.userId });
});
afterEach(() => queries.stop());

const HOUR = '2026-11-22T10:00:00.000Z';

/** Stores a reading of the hour, in µWh, and publishes it to the live feed as the projector does. */
async function measured(energy: number, { id = HEAT_PUMP, minute = 10, total = '0' } = {}) {
  await queries.measured({ [`2026-11-22T10:${minute}:00Z`]: energy }, id);
  await publishTotal(id, total);
}

async function publishTotal(deviceId = HEAT_PUMP, total = '0') {
  const hour = Date.parse(HOUR);
  await queries.liveFeed.publish([
    { type: 'HourlyTotalChanged', deviceId, hour, total, readings: 1 },
  ]);
}

async function watching(who: Asking, deviceIds = [HEAT_PUMP]) {
  const client = await queries.live(who);
  await client.expect('hello');
  expect(await client.ask({ type: 'watch', deviceIds })).toMatchObject({
    type: 'watching',
    deviceIds,
  });
  return client;
}

describe('a client that watches a device', () => {
  it('receives the total of its hour when it is stored', async () => {
    const client = await watching(ada);
    await measured(1_500_000_000);
    expect(await client.next()).toEqual({
      type: 'hourly-total',
      deviceId: HEAT_PUMP,
      hour: HOUR,
      total: 1.5,
      readings: 1,
      exceeded: false,
      estimated: false,
      suspect: 0,
    });
    await measured(1_000_000_001, { minute: 20 });
    expect(await client.next()).toMatchObject({ total: 2.500000001, readings: 2, exceeded: true });
  });

  it('sees an estimate replaced by a measured reading', async () => {
    const client = await watching(ada);
    const at = { '2026-11-22T10:10:00Z': 500_000_000 };
    await queries.measured(at, HEAT_PUMP, { isEstimated: true });
    await queries.measured({ '2026-11-22T10:20:00Z': 9 }, HEAT_PUMP, { isSuspect: true });
    await publishTotal();
    expect(await client.next()).toMatchObject({ total: 0.5, estimated: true, suspect: 1 });
    await measured(600_000_000);
    expect(await client.next()).toMatchObject({ total: 0.6, estimated: false, suspect: 1 });
  });

  it('receives the stored total, also for notices out of order', async () => {
    const client = await watching(ada);
    await measured(1_500_000_000, { total: '700' });
    expect(await client.next()).toMatchObject({ total: 1.5 });
  });

  it('receives nothing of other devices', async () => {
    const other = randomUUID();
    await queries.registered(other, { ownerId: ada.userId });
    const client = await watching(ada);
    await measured(1_000_000, { id: other });
    await measured(2_000_000);
    expect(await client.next()).toMatchObject({ deviceId: HEAT_PUMP });
  });

  it('receives nothing after unwatching it', async () => {
    const client = await watching(ada);
    const unwatch = { type: 'unwatch' as const, deviceIds: [HEAT_PUMP.toUpperCase()] };
    expect(await client.ask(unwatch)).toMatchObject({ type: 'watching', deviceIds: [] });
    await measured(1_000_000);
    await client.upToNow();
    expect(client.frames.map(({ type }) => type)).not.toContain('hourly-total');
  });

  it('is notified when totals may have been lost', async () => {
    const liveFeed = new ManualLiveFeed();
    const beside = await Queries.start({}, { liveFeed, beside: queries });
    const client = await beside.live(ada);
    const idle = await beside.live(ada);
    await client.ask({ type: 'watch', deviceIds: [HEAT_PUMP] });
    await client.upToNow();
    liveFeed.say({ notices: [], gap: true });
    expect(await client.next()).toEqual({ type: 'totals-missed' });
    await idle.upToNow();
    expect(idle.frames.map(({ type }) => type)).toEqual(['hello', 'watching']);
    await beside.stop();
  });

  it('is notified when totals could not be read', async () => {
    let isAway = true;
    const { consumption: actual } = queries.readModels;
    const hours = async (...of: Parameters<HourlyConsumption['hours']>) => {
      if (isAway) throw new EngineUnavailable('the database is locked');
      return actual.hours(...of);
    };
    const marks = (...of: Parameters<HourlyConsumption['marks']>) => actual.marks(...of);
    const consumption = { hours, marks } as unknown as HourlyConsumption;
    const beside = await Queries.start({ consumption }, { beside: queries });
    const client = await beside.live(ada);
    await client.ask({ type: 'watch', deviceIds: [HEAT_PUMP] });
    await client.upToNow();
    await measured(1_000_000);
    expect(await client.next()).toEqual({ type: 'totals-missed' });
    isAway = false;
    await publishTotal();
    expect(await client.next()).toMatchObject({ type: 'hourly-total', total: 0.001 });
    await beside.stop();
  });
});

describe('a client', () => {
  it('can’t distinguish another client’s device from one that does not exist', async () => {
    const client = await queries.live(ben);
    await client.expect('hello');
    for (const id of [HEAT_PUMP, randomUUID()]) {
      expect(await client.ask({ type: 'watch', deviceIds: [id] })).toEqual({
        type: 'error',
        code: 'device-not-found',
        message: `No device has the id ${id}.`,
      });
    }
    await measured(1_000_000);
    await client.upToNow();
    expect(client.frames.map(({ type }) => type)).not.toContain('hourly-total');
  });

  it('watches all of the devices that it names, or none', async () => {
    const client = await queries.live(ada);
    await client.expect('hello');
    const deviceIds = [HEAT_PUMP, randomUUID()];
    expect(await client.ask({ type: 'watch', deviceIds })).toMatchObject({ type: 'error' });
    expect(await client.ask({ type: 'watch', deviceIds: [] })).toMatchObject({ deviceIds: [] });
  });

  it('receives no totals of a device after losing it, and is notified', async () => {
    const client = await watching(ada);
    await queries.assigned(HEAT_PUMP, ben.userId);
    await measured(1_000_000);
    expect(await client.next()).toEqual({ type: 'unwatched', deviceId: HEAT_PUMP });
    await client.upToNow();
    expect(client.frames.map(({ type }) => type)).not.toContain('hourly-total');
  });

  it('receives no totals of a previous owner’s hours, such as a backfill', async () => {
    await queries.assigned(HEAT_PUMP, ben.userId, '2026-11-22T11:30:00Z');
    const client = await watching(ben);
    await measured(1_000_000);
    await queries.measured({ '2026-11-22T12:10:00Z': 2_000_000 });
    const hour = Date.parse('2026-11-22T12:00:00Z');
    await queries.liveFeed.publish([
      { type: 'HourlyTotalChanged', deviceId: HEAT_PUMP, hour, total: '0', readings: 1 },
    ]);
    expect(await client.next()).toMatchObject({ hour: '2026-11-22T12:00:00.000Z', total: 0.002 });
    const administrator = await watching(queries.administrator);
    await publishTotal();
    expect(await administrator.next()).toMatchObject({ hour: HOUR, total: 0.001 });
    await client.upToNow();
    expect(client.frames.filter(({ type }) => type === 'hourly-total')).toHaveLength(1);
  });

  it('is notified within a second that it no longer owns a device', async () => {
    const client = await watching(ada);
    await queries.assigned(HEAT_PUMP, undefined);
    expect(await client.next()).toEqual({ type: 'unwatched', deviceId: HEAT_PUMP });
  });

  it(`watches ${MAX_WATCHED} devices at most`, async () => {
    const ids = Array.from({ length: MAX_WATCHED }, () => randomUUID());
    for (const id of ids) await queries.registered(id, { ownerId: ada.userId });
    const client = await watching(ada, ids);
    expect(await client.ask({ type: 'watch', deviceIds: [HEAT_PUMP] })).toMatchObject({
      type: 'error',
      code: 'too-many-devices',
    });
    expect(await client.ask({ type: 'watch', deviceIds: ids })).toMatchObject({ type: 'watching' });
  });
});

describe('an administrator', () => {
  it('watches any device through changes of its owner', async () => {
    const client = await watching(queries.administrator);
    await queries.assigned(HEAT_PUMP, ben.userId);
    await measured(1_000_000);
    expect(await client.next()).toMatchObject({ type: 'hourly-total', total: 0.001 });
  });
});
