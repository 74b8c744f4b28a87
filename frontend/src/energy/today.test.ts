import { describe, expect, it } from 'vitest';
import type { Today } from '../api/client.ts';
import { nextAtRisk, stackToday, toDevicesToday, withTodaysTotal } from './today.ts';

const HOUR_MS = 3_600_000;
const hoursFrom = (start: string, count = 24) =>
  Array.from({ length: count }, (_, hour) =>
    new Date(Date.parse(start) + hour * HOUR_MS).toISOString(),
  );
const brussels: Today['days'][number] = {
  timeZone: 'Europe/Brussels',
  day: '2026-11-22',
  starts: hoursFrom('2026-11-21T23:00:00Z'),
  before: hoursFrom('2026-11-20T23:00:00Z'),
};
const newYork: Today['days'][number] = {
  timeZone: 'America/New_York',
  day: '2026-11-21',
  starts: hoursFrom('2026-11-21T05:00:00Z'),
  before: hoursFrom('2026-11-20T05:00:00Z'),
};
const padded = (energies: (number | null)[]) => [
  ...energies,
  ...Array.from({ length: 24 - energies.length }, () => null),
];
const device = (
  id: string,
  energies: (number | null)[],
  { before = [], limit = 2, timeZone = 'Europe/Brussels' } = {} as {
    before?: (number | null)[];
    limit?: number;
    timeZone?: string;
  },
): Today['devices'][number] => ({
  deviceId: id,
  description: id,
  address: 'Anywhere',
  maxHourlyConsumption: limit,
  timeZone,
  energies: padded(energies),
  before: padded(before),
});
const NOW = Date.parse('2026-11-22T01:30:00Z'); // 02:30 in Brussels.
const todayOf = (one: Today['devices'][number], day = brussels) =>
  toDevicesToday({ devices: [one], days: [day] }, NOW)[0]!;

describe('a device’s day so far', () => {
  it('has the total, the hours over the limit and the running hour', () => {
    expect(todayOf(device('a', [0.1, 2.5, 0.2]))).toMatchObject({
      total: 2.8,
      exceeded: 1,
      running: 0.2,
      overAt: undefined,
    });
    expect(todayOf(device('a', []))).toMatchObject({ total: null, running: null });
  });

  it('names the instant at which the running hour exceeds the limit', () => {
    expect(todayOf(device('a', [0, 0, 1.5])).overAt).toBe(Date.parse('2026-11-22T01:40:00Z'));
  });

  it('takes the total of an hour from the live feed', () => {
    const today: Today = {
      at: '',
      unit: 'kWh',
      days: [brussels],
      devices: [device('a', [0.1]), device('b', [])],
      former: [],
    };
    const total = {
      deviceId: 'b',
      hour: '2026-11-22T01:00:00Z',
      total: 0.7,
      readings: 1,
      exceeded: false,
      estimated: false,
      suspect: 0,
    };
    expect(withTodaysTotal(today, total).devices[1]!.energies[2]).toBe(0.7);
    expect(withTodaysTotal(today, { ...total, deviceId: 'c' })).toBe(today);
    expect(withTodaysTotal(today, { ...total, hour: '2026-11-20T01:00:00Z' })).toBe(today);
  });
});

describe('all devices together', () => {
  it('are stacked by consumption, those beyond the fourth together', () => {
    const devices = [1, 5, 2, 4, 3, 6].map((energy) => todayOf(device(`d${energy}`, [energy])));
    const { parts, hours, total } = stackToday(devices, [brussels], NOW);
    expect(parts.map((part) => [part.device?.id, part.total])).toEqual([
      ['d6', 6],
      ['d5', 5],
      ['d4', 4],
      ['d3', 3],
      [undefined, 3],
    ]);
    expect(hours[0]).toMatchObject({ energies: [6, 5, 4, 3, 3], total: 21 });
    expect(total).toBe(21);
  });

  it('compare with the day before by complete hours that both days have', () => {
    const devices = [
      todayOf(device('a', [1, 2, 9], { before: [2, 3, 4] })),
      todayOf(device('b', [null, 1], { before: [7, 1] })),
    ];
    const { soFar, hours } = stackToday(devices, [brussels], NOW);
    expect(soFar).toEqual({ today: 4, before: 6 });
    expect(hours.slice(0, 3).map(({ before }) => before)).toEqual([9, 4, 4]);
  });

  it('show what is fed into the grid apart from what is drawn', () => {
    const feeding = (id: string, energies: number[], timeZone: string, day = brussels) =>
      todayOf({ ...device(id, energies, { timeZone }), flow: 'production' }, day);
    const house = todayOf(device('house', [1, 2]));
    const devices = [
      house,
      feeding('roof', [0.5, 3], 'Europe/Brussels'),
      feeding(
        'far',
        Array.from({ length: 20 }, () => 1),
        'America/New_York',
        newYork,
      ),
    ];
    const { total, parts, hours, production } = stackToday(devices, [newYork, brussels], NOW);
    expect({ total, production }).toEqual({ total: 3, production: 23.5 });
    expect(parts.map((part) => part.device?.id)).toEqual(['house']);
    expect(hours.slice(0, 3).map((hour) => [hour.total, hour.production])).toEqual([
      [1, 1.5],
      [2, 4],
      [0, 0],
    ]);
    expect(stackToday([house], [brussels], NOW).production).toBeUndefined();
  });

  it('are shown on the clock of most of them', () => {
    const devices = [
      todayOf(device('a', [1])),
      todayOf(device('b', [1])),
      // 19 hours after its midnight it is 01:00 in Brussels.
      todayOf(
        device(
          'c',
          Array.from({ length: 20 }, (_, hour) => hour),
          { timeZone: 'America/New_York' },
        ),
        newYork,
      ),
    ];
    const stack = stackToday(devices, [newYork, brussels], NOW);
    expect(stack.timeZone).toBe('Europe/Brussels');
    expect(stack.hours.slice(0, 3).map(({ total }) => total)).toEqual([20, 19, 0]);
    expect(stack.total).toBe(192);
  });

  it('have a next device at risk: the first to reach its limit, or the nearest to it', () => {
    const calm = todayOf(device('calm', [0, 0, 0.1]));
    const over = todayOf(device('over', [0, 0, 3]));
    const near = todayOf(device('near', [0, 0, 1.2]));
    const nearer = todayOf(device('nearer', [0, 0, 1.9]));
    expect(nextAtRisk([calm, over])).toBeUndefined();
    expect(nextAtRisk([calm, near, over])?.id).toBe('near');
    expect(nextAtRisk([near, nearer])?.id).toBe('nearer');
  });
});
