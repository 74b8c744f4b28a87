import { describe, expect, it } from 'vitest';
import { countByFilter, type DeviceLineOptions, deviceLines } from './device-lines.ts';
import type { DeviceToday } from './today.ts';

const device = (description: string, changes: Partial<DeviceToday> = {}): DeviceToday => ({
  id: description,
  description,
  address: 'Street 1',
  timeZone: 'Europe/Brussels',
  limit: 2,
  day: '2026-11-22',
  total: 1,
  exceeded: 0,
  running: 0.1,
  overAt: undefined,
  energies: [],
  before: [],
  ...changes,
});
const DEVICES = [
  device('Heat pump', { total: 9, exceeded: 2, running: 2.5 }),
  device('Café', { total: 3, running: 1.7, address: 'Place 2' }),
  device('Garage', { total: null, running: null }),
  device('Attic'),
];
const names = (options: Partial<DeviceLineOptions>) =>
  deviceLines(DEVICES, {
    search: '',
    sort: 'name',
    filter: 'all',
    collator: new Intl.Collator('en'),
    limit: 10,
    ...options,
  }).lines.map(({ description }) => description);

describe('the list of a client’s devices', () => {
  it('is sorted by name, by today’s total or by hours over the limit', () => {
    expect(names({})).toEqual(['Attic', 'Café', 'Garage', 'Heat pump']);
    expect(names({ sort: 'today' })).toEqual(['Heat pump', 'Café', 'Attic', 'Garage']);
    expect(names({ sort: 'over' })).toEqual(['Heat pump', 'Café', 'Attic', 'Garage']);
  });

  it('begins with the first lines of the whole order, equals by name', () => {
    expect(names({ limit: 2 })).toEqual(['Attic', 'Café']);
    const equals = ['D', 'B', 'E', 'A', 'C'].map((name) => device(name));
    const options = { search: '', filter: 'all', collator: new Intl.Collator('en') } as const;
    const found = deviceLines([...equals, device('Z', { total: 2 })], {
      ...options,
      sort: 'today',
      limit: 3,
    });
    expect(found.lines.map(({ description }) => description)).toEqual(['Z', 'A', 'B']);
    expect(found.count).toBe(6);
  });

  it('is searched by all words in description and address, regardless of case and accents', () => {
    expect(names({ search: 'cafe PLACE' })).toEqual(['Café']);
    expect(names({ search: 'pump place' })).toEqual([]);
  });

  it('is filtered and counted by what needs attention', () => {
    expect(names({ filter: 'over' })).toEqual(['Heat pump']);
    expect(names({ filter: 'near' })).toEqual(['Café', 'Heat pump']);
    expect(names({ filter: 'silent' })).toEqual(['Garage']);
    expect(countByFilter(DEVICES)).toEqual({ all: 4, over: 1, near: 2, silent: 1 });
  });
});
