import { describe, expect, it } from 'vitest';
import type { ConsumptionHour } from '../api/client.ts';
import { formatsFor } from '../format/formats.ts';
import { hourNames } from './hour-names.ts';

const hour = (start: string, label: string): ConsumptionHour => ({
  start,
  label,
  energy: 1,
  readings: 6,
  exceeded: false,
});

describe('the name of an hour', () => {
  it('is what the clock shows, and says which of two alike it is', () => {
    const hours = [
      hour('2026-10-24T23:00:00Z', '01:00'),
      hour('2026-10-25T00:00:00Z', '02:00'),
      hour('2026-10-25T01:00:00Z', '02:00'),
      hour('2026-10-25T02:00:00Z', '03:00'),
    ];
    const nameOf = hourNames({ hours, timeZone: 'Europe/Brussels' }, formatsFor('en-GB'));
    expect(hours.map(nameOf)).toEqual(['01:00', '02:00 GMT+2', '02:00 GMT+1', '03:00']);
  });
});
