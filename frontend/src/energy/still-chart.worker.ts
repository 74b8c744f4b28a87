import { BarChart } from 'echarts/charts';
import { GridComponent, MarkLineComponent } from 'echarts/components';
import { init, setPlatformAPI, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { formatsFor } from '../format/formats.ts';
import { chartOption, chartWords } from './chart-option.ts';
import type { StillChart } from './still-chart.ts';

// Draws charts beside the page's own thread, which stays free for whoever scrolls or types meanwhile:
// each message is a chart, each answer its picture.
use([BarChart, GridComponent, MarkLineComponent, CanvasRenderer]);
// The page's elements are those of browsers; a canvas without a page has all that is used of them.
const canvas = () => new OffscreenCanvas(1, 1) as unknown as HTMLCanvasElement;
setPlatformAPI({ createCanvas: canvas });

addEventListener('message', ({ data }: MessageEvent<StillChart>) => {
  const picture = drawn(data);
  postMessage(picture, { transfer: [picture] });
});

function drawn({ chart, timeZone, locale, limit, width, height, pixelRatio, ...look }: StillChart) {
  const target = new OffscreenCanvas(width, height);
  const options = { renderer: 'canvas', width, height, devicePixelRatio: pixelRatio } as const;
  const drawing = init(target as unknown as HTMLCanvasElement, undefined, options);
  // The library scales what it draws on a canvas that it did not make, but not the canvas.
  target.width = width * pixelRatio;
  target.height = height * pixelRatio;
  try {
    const words = chartWords(formatsFor(locale), timeZone, limit);
    drawing.setOption(chartOption(chart, { ...look, words, isAnimated: false }));
    drawing.getZr().flush();
    return target.transferToImageBitmap();
  } finally {
    drawing.dispose();
  }
}
