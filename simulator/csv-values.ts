import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import csvParser from 'csv-parser';
import { InvalidOption } from './settings.ts';

export interface CsvLayout {
  /** The column's name, or its number counted from 1; where the file has just one, none is needed. */
  readonly column: string | undefined;
  readonly header: boolean;
}

/** One row's text in the chosen column. */
export interface CsvValue {
  /** The real line in the file on which the row begins, counted from 1, the header included. */
  readonly line: number;
  /** The cell, quotes removed; `undefined` where the row is too short to have it. */
  readonly text: string | undefined;
}

/** The meter's file can't be used any further; `message` says why and on which line. */
export class UnusableFile extends Error {
  override readonly name = 'UnusableFile';
}

/** No meter's row is this long: an opening quote without its closing one swallowed the rest. */
const MAX_ROW_BYTES = 64 * 1024;

const BYTE_ORDER_MARK = '\uFEFF';

/**
 * Reads one column of a CSV file, row by row, in constant memory. Empty lines count as rows without
 * a value, except those at the end of the file.
 *
 * @param onHeaderLikeValue called when the header cell of the column looks like a number itself
 * @throws InvalidOption where the file has no such column, or several and none was chosen
 * @throws UnusableFile where the file system fails, or a quote has no end
 */
export async function* csvValues(
  file: string,
  layout: CsvLayout,
  onHeaderLikeValue: (text: string) => void,
): AsyncGenerator<CsvValue> {
  let column: number | undefined;
  let emptyLines = 0;
  for await (const { line, cells } of csvRows(file)) {
    if (cells.length === 0) {
      emptyLines++;
      continue;
    }
    if (column === undefined) {
      column = columnIndex(file, layout, cells);
      const name = cells[column]?.trim();
      if (layout.header) {
        if (name && Number.isFinite(Number(name))) onHeaderLikeValue(name);
        emptyLines = 0;
        continue;
      }
    }
    for (; emptyLines > 0; emptyLines--) yield { line: line - emptyLines, text: '' };
    yield { line, text: cells[column] };
  }
}

interface CsvRow {
  line: number;
  cells: string[];
}

async function* csvRows(file: string): AsyncGenerator<CsvRow> {
  // Without headers the parser hands over every row, the first one too, keyed by column index.
  const parser = csvParser({ headers: false, maxRowBytes: MAX_ROW_BYTES });
  // An error in the pipeline destroys the parser, and so ends the loop below.
  pipeline(createReadStream(file), parser, () => {});
  let line = 1;
  try {
    for await (const row of parser as AsyncIterable<Record<number, string>>) {
      const cells = Object.values(row);
      if (line === 1 && cells[0]?.startsWith(BYTE_ORDER_MARK)) cells[0] = cells[0].slice(1);
      yield { line, cells };
      line += 1 + lineBreaksIn(cells);
    }
  } catch (cause) {
    const { message } = cause as Error;
    throw new UnusableFile(`${file} can't be read from line ${line} on: ${message}`, { cause });
  }
}

function lineBreaksIn(cells: string[]): number {
  return cells.reduce((breaks, cell) => breaks + cell.split('\n').length - 1, 0);
}

function columnIndex(file: string, { column, header }: CsvLayout, first: string[]): number {
  const names = first.map((cell) => cell.trim());
  const known = header
    ? `its columns are ${names.map((name, index) => `${index + 1} (${name})`).join(', ')}`
    : `it has ${names.length} columns`;
  if (column === undefined) {
    if (names.length === 1) return 0;
    throw new InvalidOption(`--column must say which column of ${file} to read: ${known}`);
  }
  const named = header ? names.indexOf(column) : -1;
  if (named >= 0) return named;
  if (/^[1-9]\d*$/.test(column) && Number(column) <= names.length) return Number(column) - 1;
  throw new InvalidOption(`--column must be a column of ${file}, not "${column}": ${known}`);
}
