import { computed, type Ref } from 'vue';
import type { LocalDay } from '../calendar/local-day.ts';

/** A source for loading a device's day: undefined without a day, and the same pair until one changes. */
export function useDayOfDevice(id: Ref<string>, day: Ref<LocalDay | undefined>) {
  return computed<readonly [string, LocalDay] | undefined>((before) => {
    if (day.value === undefined) return undefined;
    return before?.[0] === id.value && before[1] === day.value ? before : [id.value, day.value];
  });
}
