import { useMediaQuery } from '@vueuse/core';
import { computed } from 'vue';
import { useAppearance } from '../components/app/useAppearance.ts';
import type { ChartColours } from './chart-frame.ts';

/** The style of charts, from the stylesheet's colours for light or dark. */
export function useChartStyle() {
  const { applied: appearance } = useAppearance();
  const isNarrow = useMediaQuery('(max-width: 40rem)');
  return computed(() => ({
    colours: readColours(appearance.value),
    font: getComputedStyle(document.body).fontFamily,
    isNarrow: isNarrow.value,
  }));
}

/** @param _appearance the computed style depends on it */
function readColours(_appearance: string): ChartColours {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  return {
    measured: colour('--chart-measured'),
    exceeded: colour('--chart-exceeded'),
    near: colour('--chart-near'),
    missing: colour('--chart-missing'),
    limit: colour('--chart-limit'),
    text: colour('--ui-text-muted'),
    strong: colour('--ui-text'),
    line: colour('--ui-border'),
  };
}
