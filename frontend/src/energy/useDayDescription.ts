import { computed, type MaybeRefOrGetter, toValue } from 'vue';
import { useI18n } from 'vue-i18n';
import type { Consumption, ConsumptionHour, Device } from '../api/client.ts';
import { useFormats } from '../i18n/i18n.ts';
import type { DaySummary } from './day-summary.ts';
import { hourNames } from './hour-names.ts';
import { useFlowName } from './useFlowName.ts';

export interface DescribedDay {
  readonly device: Device;
  readonly day: Consumption;
  readonly summary: DaySummary;
}

type NamedKind = 'missing' | 'estimated' | 'suspect' | 'partlyUnknown';

/** More hours of a kind are counted rather than named. */
const MAX_NAMED_HOURS = 6;

/** Describes a day’s chart in sentences, for screen readers. */
export function useDayDescription(source: MaybeRefOrGetter<DescribedDay | undefined>) {
  const { t } = useI18n();
  const formats = useFormats();
  const flowOf = useFlowName();

  return computed(() => {
    const described = toValue(source);
    if (!described) return '';
    const { device, day, summary } = described;
    const { energy, list, longDay } = formats.value;
    const nameOf = hourNames(day, formats.value);
    const subject = {
      flow: flowOf.value(device),
      device: device.description,
      day: longDay(day.day),
    };
    const withheld = day.hours.filter((hour) => hour.withheld).length;
    const withheldText = t('energy.day.describe.withheld', { count: withheld }, withheld);
    const { peak, exceeded, missing, estimated, suspect, partlyUnknown } = summary;
    const hours = (some: readonly ConsumptionHour[]) => list(some.map(nameOf));
    const named = (kind: NamedKind, some: readonly ConsumptionHour[]) => {
      if (some.length === 0) return [];
      const isMany = some.length > MAX_NAMED_HOURS;
      return isMany
        ? [t(`energy.day.describe.${kind}Many`, { count: some.length })]
        : [t(`energy.day.describe.${kind}`, { hours: hours(some) })];
    };
    const last = [
      ...named('suspect', suspect),
      ...named('partlyUnknown', partlyUnknown),
      ...(withheld > 0 ? [withheldText] : []),
    ];
    if (summary.total === null) {
      return [t('energy.day.describe.none', subject), ...last].join(' ');
    }

    const sentences = [
      t('energy.day.describe.total', { ...subject, total: energy(summary.total) }),
    ];
    if (peak) {
      const figures = { hour: nameOf(peak), energy: energy(peak.energy!) };
      sentences.push(t('energy.day.describe.peak', figures));
    }
    if (exceeded.length > 0) {
      const limit = energy(day.maxHourlyConsumption);
      sentences.push(t('energy.day.describe.exceeded', { limit, hours: hours(exceeded) }));
    }
    sentences.push(...named('missing', missing), ...named('estimated', estimated), ...last);
    return sentences.join(' ');
  });
}
