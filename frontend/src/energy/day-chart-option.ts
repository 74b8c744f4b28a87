import type { EChartsCoreOption } from 'echarts/core';
import type { Formats } from '../format/formats.ts';
import {
  axisTooltip,
  CORNERS,
  categoryGap,
  chartFrame,
  energyAxis,
  estimatedStyle,
  type FrameStyle,
  missingStyle,
  outlineStyle,
  suspectStyle,
  textStyleOf,
  withheldStyle,
} from './chart-frame.ts';
import type { Bar, DayChart } from './day-chart.ts';

/** The chart's texts in the person’s language. */
export interface ChartText {
  readonly unit: string;
  /** The label of the limit's line, such as “Limit 2 kWh”. */
  readonly limit: string;
  /** A number on the axis, with the decimals of its step. */
  tick(kilowattHours: number, step: number): string;
  hour(bar: Bar): string;
  /** The label above the current hour. */
  readonly now: string;
  /** The label above the highlighted hour. */
  energy(kilowattHours: number): string;
  tooltip?(bar: Bar): HTMLElement;
}

/** @param labels of the limit's line and of the current hour */
export function chartText(
  formats: Formats,
  timeZone: string,
  labels: Pick<ChartText, 'limit' | 'now'>,
): ChartText {
  return {
    unit: 'kWh',
    ...labels,
    tick: formats.tick,
    hour: ({ start }) => formats.hour(start, timeZone),
    energy: formats.energy,
  };
}

export interface ChartStyle extends FrameStyle {
  readonly text: ChartText;
  readonly isNarrow: boolean;
  /** The start of the highlighted hour. */
  readonly highlighted?: string | undefined;
}

const RUNNING_OPACITY = 0.8;
const HIGHLIGHT_WIDTH = 2;
const HOURS_BETWEEN_LABELS = { wide: 2, narrow: 6 };

/** Returns the ECharts option of a day: a bar for each hour and a line for the limit. */
export function chartOption(chart: DayChart, style: ChartStyle): EChartsCoreOption {
  const { bars, axis } = chart;
  const { colours, text, font, isNarrow, highlighted } = style;
  const labelled = new Set(labelledStarts(bars, isNarrow));
  const outline = ({ start }: Bar) =>
    start === highlighted && { borderColor: colours.strong, borderWidth: HIGHLIGHT_WIDTH };
  const bar = { type: 'bar', stack: 'hour', emphasis: { disabled: true } } as const;
  const { tooltip } = text;
  return {
    ...chartFrame(style),
    xAxis: {
      type: 'category',
      data: bars.map(({ start }) => start),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: colours.line } },
      axisLabel: {
        ...textStyleOf(style),
        interval: (index: number) => labelled.has(bars[index]!.start),
        formatter: (_start: string, index: number) => text.hour(bars[index]!),
      },
    },
    yAxis: energyAxis(axis, text, style),
    tooltip: tooltip && axisTooltip((index) => tooltip(bars[index]!), style),
    series: [
      {
        id: 'before',
        type: 'bar',
        stack: 'before',
        silent: true,
        z: 1,
        data: bars.map(({ before, state }) => (state === 'withheld' ? 0 : before)),
        itemStyle: outlineStyle(colours),
      },
      {
        id: 'within',
        ...bar,
        barGap: '-100%',
        barCategoryGap: categoryGap(isNarrow),
        data: bars.map((hour) => ({
          value: hour.within,
          itemStyle: {
            ...fill(hour, hour.near ? colours.near : colours.measured),
            opacity: hour.state === 'running' ? RUNNING_OPACITY : 1,
            borderRadius: hour.exceeded ? 0 : CORNERS,
            ...outline(hour),
          },
        })),
        markLine: lines(chart, style),
      },
      {
        id: 'above',
        ...bar,
        data: bars.map((hour) => ({
          value: hour.above,
          ...(hour.above > 0 && {
            itemStyle: { ...fill(hour, colours.exceeded), ...outline(hour) },
          }),
          label: {
            show: hour.start === highlighted,
            position: 'top',
            formatter: text.energy(hour.energy),
            color: colours.strong,
            fontFamily: font,
            fontSize: 13,
            fontWeight: 600,
          },
        })),
        itemStyle: { color: colours.exceeded, borderRadius: CORNERS },
      },
      {
        id: 'withheld',
        ...bar,
        data: bars.map(({ state }) => (state === 'withheld' ? axis.max : 0)),
        itemStyle: withheldStyle(colours),
      },
      {
        id: 'missing',
        ...bar,
        data: bars.map((hour) => unknownHeight(hour, axis.max)),
        itemStyle: missingStyle(colours),
      },
      {
        id: 'suspect',
        ...bar,
        stack: 'suspect',
        silent: true,
        data: bars.map(({ suspect }) => (suspect ? axis.max : null)),
        itemStyle: suspectStyle(colours),
      },
    ],
  };
}

/** An hour without data is hatched as a whole; one of which a part is unknown, above its energy. */
function unknownHeight({ state, partlyUnknown, energy }: Bar, max: number): number {
  if (state === 'missing') return max;
  return partlyUnknown ? max - energy : 0;
}

function fill({ estimated }: Bar, colour: string) {
  return estimated ? estimatedStyle(colour) : { color: colour };
}

/** The line of the limit, and a mark at the current hour. */
function lines({ limit, current }: DayChart, { colours, text, font }: ChartStyle) {
  const label = { color: colours.limit, fontFamily: font, fontSize: 12 };
  const limitLine = {
    yAxis: limit,
    lineStyle: { color: colours.limit, type: 'dashed', width: 1.5 },
    label: { ...label, position: 'insideStartTop', formatter: text.limit },
  };
  const nowLine = {
    xAxis: current,
    lineStyle: { color: colours.text, type: 'solid', width: 1 },
    label: { ...label, position: 'end', formatter: text.now },
  };
  return {
    silent: true,
    symbol: 'none',
    animation: false,
    data: current === undefined ? [limitLine] : [limitLine, nowLine],
  };
}

/** Returns the hours with a label on the axis: round ones, each label once. */
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
