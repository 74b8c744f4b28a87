import { randomUUID } from 'node:crypto';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Alert, BudgetAlert } from '../../schemas/alert.ts';
import { type Asking, HEAT_PUMP, Queries } from '../../testing/queries.ts';

const FREEZER = '0b9d3a55-5e8b-4d2b-8f7e-9b1c2d3e4f50';

let queries: Queries;
let ada: Asking & { userId: string };
let ben: Asking & { userId: string };
const hour = (number: number) => new Date(Date.UTC(2026, 10, 20, number)).toISOString();

/** Six alerts: of the heat pump, which was Ada's for two hours and then Ben's, and of Ada's freezer. */
beforeAll(async () => {
  queries = await Queries.start();
  [ada, ben] = [await queries.user('Ada'), await queries.user('Ben')];
  await queries.registered(HEAT_PUMP, { ownerId: ada.userId });
  await queries.registered(FREEZER, {
    ownerId: ada.userId,
    description: 'Freezer',
    timeZone: 'Asia/Kolkata',
  });
  await queries.exceeded(hour(1));
  await queries.exceeded(hour(2));
  await queries.assigned(HEAT_PUMP, ben.userId, hour(3));
  await queries.exceeded(hour(3), { kWh: 4 });
  await queries.exceeded(hour(1), { id: FREEZER });
  await queries.exceeded(hour(2), { id: FREEZER, now: Date.parse(hour(200)) });
  await queries.assigned(HEAT_PUMP, undefined, hour(4));
  await queries.changed(HEAT_PUMP, { description: 'Heat pump, attic' });
  await queries.exceeded(hour(4));
});
afterAll(() => queries.stop());

async function list(query = '', who: Asking = queries.administrator) {
  const { userId: _, ...headers } = who;
  const { status, body } = await queries.get(`/api/alerts${query}`, headers);
  expect(status, JSON.stringify(body)).toBe(200);
  for (const alert of body.alerts) {
    expect(Value.Check(alert.kind === 'hour' ? Alert : BudgetAlert, alert)).toBe(true);
  }
  return body as { alerts: Alert[]; next: string | null; unseen: number };
}

async function numbers(query = '', who?: Asking): Promise<number[]> {
  return (await list(query, who)).alerts.map(({ number }) => number);
}

