import { computed, type MaybeRefOrGetter, toValue } from 'vue';
import { endOfHour } from '../calendar/zone-clock.ts';
import { useFormats } from '../i18n/i18n.ts';
import type { DayChart } from './day-chart.ts';
import { limitReachedAt } from './pace.ts';

/** The running hour of a day's chart, and the local time at which its pace takes it over the limit. */
export function useRunningHour(
  chart: MaybeRefOrGetter<DayChart | undefined>,
  timeZone: MaybeRefOrGetter<string | undefined>,
  now: MaybeRefOrGetter<number>,
) {
  const formats = useFormats();
  return computed(() => {
    const { bars = [], limit = 0 } = toValue(chart) ?? {};
    const zone = toValue(timeZone);
    const running = bars.find(({ state }) => state === 'running');
    if (!running || !zone) return undefined;
    const start = Date.parse(running.start);
    const hour = { energy: running.energy, limit, start, end: endOfHour(start, zone) };
    const at = limitReachedAt(hour, toValue(now));
    const overAt = at === undefined ? undefined : formats.value.minute(at, zone);
    return { energy: running.energy, limit, overAt };
  });
}
