import Papa from 'papaparse';
import {
  COLUMN_ALIASES,
  COLUMNS,
  type Column,
  type ImportKind,
  MAX_ROWS,
  OPTIONAL_COLUMNS,
} from './columns.ts';

/** A line of a file after its header. */
export interface ImportRow {
  /** The line number in the file, from 1; line breaks within quotation marks count. */
  readonly line: number;
  /** The cells of the known columns. */
  readonly cells: Readonly<Partial<Record<Column, string>>>;
  /** The number of cells beyond those of the header. */
  readonly surplus: number;
}

export interface ImportTable {
  readonly kind: ImportKind;
  readonly rows: readonly ImportRow[];
  /** The unknown columns. */
  readonly ignored: readonly string[];
  /** The separator between cells. Files with semicolons write decimals with a comma. */
  readonly delimiter: string;
}

/** The reason why a file cannot be read. */
export type TableProblem =
  | { readonly problem: 'unknown-columns'; readonly found: readonly string[] }
  | {
      readonly problem: 'missing-columns';
      readonly kind: ImportKind;
      readonly columns: readonly string[];
    }
  | { readonly problem: 'repeated-column'; readonly column: string }
  | { readonly problem: 'open-quote'; readonly line: number }
  | { readonly problem: 'no-rows' }
  | { readonly problem: 'too-many-rows' };

/** Parses a CSV file (RFC 4180) with commas, semicolons or tabs between its cells. */
export function parseTable(text: string): ImportTable | TableProblem {
  const normalized = text.replaceAll(/\r\n?/g, '\n');
  const delimiter = detectDelimiter(normalized);
  const { data, errors } = Papa.parse<string[]>(normalized, {
    delimiter,
    newline: '\n',
    preview: 2 * MAX_ROWS, // Enough to detect too many rows.
  });
  const lines = numberLines(data);
  const unclosedQuote = errors.find(({ type }) => type === 'Quotes');
  if (unclosedQuote)
    return { problem: 'open-quote', line: lines[unclosedQuote.row ?? 0]?.line ?? 1 };
  const [header, ...rows] = lines.filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
  const titles = header?.cells.map((title) => title.trim()) ?? [];
  const columns = titles.map(findColumn);
  const problem = checkColumns(titles, columns);
  if (problem) return problem;
  if (rows.length === 0) return { problem: 'no-rows' };
  if (rows.length > MAX_ROWS) return { problem: 'too-many-rows' };
  return {
    kind: detectKind(columns)!,
    rows: rows.map(({ line, cells }) => ({
      line,
      cells: toCells(columns, cells),
      surplus: Math.max(0, cells.length - columns.length),
    })),
    ignored: titles.filter((title, index) => title !== '' && columns[index] === undefined),
    delimiter,
  };
}

/** The separator that the header contains most often. */
function detectDelimiter(text: string): string {
  const header = text.trimStart().split('\n', 1)[0]!;
  const count = (delimiter: string) => header.split(delimiter).length;
  return [',', ';', '\t'].reduce((most, each) => (count(each) > count(most) ? each : most));
}

function numberLines(rows: readonly string[][]) {
  let line = 1;
  return rows.map((cells) => {
    const numbered = { line, cells };
    line += 1 + cells.reduce((sum, cell) => sum + (cell.match(/\n/g)?.length ?? 0), 0);
    return numbered;
  });
}

/** Ignores case, spaces, hyphens and underscores. */
function findColumn(title: string): Column | undefined {
  const normalize = (name: string) => name.toLowerCase().replaceAll(/[\s_-]/g, '');
  const name = normalize(title);
  const columns = [...COLUMNS.users, ...COLUMNS.devices];
  return columns.find((each) => normalize(each) === name) ?? COLUMN_ALIASES[name];
}

function detectKind(columns: readonly (Column | undefined)[]): ImportKind | undefined {
  const count = (kind: ImportKind) =>
    columns.filter((each) => (COLUMNS[kind] as readonly unknown[]).includes(each)).length;
  if (count('users') === 0 && count('devices') === 0) return undefined;
  return count('users') >= count('devices') ? 'users' : 'devices';
}

function checkColumns(
  titles: readonly string[],
  columns: readonly (Column | undefined)[],
): TableProblem | undefined {
  const repeated = columns.findIndex((each, index) => each && columns.indexOf(each) !== index);
  if (repeated >= 0) return { problem: 'repeated-column', column: titles[repeated]! };
  const kind = detectKind(columns);
  if (!kind) return { problem: 'unknown-columns', found: titles.slice(0, 5) };
  const missing = COLUMNS[kind].filter(
    (each) => !columns.includes(each) && !OPTIONAL_COLUMNS.has(each),
  );
  return missing.length > 0 ? { problem: 'missing-columns', kind, columns: missing } : undefined;
}

function toCells(columns: readonly (Column | undefined)[], cells: readonly string[]) {
  const named = columns.map((column, index) => [column, (cells[index] ?? '').trim()] as const);
  return Object.fromEntries(named.filter(([column]) => column !== undefined));
}
