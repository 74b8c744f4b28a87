import { useI18n } from 'vue-i18n';
import type { Device, PeriodConsumption } from '../api/client.ts';
import { type MarkCounts, useMarkTexts } from '../energy/useMarkTexts.ts';
import { useFormats } from '../i18n/i18n.ts';
import type { Period } from './period.ts';
import { type Counts, hoursMissing, type PeriodBar } from './period-chart.ts';
import type { Measure } from './useMeasure.ts';
import { usePeriodName } from './usePeriodName.ts';

export interface DescribedPeriod {
  readonly device: Device;
  readonly period: Period;
  readonly consumption: PeriodConsumption;
  /** The bars of its chart. */
  readonly bars: readonly PeriodBar[];
}

/** Describes periods in sentences: for screen readers, and below the chart. */
export function usePeriodDescription() {
  const { t } = useI18n();
  const formats = useFormats();
  const nameOf = usePeriodName();
  const markTexts = useMarkTexts();

  /** How much of a period was measured. */
  function completeness(consumption: Counts & MarkCounts): string {
    const { hours, hoursWithheld = 0, hoursToCome = 0 } = consumption;
    const missing = hoursMissing(consumption);
    const own = hours - hoursWithheld - hoursToCome;
    const counts = { count: formats.value.count(own), missing: formats.value.count(missing) };
    // The hour that has just begun has no readings yet.
    const isMissing = missing > (hoursToCome > 0 ? 1 : 0);
    const state = isMissing ? 'incomplete' : wholeOf(consumption);
    const sentences = [t(`energy.period.${state}`, counts)];
    sentences.push(...markTexts(consumption));
    if (hoursWithheld > 0) {
      sentences.push(t('energy.period.withheld', { count: hoursWithheld }, hoursWithheld));
    }
    return `${sentences.join('. ')}.`;
  }

  /** Estimates are data, and were not measured. */
  function wholeOf({ hoursToCome = 0, hoursEstimated = 0 }: Counts & MarkCounts) {
    if (hoursEstimated > 0) return hoursToCome > 0 ? 'knownSoFar' : 'known';
    return hoursToCome > 0 ? 'completeSoFar' : 'complete';
  }

  /** The chart of a period in words. */
  function description(
    { device, period, consumption, bars }: DescribedPeriod,
    measure: Measure,
    peak?: PeriodBar,
  ): string {
    const subject = {
      flow: measure.name,
      device: device.description,
      period: nameOf.value(period),
    };
    if (consumption.total === null) return t('energy.period.describe.none', subject);
    const total = measure.text(bars.findLast(({ sum }) => sum !== undefined)?.sum ?? 0);
    const sentences = [t('energy.period.describe.total', { ...subject, total })];
    if (peak) {
      const energy = measure.text(peak.amount);
      sentences.push(
        period.kind === 'year'
          ? t('energy.period.describe.peakMonth', {
              energy,
              month: formats.value.longMonth(peak.from),
            })
          : t('energy.period.describe.peak', { energy, day: formats.value.longDay(peak.from) }),
      );
    }
    return [...sentences, completeness(consumption)].join(' ');
  }

  return { completeness, description };
}
