import { computed, type Ref, reactive, watch } from 'vue';
import { type Consumption, type Device, hoursOf } from '../api/client.ts';
import { dayAt } from '../calendar/day-arithmetic.ts';
import { useNow } from '../calendar/useNow.ts';
import { useLiveFeed } from '../live/useLiveFeed.ts';
import { useApi } from '../session/session-store.ts';
import { withHourlyTotal } from './live-total.ts';

/** Today's consumption of a device, in its time zone. */
export interface Today {
  readonly day?: Consumption;
  readonly error?: unknown;
}

/** Loads today's consumption of devices and keeps it up to date, also past midnight. */
export function useTodays(devices: Ref<readonly Device[]>) {
  const api = useApi();
  const now = useNow();
  const todays = reactive(new Map<string, Today>());

  async function load({ id }: Device): Promise<void> {
    try {
      const params = { path: { id } };
      const day = await hoursOf(api.GET('/api/devices/{id}/consumption', { params }));
      todays.set(id, { day });
    } catch (error) {
      todays.set(id, { ...todays.get(id), error });
    }
  }

  const current = computed(() => devices.value.filter(({ former }) => !former));
  const loadAll = () => Promise.all(current.value.map(load));

  watch(current, (all) => {
    for (const device of all) if (!todays.has(device.id)) void load(device);
  });
  watch(now, (instant) => {
    for (const device of current.value) {
      const loadedDay = todays.get(device.id)?.day?.day;
      if (loadedDay && loadedDay !== dayAt(instant, device.timeZone)) void load(device);
    }
  });
  useLiveFeed().watchTotals(
    () => current.value.map(({ id }) => id),
    (total) => {
      const today = todays.get(total.deviceId);
      if (today?.day) todays.set(total.deviceId, { day: withHourlyTotal(today.day, total) });
    },
    loadAll,
  );

  return { todays, now, load };
}
