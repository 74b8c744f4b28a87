import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from '@energy/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CsvLayout, csvValues, UnusableFile } from './csv-values.ts';
import { InvalidOption } from './settings.ts';

let folder: string;
beforeAll(() => {
  folder = temporaryFolder('csv-values');
});
afterAll(() => rmSync(folder, { recursive: true }));

const ONLY: CsvLayout = { column: undefined, header: true };
const BARE: CsvLayout = { column: undefined, header: false };

let warnings: string[];

async function valuesOf(content: string, layout: CsvLayout) {
  const file = path.join(folder, 'meter.csv');
  writeFileSync(file, content);
  warnings = [];
  return Array.fromAsync(csvValues(file, layout, (text) => warnings.push(text)));
}

describe("a CSV file's values", () => {
  it('are those of the only column, each with its line in the file', async () => {
    expect(await valuesOf('kwh\n0.5\n1\n', ONLY)).toEqual([
      { line: 2, text: '0.5' },
      { line: 3, text: '1' },
    ]);
    expect(await valuesOf('0.5\n1', BARE)).toEqual([
      { line: 1, text: '0.5' },
      { line: 2, text: '1' },
    ]);
  });

  it.each(['wh', '2'])('are those of column %s', async (column) => {
    const content = '\uFEFFdate, wh \r\n2016-01-11, 60\r\n2016-01-12, 50\r\n';
    expect(await valuesOf(content, { column, header: true })).toEqual([
      { line: 2, text: ' 60' },
      { line: 3, text: ' 50' },
    ]);
  });

  it('are found by name behind a byte order mark', async () => {
    const values = await valuesOf('\uFEFFwh,date\n60,x\n', { column: 'wh', header: true });
    expect(values).toEqual([{ line: 2, text: '60' }]);
  });

  it('have the line on which their row begins, where quoted cells have line breaks', async () => {
    const content = '"a ""note""",kwh\n"two\nlines, and\nthree",1\nx,2\n';
    expect(await valuesOf(content, { column: 'kwh', header: true })).toEqual([
      { line: 2, text: '1' },
      { line: 5, text: '2' },
    ]);
  });

  it('are missing on empty lines and in short rows, but not after the last row', async () => {
    const content = 'date,kwh\na,1\n\n\nb\nc,2\n\n\n';
    expect(await valuesOf(content, { column: 'kwh', header: true })).toEqual([
      { line: 2, text: '1' },
      { line: 3, text: '' },
      { line: 4, text: '' },
      { line: 5, text: undefined },
      { line: 6, text: '2' },
    ]);
  });

  it('need a column that the file has', async () => {
    const content = 'date,kwh\na,1\n';
    const failing = (layout: CsvLayout) =>
      expect(valuesOf(content, layout)).rejects.toThrow(InvalidOption);
    await failing(ONLY);
    await failing(BARE);
    await failing({ column: 'wh', header: true });
    await failing({ column: 'kwh', header: false });
    await failing({ column: '3', header: true });
    await failing({ column: '0', header: true });
    await expect(valuesOf(content, { column: 'wh', header: true })).rejects.toThrow(
      /--column must be a column of .*meter\.csv, not "wh": its columns are 1 \(date\), 2 \(kwh\)/,
    );
  });

  it('may have been taken for the header: that is said', async () => {
    await valuesOf('0.5\n1\n', ONLY);
    expect(warnings).toEqual(['0.5']);
  });

  it('end in an error at a quote without its end', async () => {
    const content = `kwh\n1\n"2\n${'3\n'.repeat(50_000)}`;
    await expect(valuesOf(content, ONLY)).rejects.toThrow(UnusableFile);
  });

  it('end in an error where the file is gone', async () => {
    const gone = csvValues(path.join(folder, 'gone.csv'), ONLY, () => {});
    await expect(gone.next()).rejects.toThrow(UnusableFile);
  });

  it('are not read ahead of the meter, however large the file is', async () => {
    const file = path.join(folder, 'large.csv');
    writeFileSync(file, '0.25\n'.repeat(2_000_000));
    const before = process.memoryUsage().rss;
    let count = 0;
    for await (const { line } of csvValues(file, BARE, () => {})) {
      count++;
      if (line === 1_000) await new Promise((resolve) => setTimeout(resolve, 50));
      if (line === 1_000) expect(process.memoryUsage().rss - before).toBeLessThan(100 * 2 ** 20);
      if (count === 2_000) break;
    }
    expect(count).toBe(2_000);
  });
});
