import { describe, expect, it } from 'vitest';
import { fileName, toCsv } from './csv.ts';
import { winterDay } from './testing/winter-day.ts';

describe('a day as CSV', () => {
  it('has a line for each hour, with an empty energy without readings', () => {
    const lines = toCsv(winterDay([0.3, null, 2.5, 1e-9])).split('\r\n');
    expect(lines.slice(0, 5)).toEqual([
      'start,local_time,energy_kwh,readings,limit_kwh,exceeded,estimated,suspect_readings,partly_unknown',
      '2026-11-21T23:00:00.000Z,00:00,0.3,6,2,no,no,0,no',
      '2026-11-22T00:00:00.000Z,01:00,,0,2,no,no,0,no',
      '2026-11-22T01:00:00.000Z,02:00,2.5,6,2,yes,no,0,no',
      '2026-11-22T02:00:00.000Z,03:00,0.000000001,6,2,no,no,0,no',
    ]);
    expect(lines).toHaveLength(26);
    expect(lines.at(-1)).toBe('');
  });

  it('says which hours are estimated, have suspect readings or are partly unknown', () => {
    const day = winterDay([0.3]);
    const marks = { estimated: true, suspect: 2, partlyUnknown: true };
    const hours = day.hours.map((hour, index) => (index > 0 ? hour : { ...hour, ...marks }));
    expect(toCsv({ ...day, hours }).split('\r\n')[1]).toMatch(/,0.3,6,2,no,yes,2,yes$/);
  });

  it('omits withheld hours', () => {
    const day = winterDay([0.3, null, 2.5]);
    const hours = day.hours.map((hour, index) => (index > 0 ? hour : { ...hour, withheld: true }));
    expect(toCsv({ ...day, hours }).split('\r\n')[1]).toMatch(/,01:00,,0,2,no,no,0,no$/);
  });
});

describe('the name of a file', () => {
  it.each([
    ['Heat pump, cellar', 'heat-pump-cellar-2026-11-22.csv'],
    ['../../etc/passwd', 'etc-passwd-2026-11-22.csv'],
    ['Wärmepumpe', 'warmepumpe-2026-11-22.csv'],
    ['عداد', 'عداد-2026-11-22.csv'],
    ['⚡️', 'device-2026-11-22.csv'],
    ['a'.repeat(200), `${'a'.repeat(60)}-2026-11-22.csv`],
  ])('of %s can be saved anywhere', (description, name) => {
    expect(fileName(description, '2026-11-22', 'csv')).toBe(name);
  });
});
