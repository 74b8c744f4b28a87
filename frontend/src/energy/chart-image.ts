import { TitleComponent } from 'echarts/components';
import { type EChartsCoreOption, init, use } from 'echarts/core';
import type { FrameStyle } from './chart-frame.ts';

const WIDTH = 1_000;
const HEIGHT = 520;
const PIXEL_RATIO = 2;
const TITLE_HEIGHT = 72;

export interface ImageText {
  readonly title: string;
  readonly subtitle: string;
  /** A CSS colour. */
  readonly background: string;
}

/** Renders a chart with its title as a PNG file of 2000 × 1040 pixels. */
export async function renderChartImage(
  option: EChartsCoreOption,
  style: FrameStyle,
  { title, subtitle, background }: ImageText,
): Promise<Blob> {
  use(TitleComponent);
  const instance = init(document.createElement('div'), undefined, {
    renderer: 'canvas',
    width: WIDTH,
    height: HEIGHT,
    devicePixelRatio: PIXEL_RATIO,
  });
  try {
    const text = { color: style.colours.limit, fontFamily: style.font, width: WIDTH - 48 };
    instance.setOption({
      ...option,
      backgroundColor: background,
      grid: { ...(option.grid as object), left: 24, right: 24, top: TITLE_HEIGHT + 36, bottom: 20 },
      title: {
        text: title,
        subtext: subtitle,
        left: 20,
        top: 16,
        textStyle: { ...text, fontSize: 18, fontWeight: 600, overflow: 'truncate' },
        subtextStyle: { ...text, color: style.colours.text, fontSize: 14 },
      },
    });
    const canvas = instance.renderToCanvas({ pixelRatio: PIXEL_RATIO });
    return await new Promise<Blob>((resolve, reject) => {
      canvas.toBlob((blob) =>
        blob ? resolve(blob) : reject(new Error('The browser could not encode the image.')),
      );
    });
  } finally {
    instance.dispose();
  }
}
