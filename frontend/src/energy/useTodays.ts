import { computed, type Ref, reactive, watch } from 'vue';
import { type Consumption, type Device, dataOf } from '../api/client.ts';
import { dayAt } from '../calendar/day-arithmetic.ts';
import { useNow } from '../calendar/useNow.ts';
import { useLiveFeed } from '../live/useLiveFeed.ts';
import { useApi } from '../session/session-store.ts';
import { withHourlyTotal } from './live-total.ts';

/** Today of a device in its own zone, as far as it is loaded. */
export interface Today {
  readonly day?: Consumption;
  readonly error?: unknown;
}

/** Today of each of some devices, which grows while one looks and is another day after midnight. */
export function useTodays(devices: Ref<readonly Device[]>) {
  const api = useApi();
  const now = useNow();
  const todays = reactive(new Map<string, Today>());

  async function load({ id }: Device): Promise<void> {
    try {
      const params = { path: { id } };
      const day = await dataOf(api.GET('/api/devices/{id}/consumption', { params }));
      todays.set(id, { day });
    } catch (error) {
      todays.set(id, { ...todays.get(id), error });
    }
  }

  /** A former device has no today. */
  const current = computed(() => devices.value.filter(({ former }) => !former));
  const loadAll = () => Promise.all(current.value.map(load));

  watch(current, (all) => {
    for (const device of all) if (!todays.has(device.id)) void load(device);
  });
  watch(now, (instant) => {
    for (const device of current.value) {
      const shown = todays.get(device.id)?.day?.day;
      if (shown && shown !== dayAt(instant, device.timeZone)) void load(device);
    }
  });
  useLiveFeed().watchTotals(
    () => current.value.map(({ id }) => id),
    (told) => {
      const today = todays.get(told.deviceId);
      if (today?.day) todays.set(told.deviceId, { day: withHourlyTotal(today.day, told) });
    },
    loadAll,
  );

  return { todays, now, load };
}
