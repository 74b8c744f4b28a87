import type { HeatStyle } from './period-chart-options.ts';

const STEPS = ['--heat-1', '--heat-2', '--heat-3', '--heat-4', '--heat-5'];

/**
 * Returns the heat map's colours from the stylesheet, as red, green and blue: ECharts blends no others.
 *
 * @param _appearance light or dark, on which the stylesheet depends
 */
export function heatColours(_appearance: string): Pick<HeatStyle, 'ramp' | 'exceeded'> {
  const style = getComputedStyle(document.documentElement);
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!;
  const [exceeded, ...ramp] = ['--chart-exceeded', ...STEPS].map((name) => {
    context.fillStyle = style.getPropertyValue(name).trim();
    context.fillRect(0, 0, 1, 1);
    const [red, green, blue] = context.getImageData(0, 0, 1, 1).data;
    return `rgb(${red}, ${green}, ${blue})`;
  });
  return { exceeded: exceeded!, ramp };
}
