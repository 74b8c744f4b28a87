import Papa from 'papaparse';
import { COLUMNS, type Column, type ImportKind, MOST_LINES } from './columns.ts';

const OPTIONAL: ReadonlySet<Column> = new Set(['owner']);

/** A line of a file below its header. */
export interface ImportRow {
  /** Its number in the file, from 1; a line break within quotation marks counts. */
  readonly line: number;
  /** What is in each column that the file has. */
  readonly cells: Readonly<Partial<Record<Column, string>>>;
  /** How many cells it has more than the header. */
  readonly surplus: number;
}

export interface ImportTable {
  readonly kind: ImportKind;
  readonly rows: readonly ImportRow[];
  /** The columns of the file that mean nothing here. */
  readonly ignored: readonly string[];
  /** What stands between cells. Where it is a semicolon, decimals have a comma. */
  readonly delimiter: string;
}

/** Why nothing can be read from a file. */
export type TableProblem =
  | { readonly problem: 'unknown-columns'; readonly found: readonly string[] }
  | {
      readonly problem: 'missing-columns';
      readonly kind: ImportKind;
      readonly columns: readonly string[];
    }
  | { readonly problem: 'repeated-column'; readonly column: string }
  | { readonly problem: 'open-quote'; readonly line: number }
  | { readonly problem: 'no-lines' }
  | { readonly problem: 'too-many-lines' };

/** Reads a CSV file (RFC 4180), with commas, semicolons or tabs between its cells. */
export function tableOf(text: string): ImportTable | TableProblem {
  const lineBroken = text.replaceAll(/\r\n?/g, '\n');
  const delimiter = delimiterOf(lineBroken);
  const { data, errors } = Papa.parse<string[]>(lineBroken, {
    delimiter,
    newline: '\n',
    preview: 2 * MOST_LINES, // Enough to say that there are too many.
  });
  const lines = numbered(data);
  const open = errors.find(({ type }) => type === 'Quotes');
  if (open) return { problem: 'open-quote', line: lines[open.row ?? 0]?.line ?? 1 };
  const [header, ...rows] = lines.filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
  const titles = header?.cells.map((title) => title.trim()) ?? [];
  const columns = titles.map(columnOf);
  const problem = problemOfColumns(titles, columns);
  if (problem) return problem;
  if (rows.length === 0) return { problem: 'no-lines' };
  if (rows.length > MOST_LINES) return { problem: 'too-many-lines' };
  return {
    kind: kindOf(columns)!,
    rows: rows.map(({ line, cells }) => ({
      line,
      cells: cellsOf(columns, cells),
      surplus: Math.max(0, cells.length - columns.length),
    })),
    ignored: titles.filter((title, index) => title !== '' && columns[index] === undefined),
    delimiter,
  };
}

/** What its header has most of. */
function delimiterOf(text: string): string {
  const header = text.trimStart().split('\n', 1)[0]!;
  const count = (delimiter: string) => header.split(delimiter).length;
  return [',', ';', '\t'].reduce((most, each) => (count(each) > count(most) ? each : most));
}

function numbered(rows: readonly string[][]) {
  let line = 1;
  return rows.map((cells) => {
    const numberedRow = { line, cells };
    line += 1 + cells.reduce((sum, cell) => sum + (cell.match(/\n/g)?.length ?? 0), 0);
    return numberedRow;
  });
}

/** Whatever its case, and whether words are joined by capitals, spaces or underscores. */
function columnOf(title: string): Column | undefined {
  const plain = (name: string) => name.toLowerCase().replaceAll(/[\s_-]/g, '');
  return [...COLUMNS.users, ...COLUMNS.devices].find((each) => plain(each) === plain(title));
}

function kindOf(columns: readonly (Column | undefined)[]): ImportKind | undefined {
  const found = (kind: ImportKind) =>
    columns.filter((each) => (COLUMNS[kind] as readonly unknown[]).includes(each)).length;
  if (found('users') === 0 && found('devices') === 0) return undefined;
  return found('users') >= found('devices') ? 'users' : 'devices';
}

function problemOfColumns(
  titles: readonly string[],
  columns: readonly (Column | undefined)[],
): TableProblem | undefined {
  const repeated = columns.findIndex((each, index) => each && columns.indexOf(each) !== index);
  if (repeated >= 0) return { problem: 'repeated-column', column: titles[repeated]! };
  const kind = kindOf(columns);
  if (!kind) return { problem: 'unknown-columns', found: titles.slice(0, 5) };
  const missing = COLUMNS[kind].filter((each) => !columns.includes(each) && !OPTIONAL.has(each));
  return missing.length > 0 ? { problem: 'missing-columns', kind, columns: missing } : undefined;
}

function cellsOf(columns: readonly (Column | undefined)[], cells: readonly string[]) {
  const named = columns.map((column, index) => [column, (cells[index] ?? '').trim()] as const);
  return Object.fromEntries(named.filter(([column]) => column !== undefined));
}
