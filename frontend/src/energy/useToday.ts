import { computed, watch } from 'vue';
import { dataOf, type Today } from '../api/client.ts';
import { useLoaded } from '../api/useLoaded.ts';
import { dayAt } from '../calendar/day-arithmetic.ts';
import { useNow } from '../calendar/useNow.ts';
import { useLiveFeed } from '../live/useLiveFeed.ts';
import { useApi } from '../session/session-store.ts';
import { toDevicesToday, withTodaysTotal } from './today.ts';

/** The server lets a connection watch a hundred devices, some of which the alerts need. */
const MAX_WATCHED = 48;
const REFRESH_INTERVAL_MS = 60_000;

/**
 * Loads today's consumption of all devices of the signed-in client and keeps it up to date, also past midnight: from the
 * live feed, or every minute where there are more devices than it reports.
 */
export function useToday() {
  const api = useApi();
  const now = useNow();
  const { value, error, reload } = useLoaded(
    () => 'today',
    (_source, signal) => dataOf(api.GET('/api/consumption/today', { signal })),
  );
  const devices = computed(() => (value.value ? toDevicesToday(value.value, now.value) : []));
  const watched = computed<readonly string[]>((before) => {
    const ids = (value.value?.devices ?? []).slice(0, MAX_WATCHED).map(({ deviceId }) => deviceId);
    return String(before) === String(ids) ? before! : ids;
  });

  useLiveFeed().watchTotals(
    watched,
    (total) => {
      if (value.value) value.value = withTodaysTotal(value.value, total);
    },
    reload,
  );
  let refreshedAt = now.value;
  watch(now, (instant) => {
    if (!value.value) return;
    const isDue = hasMore(value.value) && instant - refreshedAt > REFRESH_INTERVAL_MS;
    if (!isDue && !isOver(value.value, instant)) return;
    refreshedAt = instant;
    void reload();
  });

  return { today: value, devices, now, error, reload };
}

function hasMore({ devices }: Today): boolean {
  return devices.length > MAX_WATCHED && document.visibilityState === 'visible';
}

/** True once another day has begun in one of the time zones. */
function isOver({ days }: Today, instant: number): boolean {
  return days.some(({ timeZone, day }) => dayAt(instant, timeZone) !== day);
}