describe('the list of alerts', () => {
  it('shows the hours above their limit, newest first', async () => {
    const { alerts, next } = await list('', ada);
    expect(next).toBeNull();
    expect(alerts.map(({ number }) => number)).toEqual([5, 4, 2, 1]);
    expect(alerts[1]).toEqual({
      kind: 'hour',
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      number: 4,
      deviceId: FREEZER,
      description: 'Freezer',
      hour: '2026-11-20T00:30:00.000Z',
      end: '2026-11-20T01:30:00.000Z',
      timeZone: 'Asia/Kolkata',
      day: '2026-11-20',
      label: '06:00',
      offset: '+05:30',
      ambiguous: false,
      limit: 2.5,
      total: 3,
      exceeded: true,
      estimated: false,
      raisedAt: hour(1),
      late: false,
      seen: false,
    });
    expect(alerts[0]).toMatchObject({ number: 5, late: true });
  });

  it('of a client has those addressed to it, of a former device with what it was then', async () => {
    expect(await numbers('', ben)).toEqual([3]);
    expect(await numbers(`?ownerId=${ada.userId}`, ben)).toEqual([]);
    expect(await numbers(`?deviceId=${FREEZER}`, ben)).toEqual([]);
    const { alerts } = await list(`?deviceId=${HEAT_PUMP}`, ada);
    expect(alerts.map(({ number, description }) => ({ number, description }))).toEqual([
      { number: 2, description: 'Heat pump, cellar' },
      { number: 1, description: 'Heat pump, cellar' },
    ]);
    for (const alert of alerts) expect(alert).not.toHaveProperty('ownerId');
  });

  it('shows administrators all alerts, with their addressees', async () => {
    const { alerts } = await list();
    expect(alerts.map(({ number, ownerId }) => [number, ownerId])).toEqual([
      [6, null],
      [5, ada.userId],
      [4, ada.userId],
      [3, ben.userId],
      [2, ada.userId],
      [1, ada.userId],
    ]);
    expect(alerts[0]!.description).toBe('Heat pump, attic');
  });

  it.each([
    ['deviceId', FREEZER.toUpperCase(), [5, 4]],
    ['from', '2026-11-20T03:00:00Z', [6, 3]],
    ['from', '2026-11-20T04:00:00%2B01:00', [6, 3]],
    ['to', '2026-11-20T01:30:00Z', [4, 1]],
    ['limit', '2', [6, 5]],
    ['deviceId', randomUUID(), []],
  ])('is filtered by %s=%s', async (name, value, expected) => {
    expect(await numbers(`?${name}=${value}`)).toEqual(expected);
  });

  it('of one owner is for administrators to ask for', async () => {
    expect(await numbers(`?ownerId=${ben.userId.toUpperCase()}`)).toEqual([3]);
    expect(await numbers(`?ownerId=${ada.userId}&from=${hour(2)}`, ada)).toContain(2);
  });

  it('comes page by page, each alert once', async () => {
    const pages: number[][] = [];
    let next: string | null = null;
    do {
      const after: string = next === null ? '' : `&after=${next}`;
      const page = await list(`?limit=4${after}`);
      pages.push(page.alerts.map(({ number }) => number));
      next = page.next;
    } while (next !== null);
    expect(pages).toEqual([
      [6, 5, 4, 3],
      [2, 1],
    ]);
  });

  it('shows what the user has seen, and the number of unseen alerts', async () => {
    expect((await list('?limit=1', ada)).unseen).toBe(3);
    await queries.seen(ada.userId, 4);
    const { alerts, unseen } = await list('', ada);
    expect(unseen).toBe(0);
    expect(alerts.map(({ seen }) => seen)).toEqual([true, true, true, true]);
    expect((await list('', ben)).unseen).toBe(1);
    const all = await list();
    expect(all.unseen).toBe(5);
    expect(all.alerts.filter(({ seen }) => seen).map(({ late }) => late)).toEqual([true]);
  });

  it('says whether an hour is back under its limit after a correction', async () => {
    const corrected = hour(9);
    await queries.exceeded(corrected, { id: FREEZER, isPublished: false });
    const [first] = (await list(`?deviceId=${FREEZER}`)).alerts;
    expect(first).toMatchObject({ limit: 2.5, total: 3, exceeded: true });
    await queries.measured({ [corrected]: 2_500_000_000 }, FREEZER);
    const [back] = (await list(`?deviceId=${FREEZER}`)).alerts;
    expect(back).toMatchObject({ number: first!.number, limit: 2.5, total: 2.5, exceeded: false });
  });

  it('has the alerts of budgets for their clients and for administrators, as what they are', async () => {
    const { number } = (await queries.readModels.alerts.raiseBudgetAlert({
      ownerId: ada.userId,
      budget: {
        month: '2026-11',
        threshold: 80,
        amount: '120.50',
        currency: 'EUR',
        forecast: '98.70',
      },
      raisedAt: Date.parse(hour(5)),
    }))!;
    const shown = {
      kind: 'budget',
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      number,
      ownerId: ada.userId,
      month: '2026-11',
      threshold: 80,
      amount: '120.50',
      currency: 'EUR',
      forecast: '98.70',
      raisedAt: hour(5),
      late: false,
      seen: false,
    };
    const [newest, next] = (await list('', ada)).alerts;
    expect(newest).toEqual(shown);
    expect(next).toMatchObject({ kind: 'hour' });
    expect((await list()).alerts[0]).toEqual(shown);
    expect(await numbers('', ben)).not.toContain(number);
    expect(await numbers(`?deviceId=${FREEZER}`, ada)).not.toContain(number);
    expect(await numbers(`?from=${hour(5)}`, ada)).toContain(number);
  });

  it.each([
    'limit=0',
    'after=x',
    'after=0',
    'after=1.5',
    `after=${'9'.repeat(16)}`,
    'deviceId=1',
    'ownerId=urn:uuid:5c2494a3-1140-4c7a-991a-a1a2561c6bc2',
    'from=yesterday',
    'from=2026-11-20',
    'to=2026-02-30T00:00:00Z',
    'from=2026-11-20T00:00:00.0123456789Z',
    'search=pump',
  ])('is not to be had for %s, which is said', async (parameter) => {
    const { status, body } = await queries.get(`/api/alerts?${parameter}`);
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ in: 'query', parameter: parameter.split('=')[0] }]);
  });
});
