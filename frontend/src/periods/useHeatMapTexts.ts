import { computed, type Ref } from 'vue';
import { useI18n } from 'vue-i18n';
import type { Device } from '../api/client.ts';
import { tooltipBox } from '../energy/tooltip-box.ts';
import { useFlowName } from '../energy/useFlowName.ts';
import { isApproximate, useMarkTexts } from '../energy/useMarkTexts.ts';
import { useFormats } from '../i18n/i18n.ts';
import { extremesOf, type HeatCell, type toHeatMap } from './heat-map.ts';
import type { LongPeriod } from './period.ts';

type HeatMap = ReturnType<typeof toHeatMap>;

export interface HeatMapSources {
  readonly device: () => Device;
  readonly period: () => LongPeriod;
  readonly map: Ref<HeatMap>;
}

/** What a heat map of a year says: in a sentence below it, to screen readers, in its legend and tooltips. */
export function useHeatMapTexts({ device, period, map }: HeatMapSources) {
  const { t } = useI18n();
  const formats = useFormats();
  const flowOf = useFlowName();
  const markTexts = useMarkTexts();
  const limit = () => formats.value.energy(device().maxHourlyConsumption);
  const marks = computed(() => countMarks(map.value));
  const insights = computed(() => {
    const extremes = extremesOf(map.value.byHour);
    if (!extremes) return '';
    const { high, low } = extremes;
    const count = map.value.exceeded.length;
    const over =
      count > 0
        ? t('energy.period.heat.exceeded', { count, limit: limit() }, count)
        : t('energy.period.heat.none', { limit: limit() });
    const most = t('energy.period.heat.high', {
      high: clockOf(high.hour),
      highEnergy: formats.value.energy(high.energy),
      low: clockOf(low.hour),
      lowEnergy: formats.value.energy(low.energy),
    });
    return `${[most, over, ...markTexts(marks.value)].join('. ').replace('.. ', '. ')}.`;
  });
  const words = computed(() => {
    const subject = {
      flow: flowOf.value(device()),
      device: device().description,
      period: period().name,
    };
    return `${t('energy.period.heat.describe', subject)} ${insights.value}`;
  });
  const legend = computed(() => [
    ...(map.value.exceeded.length > 0
      ? [{ label: t('energy.day.exceeded'), swatch: 'bg-chart-exceeded' }]
      : []),
    ...(isApproximate(marks.value)
      ? [{ label: t('energy.marks.legend'), swatch: 'border border-(--ui-text)' }]
      : []),
  ]);

  function clockOf(hour: number): string {
    return formats.value.hour(hour * 3_600_000, 'UTC');
  }

  function tooltip({ start, day, energy, marks }: HeatCell): HTMLElement {
    const isOver = energy > device().maxHourlyConsumption;
    return tooltipBox([
      { text: formats.value.longDay(map.value.days[day]!) },
      { text: formats.value.hourSpan(start, device().timeZone) },
      { text: formats.value.energy(energy), look: 'figure' },
      { text: isOver ? t('energy.day.exceeded') : '', look: 'warning' },
      { text: marks.hoursEstimated ? t('energy.day.estimated') : '' },
      { text: marks.hoursPartlyUnknown ? t('energy.day.partlyUnknown') : '' },
    ]);
  }

  return { insights, words, legend, clockOf, tooltip };
}

function countMarks({ within, exceeded }: HeatMap) {
  const cells = [...within, ...exceeded];
  return {
    hoursEstimated: cells.filter(({ marks }) => marks.hoursEstimated).length,
    hoursPartlyUnknown: cells.filter(({ marks }) => marks.hoursPartlyUnknown).length,
  };
}
