import type { Locator, Page } from 'playwright-core';

const TOLERANCE = 60;
/** In pixels: the labels, without the bars. */
const AXIS_WIDTH = 20;

/** Counts the pixels of the chart in the colours of the stylesheet. */
export async function coloursOfChart(on: Page | Locator, layer = 0) {
  const count = async (name: string) => (await matchesOf(on, { name, layer, tolerance: 0 })).total;
  const measured = await count('--chart-measured');
  const exceeded = await count('--chart-exceeded');
  const near = await count('--chart-near');
  return { measured, exceeded, near, missing: await count('--chart-missing') };
}

/** Finds the most continuous line of a chart in a colour of the stylesheet, across and down. */
export async function linesOfChart(on: Page | Locator, name: string) {
  const { rows, columns } = await matchesOf(on, { name, layer: 0, tolerance: TOLERANCE });
  const longest = (lines: readonly number[], length: number) => {
    const most = Math.max(...lines);
    return { position: lines.indexOf(most), share: most / length };
  };
  return { row: longest(rows, columns.length), column: longest(columns, rows.length) };
}

interface Search {
  /** The custom property of the colour. */
  readonly name: string;
  /** The index of the canvas. */
  readonly layer: number;
  /** The largest difference of a channel. */
  readonly tolerance: number;
}

/** Counts the pixels in a colour, and those of each row and column. */
async function matchesOf(on: Page | Locator, { layer, ...search }: Search) {
  const canvas = on.locator('canvas').nth(layer);
  await canvas.waitFor();
  return canvas.evaluate((drawing, { name, tolerance }) => {
    const { ownerDocument, width, height } = drawing as never as BrowserCanvas;
    const pixels = pixelsOf(drawing as never as BrowserCanvas, width, height);
    const style = ownerDocument.defaultView.getComputedStyle(ownerDocument.documentElement);
    const probe = ownerDocument.createElement('canvas');
    const paint = probe.getContext('2d');
    paint.fillStyle = style.getPropertyValue(name).trim();
    paint.fillRect(0, 0, 1, 1);
    const colour = [...pixelsOf(probe, 1, 1)].slice(0, 3);
    const rows = new Array<number>(height).fill(0);
    const columns = new Array<number>(width).fill(0);
    let total = 0;
    for (let at = 0; at < pixels.length; at += 4) {
      const isMatch =
        pixels[at + 3]! > 0 &&
        colour.every((value, channel) => Math.abs(value - pixels[at + channel]!) <= tolerance);
      if (!isMatch) continue;
      total += 1;
      rows[Math.floor(at / 4 / width)]! += 1;
      columns[(at / 4) % width]! += 1;
    }
    return { total, rows, columns };

    function pixelsOf(of: BrowserCanvas, w: number, h: number) {
      if (w === 0) return []; // Nothing is drawn yet.
      const copy = ownerDocument.createElement('canvas');
      Object.assign(copy, { width: w, height: h });
      const context = copy.getContext('2d');
      context.drawImage(of, 0, 0);
      return context.getImageData(0, 0, w, h).data;
    }
  }, search);
}

/** Counts the pixels that the labels of a chart's vertical axis cover. */
export async function inkOfAxis(on: Locator): Promise<number> {
  const canvas = on.locator('canvas').first();
  await canvas.waitFor();
  return canvas.evaluate((drawing, width) => {
    const of = drawing as never as BrowserCanvas;
    if (of.width === 0) return 0; // Nothing is drawn yet.
    const copy = of.ownerDocument.createElement('canvas');
    Object.assign(copy, { width, height: of.height });
    const context = copy.getContext('2d');
    context.drawImage(of, 0, 0);
    const { data } = context.getImageData(0, 0, width, of.height);
    return data.filter((value, index) => index % 4 === 3 && value > 0).length;
  }, AXIS_WIDTH);
}

/** Runs in the page: how opaque the background of an element is, from 0 to 255. */
export function strengthOf(element: unknown): number {
  const { ownerDocument } = element as Pick<BrowserCanvas, 'ownerDocument'>;
  const style = ownerDocument.defaultView.getComputedStyle(element);
  const context = ownerDocument.createElement('canvas').getContext('2d');
  context.fillStyle = style.getPropertyValue('background-color');
  context.fillRect(0, 0, 1, 1);
  return context.getImageData(0, 0, 1, 1).data[3]!;
}

/** The members of a canvas that the tests use: Node.js has no types of browsers. */
export interface BrowserCanvas {
  readonly width: number;
  readonly height: number;
  readonly ownerDocument: {
    readonly documentElement: unknown;
    readonly defaultView: {
      getComputedStyle(of: unknown, pseudo?: string): { getPropertyValue(name: string): string };
    };
    createElement(name: 'canvas'): BrowserCanvas;
  };
  getContext(kind: '2d'): {
    fillStyle: string;
    fillRect(x: number, y: number, width: number, height: number): void;
    drawImage(of: BrowserCanvas, x: number, y: number): void;
    getImageData(x: number, y: number, w: number, h: number): { readonly data: Uint8ClampedArray };
  };
}
