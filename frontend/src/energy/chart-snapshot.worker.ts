import fontUrl from '@fontsource-variable/inter/files/inter-latin-wght-normal.woff2?url';
import { BarChart } from 'echarts/charts';
import { GridComponent, MarkLineComponent } from 'echarts/components';
import { init, setPlatformAPI, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { formatsFor } from '../format/formats.ts';
import type { ChartSnapshot } from './chart-snapshot.ts';
import { chartOption, chartText } from './day-chart-option.ts';

// Draws charts outside the page's thread: each message is a chart, each reply its image.
use([BarChart, GridComponent, MarkLineComponent, CanvasRenderer]);
// ECharts expects an element; it uses nothing of it that a canvas without a page lacks.
const createCanvas = () => new OffscreenCanvas(1, 1) as unknown as HTMLCanvasElement;
setPlatformAPI({ createCanvas });

// A worker does not share the fonts of the page.
const FONT_FAMILY = 'Inter Variable';
const { fonts } = self as unknown as { fonts: FontFaceSet };
let fontLoading: Promise<unknown> | undefined;

addEventListener('message', async ({ data }: MessageEvent<ChartSnapshot>) => {
  if (data.font.includes(FONT_FAMILY)) {
    fontLoading ??= loadFont();
    await fontLoading;
  }
  const image = draw(data);
  postMessage(image, { transfer: [image] });
});

/** Without the font, which only looks different, the chart is drawn all the same. */
async function loadFont(): Promise<void> {
  const face = new FontFace(FONT_FAMILY, `url(${fontUrl})`, { weight: '100 900' });
  fonts.add(face);
  await face.load().catch(() => undefined);
}

function draw({
  chart,
  timeZone,
  locale,
  labels,
  width,
  height,
  pixelRatio,
  ...style
}: ChartSnapshot) {
  const canvas = new OffscreenCanvas(width, height);
  const instance = init(canvas as unknown as HTMLCanvasElement, undefined, {
    renderer: 'canvas',
    width,
    height,
    devicePixelRatio: pixelRatio,
  });
  // ECharts scales what it draws on a given canvas, but not the canvas.
  canvas.width = width * pixelRatio;
  canvas.height = height * pixelRatio;
  try {
    const text = chartText(formatsFor(locale), timeZone, labels);
    instance.setOption(chartOption(chart, { ...style, text, isAnimated: false }));
    instance.getZr().flush();
    return canvas.transferToImageBitmap();
  } finally {
    instance.dispose();
  }
}
