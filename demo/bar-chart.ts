/** A bar: an hour's label and its kWh, or null if nothing was measured. */
export interface Bar {
  readonly label: string;
  readonly energy: number | null;
  readonly exceeded: boolean;
}

export interface BarChartOptions {
  readonly title: string;
  /** The limit of an hour, in kWh: shown as a line through the bars. */
  readonly limit: number;
  /** Width of the longest bar, in columns. */
  readonly width: number;
  /** True to colour the bars that exceed the limit. */
  readonly colour: boolean;
}

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
const FULL = '█';
const RED = '\u001b[31m';
const PLAIN = '\u001b[0m';

/** Draws the hours of a day as horizontal bars for a terminal, one line for each hour. */
export function barChart(bars: readonly Bar[], options: BarChartOptions): string {
  const { title, limit, width, colour } = options;
  const longest = Math.max(limit, ...bars.map(({ energy }) => energy ?? 0));
  const lines = bars.map(({ label, energy, exceeded }) => {
    if (energy === null) return `  ${label}  ${' '.repeat(width)}  no readings`;
    const drawn = withLimit(bar(energy / longest, width), Math.round((limit / longest) * width));
    const figure = `${energy.toFixed(2)}${exceeded ? '  over the limit' : ''}`;
    return `  ${label}  ${colour && exceeded ? RED + drawn + PLAIN : drawn}  ${figure}`;
  });
  return [title, ...lines, `  kWh an hour; ┊ is the limit of ${limit} kWh`].join('\n');
}

function bar(share: number, width: number): string {
  const eighths = Math.round(share * width * 8);
  return (FULL.repeat(eighths >> 3) + EIGHTHS[eighths & 7]).padEnd(width);
}

function withLimit(drawn: string, column: number): string {
  if (drawn[column - 1] !== ' ') return drawn;
  return `${drawn.slice(0, column - 1)}┊${drawn.slice(column)}`;
}
