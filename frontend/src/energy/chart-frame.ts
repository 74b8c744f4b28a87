import type { Axis } from './axis.ts';

/** CSS colours. */
export interface ChartColours {
  readonly measured: string;
  readonly exceeded: string;
  readonly near: string;
  readonly missing: string;
  readonly limit: string;
  readonly text: string;
  readonly strong: string;
  readonly line: string;
}

export interface FrameStyle {
  readonly colours: ChartColours;
  readonly font: string;
  readonly isAnimated: boolean;
}

/** The upper corners of a bar are round, in pixels. */
export const CORNERS = [3, 3, 0, 0];
const ANIMATION_MS = 250;

/** Returns what the options of all charts have in common. */
export function chartFrame(style: FrameStyle) {
  return {
    animation: style.isAnimated,
    animationDuration: ANIMATION_MS,
    animationDurationUpdate: ANIMATION_MS,
    textStyle: textStyleOf(style),
    grid: { left: 4, right: 4, top: 22, bottom: 4, outerBoundsMode: 'same' },
  } as const;
}

export function textStyleOf({ colours, font }: FrameStyle) {
  return { color: colours.text, fontFamily: font, fontSize: 12 };
}

/** The axis of energies, whose numbers have the decimals of its step. */
export function energyAxis(
  { max, step }: Axis,
  { unit, tick }: { readonly unit: string; tick(value: number, step: number): string },
  style: FrameStyle,
) {
  const textStyle = textStyleOf(style);
  return {
    type: 'value',
    name: unit,
    nameTextStyle: { ...textStyle, align: 'right', padding: [0, 8, 0, 0] },
    min: 0,
    max,
    interval: step,
    axisLabel: { ...textStyle, formatter: (value: number) => tick(value, step) },
    splitLine: { lineStyle: { color: style.colours.line } },
  } as const;
}

/** The tooltip that `show` draws for the part of the axis under the pointer. */
export function axisTooltip(
  show: (index: number) => HTMLElement | undefined,
  { colours }: FrameStyle,
  pointer: 'shadow' | 'line' = 'shadow',
) {
  return {
    ...TOOLTIP,
    trigger: 'axis',
    axisPointer:
      pointer === 'shadow'
        ? { type: 'shadow', shadowStyle: { color: colours.line, opacity: 0.35 } }
        : { type: 'line', lineStyle: { color: colours.text, type: 'solid' } },
    formatter: (hovered: { dataIndex: number }[]) => show(hovered[0]!.dataIndex),
  } as const;
}

/** A tooltip without the library's looks. */
export const TOOLTIP = {
  confine: true,
  transitionDuration: 0,
  padding: 0,
  borderWidth: 0,
  backgroundColor: 'transparent',
  extraCssText: 'box-shadow: none',
} as const;

/** The gap between bars, of their width. */
export function categoryGap(isNarrow: boolean): string {
  return isNarrow ? '18%' : '24%';
}

/** An earlier or usual amount behind a bar. */
export function outlineStyle({ line, missing }: ChartColours) {
  return { color: line, borderColor: missing, borderRadius: CORNERS };
}

/** Parts in which the device belonged to another client. */
export function withheldStyle({ line }: ChartColours) {
  return { color: line, opacity: 0.5 };
}

/** The hatching of parts without data. */
export function missingStyle({ missing }: ChartColours) {
  return {
    color: 'transparent',
    decal: { ...HATCHING, color: missing, rotation: -Math.PI / 4 },
    opacity: 0.5,
  };
}

/** A hatched bar with an edge: never solid as a measured one, and leaning the other way than parts without data. */
export function estimatedStyle(colour: string) {
  return {
    color: 'transparent',
    decal: { ...HATCHING, color: colour, dashArrayY: [2, 3], rotation: Math.PI / 4 },
    borderColor: colour,
    borderWidth: 1,
  };
}

/** A dashed outline around the whole hour, which is visible without energy, too. */
export function suspectStyle({ limit }: ChartColours) {
  return { color: 'transparent', borderColor: limit, borderWidth: 1.5, borderType: 'dashed' };
}

const HATCHING = { symbol: 'rect', dashArrayX: [1, 0], dashArrayY: [1, 6] };
