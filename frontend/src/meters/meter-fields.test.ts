import { DEVICE_FIELDS, meterChanges } from '@energy/domain';
import { describe, expect, it } from 'vitest';
import {
  isMeterText,
  METER_DEFAULTS,
  type MeterField,
  type MeterTexts,
  parseFactors,
  toMeterData,
  toMeterTexts,
} from './meter-fields.ts';

const gas: MeterTexts = {
  ...METER_DEFAULTS,
  medium: 'gas',
  unit: 'm3',
  kWhPerCubicMetre: '11.2 2026-10-01=11.4',
  maxPower: '24.5',
  serialNumber: 'G 1',
  installedOn: '2026-11-22',
};

/** Whether the server accepts an attribute. */
function isAccepted(field: MeterField, text: string): boolean {
  const value = toMeterData({ [field]: text }, '.')[field];
  try {
    DEVICE_FIELDS[field](value as never);
    return value !== undefined;
  } catch {
    return false;
  }
}

describe('the fields of a meter', () => {
  it('write and read the attributes of the API', () => {
    const data = toMeterData(gas, '.');
    expect(data).toMatchObject({
      intervalMinutes: 10,
      kWhPerCubicMetre: [
        { validFrom: '1900-01-01', factor: 11.2 },
        { validFrom: '2026-10-01', factor: 11.4 },
      ],
      maxPower: 24.5,
    });
    expect(data).not.toHaveProperty('registerDigits');
    expect(toMeterTexts(data, String)).toEqual(gas);
  });

  it('have the defaults of the server', () => {
    expect(meterChanges({}, toMeterData(METER_DEFAULTS, '.'))).toEqual({});
  });

  it.each<[MeterField, string, boolean]>([
    ['reads', 'interval', true],
    ['reads', 'counter', false],
    ['intervalMinutes', '15', true],
    ['intervalMinutes', '7', false],
    ['stampedAt', 'end', true],
    ['flow', 'both', false],
    ['medium', 'heat', true],
    ['unit', 'm3', true],
    ['unit', 'J', false],
    ['maxPower', '10', true],
    ['maxPower', '0', false],
    ['maxPower', '1000001', false],
    ['maxPower', 'ten', false],
    ['registerDigits', '6', true],
    ['registerDigits', '10', false],
    ['registerDigits', '1.5', false],
    ['serialNumber', '1SAG 0001', true],
    ['serialNumber', 'x'.repeat(65), false],
    ['serialNumber', 'a\nb', false],
    ['installedOn', '2026-11-22', true],
    ['installedOn', '2026-02-30', false],
    ['installedOn', '22.11.2026', false],
    ['kWhPerCubicMetre', '11.2', true],
    ['kWhPerCubicMetre', '2026-01-01=11.2; 2026-10-01=11.4', true],
    ['kWhPerCubicMetre', '0', false],
    ['kWhPerCubicMetre', '1001', false],
    ['kWhPerCubicMetre', '11.2 11.4', false],
    ['kWhPerCubicMetre', '2026-13-01=11.2', false],
    ['kWhPerCubicMetre', '=', false],
  ])('accept a %s of %j as the server does: %s', (field, text, isValid) => {
    expect(isMeterText(field, text, '.')).toBe(isValid);
    expect(isAccepted(field, text)).toBe(isValid);
  });

  it('read decimals with the separator of their locale or file', () => {
    expect(parseFactors('11,234', ',')).toEqual([{ validFrom: '1900-01-01', factor: 11.234 }]);
    expect(parseFactors('11,234', '.')).toBeUndefined();
    expect(toMeterData({ maxPower: '24,5' }, ',')).toEqual({ maxPower: 24.5 });
  });
});
