import type { EChartsCoreOption } from 'echarts/core';
import type { Axis } from '../energy/axis.ts';
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
  TOOLTIP,
  textStyleOf,
  withheldStyle,
} from '../energy/chart-frame.ts';
import { isApproximate } from '../energy/useMarkTexts.ts';
import type { HeatCell, HeatMap } from './heat-map.ts';
import type { PeriodChart } from './period-chart.ts';

/** The texts of a chart whose parts are found by their index. */
export interface PartTexts {
  /** Such as kWh or €. */
  readonly unit: string;
  tick(amount: number, step: number): string;
  /** The label of a part on the axis. */
  label(index: number): string;
  tooltip?(index: number): HTMLElement;
}

export interface PartStyle extends FrameStyle {
  readonly text: PartTexts;
  readonly isNarrow: boolean;
}

/** Sums up to the ends of the parts of a period. */
export interface Course {
  readonly points: readonly {
    /** Undefined in the future. */
    readonly sum: number | undefined;
    readonly usualSum: number | undefined;
  }[];
  readonly axis: Axis;
}

/** A bar is as opaque as it is complete, and no less than this. */
const MIN_OPACITY = 0.4;
const AREA_OPACITY = 0.15;

/** Returns the ECharts option of a period: a bar for each part before the outline of what it usually takes. */
export function barOption({ bars, axis }: PeriodChart, style: PartStyle): EChartsCoreOption {
  const { colours, text, isNarrow } = style;
  const bar = { type: 'bar', barGap: '-100%', emphasis: { disabled: true } } as const;
  return {
    ...chartFrame(style),
    xAxis: partAxis(bars.length, style),
    yAxis: energyAxis(axis, text, style),
    tooltip: text.tooltip && axisTooltip(text.tooltip, style),
    series: [
      {
        id: 'usual',
        ...bar,
        silent: true,
        z: 1,
        data: bars.map(({ usual = 0, state }) => (state === 'withheld' ? 0 : usual)),
        itemStyle: outlineStyle(colours),
      },
      {
        id: 'amount',
        ...bar,
        stack: 'part',
        barCategoryGap: categoryGap(isNarrow),
        data: bars.map(({ amount, state, hours, hoursMissing, marks }) => ({
          value: amount,
          itemStyle: {
            color: colours.measured,
            // As wide as the outline behind.
            ...(amount > 0 && { borderColor: colours.measured }),
            ...(isApproximate(marks) && estimatedStyle(colours.measured)),
            ...(state === 'partial' && {
              opacity: Math.max(MIN_OPACITY, 1 - hoursMissing / hours),
              borderColor: colours.strong,
              borderType: 'dashed',
            }),
            borderRadius: CORNERS,
          },
        })),
      },
      {
        id: 'withheld',
        ...bar,
        stack: 'part',
        data: bars.map(({ state }) => (state === 'withheld' ? axis.max : 0)),
        itemStyle: withheldStyle(colours),
      },
      {
        id: 'missing',
        ...bar,
        stack: 'part',
        data: bars.map(({ state }) => (state === 'missing' ? axis.max : 0)),
        itemStyle: missingStyle(colours),
      },
    ],
  };
}

/** Returns the ECharts option of a running sum, beside the sum that is usual by then. */
export function courseOption({ points, axis }: Course, style: PartStyle): EChartsCoreOption {
  const { colours, text } = style;
  const line = {
    type: 'line',
    showSymbol: false,
    silent: true,
    emphasis: { disabled: true },
  } as const;
  const last = points.findLastIndex(({ sum }) => sum !== undefined);
  return {
    ...chartFrame(style),
    xAxis: partAxis(points.length, style),
    yAxis: energyAxis(axis, text, style),
    tooltip: text.tooltip && axisTooltip(text.tooltip, style, 'line'),
    series: [
      {
        id: 'usual',
        ...line,
        data: points.map(({ usualSum }) => usualSum ?? null),
        lineStyle: { color: colours.limit, width: 1.5, type: 'dashed' },
      },
      {
        id: 'sum',
        ...line,
        data: points.map(({ sum }, index) => ({
          value: sum ?? null,
          symbol: index === last ? 'circle' : 'none',
          symbolSize: 9,
        })),
        showSymbol: true,
        itemStyle: { color: colours.measured },
        lineStyle: { color: colours.measured, width: 3 },
        areaStyle: { color: colours.measured, opacity: AREA_OPACITY },
      },
    ],
  };
}

