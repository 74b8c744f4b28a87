import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Asking, HEAT_PUMP, Queries } from '../testing/queries.ts';
import type { ServerFrame } from './frames.ts';

let queries: Queries;
let ada: Asking & { userId: string };
let ben: Asking & { userId: string };
beforeEach(async () => {
  queries = await Queries.start();
  [ada, ben] = [await queries.user('Ada'), await queries.user('Ben')];
  await queries.registered(HEAT_PUMP, { ownerId: ada.userId });
});
afterEach(() => queries.stop());

/** The hour of a day in November, as an instant. */
const hour = (number: number) =>
  new Date(Date.UTC(2026, 10, 20) + number * 3_600_000).toISOString();

const numberIn = (frame: ServerFrame) => frame.type === 'alert' && frame.alert.number;

describe('a client', () => {
  it('receives an alert of its device at once, as in the list', async () => {
    const client = await queries.live(ada);
    expect(await client.next()).toEqual({ type: 'hello', after: 0 });
    await queries.exceeded(hour(10));
    const { alert } = await client.expect('alert');
    expect(alert).toMatchObject({ number: 1, label: '11:00', limit: 2.5, total: 3, seen: false });
    const { body } = await queries.get('/api/alerts', { authorization: ada.authorization! });
    expect(body.alerts).toEqual([alert]);
  });

  it('receives the alert of its budget at once, as in the list, and no other client’s', async () => {
    const client = await queries.live(ada);
    const other = await queries.live(ben);
    for (const each of [client, other]) await each.expect('hello');
    const budget = { month: '2026-11', amount: '120.50', currency: 'EUR', forecast: '98.70' };
    const raised = await queries.readModels.alerts.raiseBudgetAlert({
      ownerId: ada.userId,
      budget: { ...budget, threshold: 80 },
      raisedAt: Date.parse(hour(10)),
    });
    const { number } = raised!;
    const notice = { type: 'AlertRaised', number, deviceId: null, ownerId: ada.userId } as const;
    await queries.liveFeed.publish([notice]);
    const { alert } = await client.expect('budget-alert');
    expect(alert).toMatchObject({ ...budget, kind: 'budget', number, threshold: 80, seen: false });
    const { body } = await queries.get('/api/alerts', { authorization: ada.authorization! });
    expect(body.alerts).toEqual([alert]);
    await other.upToNow();
    expect(other.frames.map(({ type }) => type)).not.toContain('budget-alert');
    const late = await queries.live(ada, '?after=0');
    await late.expect('hello');
    expect((await late.expect('budget-alert')).alert).toEqual(alert);
  });

  it('receives an alert in every tab', async () => {
    const tabs = await Promise.all([1, 2, 3].map(() => queries.live(ada)));
    for (const tab of tabs) await tab.expect('hello');
    await queries.exceeded(hour(10));
    for (const tab of tabs) expect((await tab.expect('alert')).alert.number).toBe(1);
  });

  it('receives no alerts of another client’s device, or of one without an owner', async () => {
    const client = await queries.live(ada);
    const other = await queries.live(ben);
    const nobodys = randomUUID();
    await queries.registered(nobodys);
    await queries.exceeded(hour(10), { id: nobodys });
    await queries.exceeded(hour(11));
    expect(await client.expect('hello')).toBeDefined();
    expect((await client.expect('alert')).alert.deviceId).toBe(HEAT_PUMP);
    await other.upToNow();
    expect(other.alerts).toEqual([]);
  });

  it('receives no alerts of a device from the moment when another client owns it', async () => {
    const client = await queries.live(ada);
    const other = await queries.live(ben);
    const before = await queries.exceeded(hour(10));
    await client.expect('hello');
    await client.expect('alert');
    await queries.assigned(HEAT_PUMP, ben.userId, hour(11));
    const after = await queries.exceeded(hour(11));
    await other.expect('hello');
    expect(numberIn(await other.next())).toBe(after.number);
    await client.upToNow();
    expect(client.alerts).toEqual([before.number]);
    // Nobody receives what was addressed to Ada while she owned the device.
    const again = await queries.live(ada, '?after=0');
    await again.upToNow();
    expect(again.alerts).toEqual([]);
  });

  it('receives nothing addressed to a previous owner of its device', async () => {
    await queries.exceeded(hour(10));
    await queries.assigned(HEAT_PUMP, ben.userId);
    const other = await queries.live(ben, '?after=0');
    await other.upToNow();
    expect(other.alerts).toEqual([]);
  });

  it('receives no alerts of a backfill', async () => {
    const client = await queries.live(ada);
    const late = await queries.exceeded(hour(10), { now: Date.parse(hour(60)) });
    expect(late.late).toBe(true);
    const { number } = await queries.exceeded(hour(11));
    await client.expect('hello');
    expect(numberIn(await client.next())).toBe(number);
  });

  it('learns in each tab that the alerts were seen in one', async () => {
    const tab = await queries.live(ada);
    const other = await queries.live(ben);
    await tab.expect('hello');
    await queries.liveFeed.publish([{ type: 'AlertsSeen', userId: ada.userId, through: 3 }]);
    expect(await tab.next()).toEqual({ type: 'alerts-seen', through: 3 });
    await other.upToNow();
    expect(other.frames.map(({ type }) => type)).toEqual(['hello', 'watching']);
  });

  it('can’t select alerts', async () => {
    const client = await queries.live(ben);
    await client.expect('hello');
    for (const type of ['watch-alerts', 'unwatch-alerts'] as const) {
      expect(await client.ask({ type })).toMatchObject({ type: 'error', code: 'not-allowed' });
    }
    await queries.exceeded(hour(10));
    await client.upToNow();
    expect(client.alerts).toEqual([]);
  });
});

describe('an administrator', () => {
  it('receives no alerts before subscribing, and then all since the connection was opened', async () => {
    const client = await queries.live(queries.administrator);
    await client.expect('hello');
    const first = await queries.exceeded(hour(10));
    await client.upToNow();
    expect(client.alerts).toEqual([]);
    expect(await client.ask({ type: 'watch-alerts' })).toEqual({
      type: 'watching',
      deviceIds: [],
      alerts: 'all',
    });
    const { alert } = await client.expect('alert');
    expect(alert).toMatchObject({ number: first.number, ownerId: ada.userId });
    const second = await queries.exceeded(hour(11));
    expect(numberIn(await client.next())).toBe(second.number);
  });

  it('receives those of the selected devices', async () => {
    const other = randomUUID();
    await queries.registered(other);
    const client = await queries.live(queries.administrator);
    await client.expect('hello');
    await client.ask({ type: 'watch-alerts', deviceIds: [other.toUpperCase()] });
    await queries.exceeded(hour(10));
    const { number } = await queries.exceeded(hour(10), { id: other });
    expect(numberIn(await client.next())).toBe(number);
    expect(await client.ask({ type: 'unwatch-alerts' })).toMatchObject({ alerts: 'none' });
    await queries.exceeded(hour(11), { id: other });
    await client.upToNow();
    expect(client.alerts).toEqual([number]);
  });

  it('receives no alert twice after changing the selection', async () => {
    const client = await queries.live(queries.administrator);
    await client.expect('hello');
    await client.ask({ type: 'watch-alerts' });
    const { number } = await queries.exceeded(hour(10));
    await client.expect('alert');
    await client.ask({ type: 'watch-alerts', deviceIds: [HEAT_PUMP] });
    await client.ask({ type: 'watch-alerts' });
    await client.upToNow();
    expect(client.alerts).toEqual([number]);
  });
});
