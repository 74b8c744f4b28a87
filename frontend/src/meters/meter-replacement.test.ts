import { describe, expect, it } from 'vitest';
import {
  EMPTY_REPLACEMENT,
  isReplacementField,
  parseClockTime,
  type ReplacementFields,
  toReplacement,
} from './meter-replacement.ts';

const BRUSSELS = {
  timeZone: 'Europe/Brussels',
  separator: ',',
  now: Date.parse('2026-11-22T12:00Z'),
} as const;
const typed: ReplacementFields = {
  ...EMPTY_REPLACEMENT,
  replacedAt: '2026-11-22T10:25',
  finalReading: '13424,5',
  firstReading: '0',
  reason: ' Calibration expired ',
};

const invalidFields = (changes: Partial<ReplacementFields>) => {
  const fields = { ...typed, ...changes };
  return Object.keys(fields).filter(
    (field) => !isReplacementField(field as keyof ReplacementFields, fields, BRUSSELS),
  );
};
const toInstants = (text: string, timeZone: string) =>
  parseClockTime(text, timeZone).map((instant) => new Date(instant).toISOString().slice(0, 16));

describe('a date and time on the clock of a device', () => {
  it.each([
    ['2026-11-22T10:25', 'Europe/Brussels', ['2026-11-22T09:25']],
    ['2026-03-29T02:30', 'Europe/Brussels', []],
    ['2026-03-29T03:00', 'Europe/Brussels', ['2026-03-29T01:00']],
    ['2026-10-25T02:30', 'Europe/Brussels', ['2026-10-25T00:30', '2026-10-25T01:30']],
    ['2026-04-05T01:45', 'Australia/Lord_Howe', ['2026-04-04T14:45', '2026-04-04T15:15']],
    ['2026-10-04T02:15', 'Australia/Lord_Howe', []],
    ['2011-12-30T12:00', 'Pacific/Apia', []],
    ['2026-07-01T12:00', 'Asia/Kathmandu', ['2026-07-01T06:15']],
    ['2026-02-31T12:00', 'Europe/Brussels', []],
    ['', 'Europe/Brussels', []],
  ])('%s in %s is %j', (text, timeZone, instants) => {
    expect(toInstants(text, timeZone)).toEqual(instants);
  });
});

describe('the replacement of a meter', () => {
  it('is sent with its instant and numbers, and without what the new meter shares with the old one', () => {
    expect(invalidFields({})).toEqual([]);
    expect(toReplacement(typed, BRUSSELS)).toEqual({
      replacedAt: '2026-11-22T09:25:00.000Z',
      finalReading: 13_424.5,
      firstReading: 0,
      reason: 'Calibration expired',
    });
    const other = { ...typed, serialNumber: ' R 2 ', registerDigits: '6' };
    expect(toReplacement(other, BRUSSELS)).toMatchObject({
      serialNumber: 'R 2',
      registerDigits: 6,
    });
  });

  it('names one of the two instants where the clocks repeat an hour', () => {
    const repeated = { replacedAt: '2026-10-25T02:30' };
    const [, second] = parseClockTime(repeated.replacedAt, BRUSSELS.timeZone);
    expect(invalidFields(repeated)).toEqual(['occurrence']);
    const chosen = { ...repeated, occurrence: String(second) };
    expect(invalidFields(chosen)).toEqual([]);
    expect(toReplacement({ ...typed, ...chosen }, BRUSSELS).replacedAt).toBe(
      '2026-10-25T01:30:00.000Z',
    );
    expect(invalidFields({ ...repeated, occurrence: '1' })).toEqual(['occurrence']);
  });

  it.each<Partial<ReplacementFields>>([
    { replacedAt: '2026-11-22T13:01' },
    { replacedAt: '2026-03-29T02:30' },
    { replacedAt: '' },
    { finalReading: '' },
    { finalReading: '-1' },
    { firstReading: '1.000' },
    { registerDigits: '10' },
    { serialNumber: 'x'.repeat(65) },
    { reason: ' ' },
  ])('is refused with %j', (changes) => {
    expect(invalidFields(changes)).toEqual(Object.keys(changes));
  });
});
