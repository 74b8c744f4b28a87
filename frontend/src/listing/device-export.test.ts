import { describe, expect, it } from 'vitest';
import type { Device } from '../api/client.ts';
import { METER_DEFAULTS } from '../meters/meter-fields.ts';
import { DeviceExport } from './device-export.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const device = {
  ...METER_DEFAULTS,
  id: 'd1',
  description: 'Heat pump',
  address: 'Street 1',
  maxHourlyConsumption: 2.5,
  timeZone: 'Europe/Brussels',
  ownerId: 'u1',
} as unknown as Device;
const reading = {
  deviceId: 'd1',
  timeZone: 'Europe/Brussels',
  lastReadingAt: '2026-11-22T11:50:00.000Z',
  today: 7.25,
  hour: 3,
};
const context = {
  ownerNames: new Map([['u1', 'Ada']]),
  readings: new Map([['d1', reading]]),
  now: NOW,
};
const exported = (chosen: readonly string[], row = device) => {
  const file = new DeviceExport(chosen);
  const cells = file.toRow(row, context);
  return Object.fromEntries(file.fields.map((field, index) => [field, cells[index]]));
};

describe('a file of devices', () => {
  it('has everything that an import reads, and then the chosen columns', () => {
    const base = exported(['address', 'limit', 'timeZone']);
    expect(base).toMatchObject({ id: 'd1', description: 'Heat pump', ownerId: 'u1' });
    expect(Object.keys(base)).not.toContain('state');
    expect(exported(['today', 'state', 'owner', 'lastReading'])).toEqual({
      ...base,
      ownerName: 'Ada',
      state: 'over',
      lastReadingAt: '2026-11-22T11:50:00.000Z',
      todayKWh: 7.25,
    });
  });

  it('leaves cells empty where nothing is known', () => {
    const other = { ...device, id: 'd2', ownerId: null } as Device;
    expect(exported(['owner', 'state', 'lastReading', 'today'], other)).toMatchObject({
      ownerId: '',
      ownerName: '',
      state: '',
      lastReadingAt: '',
      todayKWh: '',
    });
  });

  it('needs names of owners and readings only for columns that show them', () => {
    expect(new DeviceExport(['address']).needs('readings')).toBe(false);
    expect(new DeviceExport(['today']).needs('readings')).toBe(true);
    expect(new DeviceExport(['owner']).needs('ownerNames')).toBe(true);
  });
});
