import { calendarDay } from '@energy/domain';
import type { HourScan } from '@energy/read-models';
import { expect, it } from 'vitest';
import { EnergyExport } from './energy-export.ts';
import { EXPORT_FORMATS, type ExportFormatName } from './formats.ts';
import { SAMPLE_DEVICE } from './testing/sample-export.ts';

const DEVICES = 16;
const ROWS_OF_A_DAY = DEVICES * 24;
/** A row group of Parquet is the most that a format holds, beside the day that fills it. */
const MAX_ROWS_IN_HAND = 20_000 + ROWS_OF_A_DAY;
const DAYS = 200;

/** Counts the rows that it has read. */
class CountingScan implements HourScan {
  rows = 0;

  async groups(ids: readonly string[]) {
    return [ids];
  }

  async hours(group: readonly string[], starts: readonly number[]) {
    this.rows += group.length * starts.length;
    return group.map(() =>
      starts.map((hour) => ({ hour, total: 1_000 + (hour % 7), readings: 6, isEstimated: false })),
    );
  }

  async quality(): Promise<never> {
    throw new Error('Hours are exported here');
  }

  async recorded(): Promise<never> {
    throw new Error('Hours are exported here');
  }

  async readings(): Promise<never> {
    throw new Error('Hours are exported here');
  }

  async stateOf() {
    return 'state';
  }
}

it.each(['csv', 'ndjson', 'parquet'] satisfies ExportFormatName[])(
  'reads no further ahead of its %s than a row group, however long the range is',
  async (format) => {
    const scan = new CountingScan();
    const energyExport = await EnergyExport.of(scan, {
      devices: Array.from({ length: DEVICES }, (_, number) => ({
        ...SAMPLE_DEVICE,
        timeZone: 'Etc/UTC',
        id: `device-${number}`,
      })),
      range: { from: calendarDay('2020-01-01'), to: calendarDay('2020-01-01') + DAYS - 1 },
      rows: 'hours',
      reader: 'administrator',
    });
    let rowsBefore = 0;
    let most = 0;
    for await (const part of EXPORT_FORMATS[format].encode(energyExport)) {
      if (part.length === 0) continue;
      most = Math.max(most, scan.rows - rowsBefore);
      rowsBefore = scan.rows;
    }
    expect(scan.rows).toBe(DAYS * ROWS_OF_A_DAY);
    expect(most).toBeLessThanOrEqual(MAX_ROWS_IN_HAND);
  },
);
