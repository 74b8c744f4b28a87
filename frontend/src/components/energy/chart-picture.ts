import { TitleComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { type ChartLook, chartOption } from '../../energy/chart-option.ts';
import type { DayChart } from '../../energy/day-chart.ts';

const WIDTH = 1_000;
const HEIGHT = 520;
const PIXEL_RATIO = 2;
const TITLE_HEIGHT = 72;

export interface PictureText {
  readonly title: string;
  readonly subtitle: string;
  /** A colour. */
  readonly background: string;
}

/** A chart as a PNG file of 2000 × 1040 pixels that says by itself what it is about. */
export async function chartPicture(
  chart: DayChart,
  look: ChartLook,
  { title, subtitle, background }: PictureText,
): Promise<Blob> {
  use(TitleComponent);
  const drawn = init(document.createElement('div'), undefined, {
    renderer: 'canvas',
    width: WIDTH,
    height: HEIGHT,
    devicePixelRatio: PIXEL_RATIO,
  });
  try {
    const option = chartOption(chart, look);
    const text = { color: look.colours.limit, fontFamily: look.font, width: WIDTH - 48 };
    drawn.setOption({
      ...option,
      backgroundColor: background,
      grid: { ...(option.grid as object), left: 24, right: 24, top: TITLE_HEIGHT + 36, bottom: 20 },
      title: {
        text: title,
        subtext: subtitle,
        left: 20,
        top: 16,
        textStyle: { ...text, fontSize: 18, fontWeight: 600, overflow: 'truncate' },
        subtextStyle: { ...text, color: look.colours.text, fontSize: 14 },
      },
    });
    const canvas = drawn.renderToCanvas({ pixelRatio: PIXEL_RATIO });
    return await new Promise<Blob>((resolve, reject) => {
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('No picture came about.'))));
    });
  } finally {
    drawn.dispose();
  }
}
