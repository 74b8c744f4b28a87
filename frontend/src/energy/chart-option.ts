import type { EChartsCoreOption } from 'echarts/core';
import type { Formats } from '../format/formats.ts';
import type { Bar, DayChart } from './day-chart.ts';

/** Colours as CSS writes them. */
export interface ChartColours {
  readonly measured: string;
  readonly exceeded: string;
  readonly exceededWithin: string;
  readonly missing: string;
  readonly limit: string;
  readonly text: string;
  readonly strong: string;
  readonly line: string;
}

/** What the chart says, in somebody’s language. */
export interface ChartWords {
  readonly unit: string;
  /** Of the line, such as “Limit 2 kWh”. */
  readonly limit: string;
  tick(kilowattHours: number): string;
  hour(bar: Bar): string;
  /** Above the hour that is marked. */
  energy(kilowattHours: number): string;
  /** What there is to say about an hour that somebody points at, where they can. */
  tooltip?(bar: Bar): HTMLElement;
}

/** @param limit what the line of the limit is called */
export function chartWords(formats: Formats, timeZone: string, limit: string): ChartWords {
  return {
    unit: 'kWh',
    limit,
    tick: formats.tick,
    hour: ({ start }) => formats.hour(start, timeZone),
    energy: formats.energy,
  };
}

export interface ChartLook {
  readonly colours: ChartColours;
  readonly words: ChartWords;
  readonly font: string;
  readonly isNarrow: boolean;
  readonly isAnimated: boolean;
  /** When the hour starts that is marked, if one is. */
  readonly marked?: string | undefined;
}

const RADIUS = 3;
const MARK_WIDTH = 2;
const HOURS_BETWEEN_LABELS = { wide: 2, narrow: 6 };

/** How ECharts draws a day: bars by hour, those over the limit in another colour, the limit as a line. */
export function chartOption({ bars, limit, axis }: DayChart, look: ChartLook): EChartsCoreOption {
  const { colours, words, font, isNarrow, isAnimated, marked } = look;
  const labelled = new Set(labelledStarts(bars, isNarrow));
  const outline = ({ start }: Bar) =>
    start === marked && { borderColor: colours.strong, borderWidth: MARK_WIDTH };
  const bar = { type: 'bar', stack: 'hour', emphasis: { disabled: true } } as const;
  const text = { color: colours.text, fontFamily: font, fontSize: 12 };
  return {
    animation: isAnimated,
    animationDuration: 250,
    animationDurationUpdate: 250,
    textStyle: text,
    grid: { left: 4, right: 4, top: 22, bottom: 4, outerBoundsMode: 'same' },
    xAxis: {
      type: 'category',
      data: bars.map(({ start }) => start),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: colours.line } },
      axisLabel: {
        ...text,
        interval: (index: number) => labelled.has(bars[index]!.start),
        formatter: (_start: string, index: number) => words.hour(bars[index]!),
      },
    },
    yAxis: {
      type: 'value',
      name: words.unit,
      nameTextStyle: { ...text, align: 'right', padding: [0, 8, 0, 0] },
      min: 0,
      max: axis.max,
      interval: axis.step,
      axisLabel: { ...text, formatter: words.tick },
      splitLine: { lineStyle: { color: colours.line } },
    },
    tooltip: words.tooltip && {
      trigger: 'axis',
      confine: true,
      transitionDuration: 0,
      padding: 0,
      borderWidth: 0,
      backgroundColor: 'transparent',
      extraCssText: 'box-shadow: none',
      axisPointer: { type: 'shadow', shadowStyle: { color: colours.line, opacity: 0.35 } },
      formatter: (hovered: { dataIndex: number }[]) =>
        words.tooltip?.(bars[hovered[0]!.dataIndex]!),
    },
    series: [
      {
        id: 'within',
        ...bar,
        barCategoryGap: isNarrow ? '18%' : '24%',
        data: bars.map((hour) => ({
          value: hour.within,
          itemStyle: {
            color: hour.exceeded ? colours.exceededWithin : colours.measured,
            opacity: hour.state === 'running' ? 0.6 : 1,
            borderRadius: hour.exceeded ? 0 : [RADIUS, RADIUS, 0, 0],
            ...outline(hour),
          },
        })),
        markLine: limitLine(limit, axis.max, look),
      },
      {
        id: 'above',
        ...bar,
        data: bars.map((hour) => ({
          value: hour.above,
          ...(hour.above > 0 && { itemStyle: outline(hour) || {} }),
          label: {
            show: hour.start === marked,
            position: 'top',
            formatter: words.energy(hour.energy),
            color: colours.strong,
            fontFamily: font,
            fontSize: 13,
            fontWeight: 600,
          },
        })),
        itemStyle: { color: colours.exceeded, borderRadius: [RADIUS, RADIUS, 0, 0] },
      },
      {
        id: 'withheld',
        ...bar,
        data: bars.map(({ state }) => (state === 'withheld' ? axis.max : 0)),
        itemStyle: { color: colours.line, opacity: 0.5 },
      },
      {
        id: 'missing',
        ...bar,
        data: bars.map(({ state }) => (state === 'missing' ? axis.max : 0)),
        itemStyle: {
          color: 'transparent',
          decal: {
            symbol: 'rect',
            color: colours.missing,
            dashArrayX: [1, 0],
            dashArrayY: [1, 6],
            rotation: -Math.PI / 4,
          },
          opacity: 0.5,
        },
      },
    ],
  };
}

function limitLine(limit: number, highest: number, { colours, words, font }: ChartLook) {
  if (limit > highest) return undefined;
  return {
    silent: true,
    symbol: 'none',
    animation: false,
    lineStyle: { color: colours.limit, type: 'dashed', width: 1.5 },
    label: {
      position: 'insideStartTop',
      formatter: words.limit,
      color: colours.limit,
      fontFamily: font,
      fontSize: 12,
    },
    data: [{ yAxis: limit }],
  };
}

/** The hours that are named on the axis: round ones, each once. */
function labelledStarts(bars: readonly Bar[], isNarrow: boolean): readonly string[] {
  const every = isNarrow ? HOURS_BETWEEN_LABELS.narrow : HOURS_BETWEEN_LABELS.wide;
  const seen = new Set<string>();
  return bars.flatMap(({ start, label }) => {
    const isRound = label.endsWith(':00') && Number(label.slice(0, 2)) % every === 0;
    if (!isRound || seen.has(label)) return [];
    seen.add(label);
    return [start];
  });
}