export interface HeatTexts {
  /** The label of a day on the axis; empty for most. */
  day(index: number): string;
  hour(hour: number): string;
  tooltip?(cell: HeatCell): HTMLElement;
}

export interface HeatStyle extends FrameStyle {
  readonly text: HeatTexts;
  /** Colours from no consumption to the scale's end, and of hours over the limit, as red, green and blue. */
  readonly ramp: readonly string[];
  readonly exceeded: string;
  readonly isNarrow: boolean;
}

const HOURS = 24;
const LABELLED_HOURS = 6;

/** Returns the ECharts option of a heat map: a column for each day, or a row on narrow screens. */
export function heatMapOption(map: HeatMap, style: HeatStyle): EChartsCoreOption {
  const { text, ramp, exceeded, isNarrow } = style;
  const axis = {
    type: 'category',
    axisTick: { show: false },
    axisLine: { show: false },
    splitLine: { show: false },
  } as const;
  const label = { ...textStyleOf(style), hideOverlap: true };
  const days = {
    ...axis,
    data: map.days,
    axisLabel: {
      ...label,
      interval: (index: number) => text.day(index) !== '',
      formatter: (_day: string, index: number) => text.day(index),
    },
  };
  const hours = {
    ...axis,
    data: Array.from({ length: HOURS }, (_, hour) => hour),
    axisLabel: {
      ...label,
      interval: (hour: number) => hour % LABELLED_HOURS === 0,
      formatter: (_hour: string, hour: number) => text.hour(hour),
    },
  };
  const place = ({ day, hour }: HeatCell) => (isNarrow ? [hour, day] : [day, hour]);
  const series = (id: string, cells: readonly HeatCell[], outline: string) => ({
    id,
    type: 'heatmap',
    progressive: 0,
    emphasis: { disabled: true },
    data: cells.map((cell) => ({
      value: [...place(cell), cell.energy],
      cell,
      ...(isApproximate(cell.marks) && { itemStyle: { borderColor: outline, borderWidth: 1 } }),
    })),
  });
  const scale = { show: false, min: 0, max: map.scale } as const;
  return {
    ...chartFrame(style),
    animation: false,
    grid: { left: 4, right: 4, top: 4, bottom: 4, outerBoundsMode: 'same' },
    xAxis: isNarrow ? { ...hours, position: 'top' } : days,
    yAxis: { ...(isNarrow ? days : hours), inverse: true },
    visualMap: [
      { ...scale, seriesIndex: 0, inRange: { color: ramp } },
      { ...scale, seriesIndex: 1, inRange: { color: [exceeded, exceeded] } },
    ],
    tooltip: text.tooltip && {
      ...TOOLTIP,
      formatter: ({ data }: { data: { cell: HeatCell } }) => text.tooltip?.(data.cell),
    },
    series: [
      series('within', map.within, style.colours.strong),
      series('exceeded', map.exceeded, style.colours.strong),
    ],
  };
}

function partAxis(parts: number, style: PartStyle) {
  return {
    type: 'category',
    data: Array.from({ length: parts }, (_, index) => index),
    axisTick: { show: false },
    axisLine: { lineStyle: { color: style.colours.line } },
    axisLabel: {
      ...textStyleOf(style),
      hideOverlap: true,
      formatter: (_part: string, index: number) => style.text.label(index),
    },
  } as const;
}
