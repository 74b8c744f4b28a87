import { useMediaQuery } from '@vueuse/core';
import { computed } from 'vue';
import { useAppearance } from '../components/app/useAppearance.ts';
import type { ChartColours } from './chart-option.ts';

/** How charts look here and now: read from the stylesheet, which has the colours for light and dark. */
export function useChartStyle() {
  const { shown: appearance } = useAppearance();
  const isNarrow = useMediaQuery('(max-width: 40rem)');
  return computed(() => ({
    colours: coloursOf(appearance.value),
    font: getComputedStyle(document.body).fontFamily,
    isNarrow: isNarrow.value,
  }));
}

function coloursOf(_appearance: string): ChartColours {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  return {
    measured: colour('--chart-measured'),
    exceeded: colour('--chart-exceeded'),
    exceededWithin: colour('--chart-exceeded-within'),
    missing: colour('--chart-missing'),
    limit: colour('--chart-limit'),
    text: colour('--ui-text-muted'),
    strong: colour('--ui-text'),
    line: colour('--ui-border'),
  };
}
