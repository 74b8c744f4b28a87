export interface TooltipLine {
  /** Left out if empty. */
  readonly text: string;
  readonly look?: 'figure' | 'warning';
}

/** Returns the content of a chart's tooltip, a line for each text. */
export function tooltipBox(lines: readonly TooltipLine[]): HTMLElement {
  const box = document.createElement('div');
  box.className =
    'rounded-lg bg-default px-3 py-2 text-sm text-default shadow-lg ring ring-default figures';
  for (const { text, look } of lines) {
    if (!text) continue;
    const line = document.createElement('p');
    line.textContent = text;
    line.className = look ? LOOKS[look] : 'text-muted';
    box.append(line);
  }
  return box;
}

const LOOKS = { figure: 'font-semibold text-highlighted', warning: 'text-warning' };
