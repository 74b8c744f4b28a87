import { describe, expect, it } from 'vitest';
import {
  changedMeter,
  METER_DEFAULTS,
  type MeterChanges,
  type MeterSettings,
  meterChanges,
  meterDescription,
} from './meter.ts';

const gas = {
  medium: 'gas',
  unit: 'm3',
  kWhPerCubicMetre: [{ validFrom: '2026-01-01', factor: 11.2 }],
} as const satisfies MeterSettings;

describe('the description of a meter', () => {
  it('has defaults: intervals of electricity in kWh, stamped at their start', () => {
    expect(meterDescription({})).toEqual(METER_DEFAULTS);
  });

  it('stores nothing of a default, whether it is given or restored', () => {
    expect(meterChanges({}, { ...METER_DEFAULTS })).toEqual({});
    const changes = meterChanges({ intervalMinutes: 15 }, { intervalMinutes: 10 });
    expect(changes).toEqual({ intervalMinutes: 10 });
    expect(changedMeter({ intervalMinutes: 15, flow: 'production' }, changes)).toEqual({
      flow: 'production',
    });
  });

  it('removes an optional attribute by null, and restores a default by it', () => {
    const settings = { maxPower: 10, intervalMinutes: 60, serialNumber: 'A 1' } as const;
    const changes = meterChanges(settings, { maxPower: null, intervalMinutes: null });
    expect(changes).toEqual({ maxPower: null, intervalMinutes: 10 });
    expect(changedMeter(settings, changes)).toEqual({ serialNumber: 'A 1' });
  });

  it('sorts the versions of a conversion factor, and recognises the same ones', () => {
    const factors = [
      { validFrom: '2026-10-01', factor: 11.4 },
      { validFrom: '2026-01-01', factor: 11.2 },
    ];
    const changes = meterChanges(gas, { kWhPerCubicMetre: factors });
    expect(changes).toEqual({ kWhPerCubicMetre: factors.toReversed() });
    expect(meterChanges(changedMeter(gas, changes), { kWhPerCubicMetre: factors })).toEqual({});
  });

  it.each<[string, MeterChanges]>([
    ['reads', { reads: 'counter' as 'register' }],
    ['intervalMinutes', { intervalMinutes: 7 as 5 }],
    ['stampedAt', { stampedAt: 'middle' as 'end' }],
    ['flow', { flow: 'both' as 'production' }],
    ['medium', { medium: 'water' as 'gas' }],
    ['unit', { unit: 'J' as 'Wh' }],
    ['unit', { unit: 'm3' }],
    ['kWhPerCubicMetre', { medium: 'gas', unit: 'm3' }],
    ['kWhPerCubicMetre', { kWhPerCubicMetre: gas.kWhPerCubicMetre }],
    ['kWhPerCubicMetre', { ...gas, kWhPerCubicMetre: [] }],
    ['kWhPerCubicMetre', { ...gas, kWhPerCubicMetre: [{ validFrom: '2026-01-01', factor: 0 }] }],
    ['kWhPerCubicMetre', { ...gas, kWhPerCubicMetre: [{ validFrom: '2026-01-01', factor: 1e4 }] }],
    ['kWhPerCubicMetre', { ...gas, kWhPerCubicMetre: [{ validFrom: '2026-02-30', factor: 11 }] }],
    [
      'kWhPerCubicMetre',
      { ...gas, kWhPerCubicMetre: [...gas.kWhPerCubicMetre, ...gas.kWhPerCubicMetre] },
    ],
    ['maxPower', { maxPower: 0 }],
    ['maxPower', { maxPower: Number.NaN }],
    ['maxPower', { maxPower: 1e7 }],
    ['registerDigits', { registerDigits: 5 }],
    ['registerDigits', { reads: 'register', registerDigits: 10 }],
    [
      'kWhPerCubicMetre',
      {
        ...gas,
        reads: 'register',
        kWhPerCubicMetre: [...gas.kWhPerCubicMetre, { validFrom: '2026-10-01', factor: 11.4 }],
      },
    ],
    ['serialNumber', { serialNumber: ' ' }],
    ['serialNumber', { serialNumber: 'x'.repeat(65) }],
    ['serialNumber', { serialNumber: 'a\nb' }],
    ['installedOn', { installedOn: '22.11.2026' }],
    ['installedOn', { installedOn: '2026-11-31' }],
    ['installedOn', { installedOn: '0001-01-01' }],
  ])('refuses a senseless %s: %j', (field, given) => {
    expect(() => meterChanges({}, given)).toThrow(expect.objectContaining({ field }));
  });
});
