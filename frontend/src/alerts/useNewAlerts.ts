import { createSharedComposable, useDocumentVisibility, useIntervalFn } from '@vueuse/core';
import { ref, watch } from 'vue';
import { dataOf } from '../api/client.ts';
import { useLiveFeed } from '../live/useLiveFeed.ts';
import { useAfterPageLoad } from '../loading/useAfterPageLoad.ts';
import { useApi } from '../session/session-store.ts';

const POLL_INTERVAL_MS = 15_000;

/**
 * Counts the alerts that an administrator has not seen. Polls the count after the page has loaded: a utility may have
 * more alerts than one page should receive live.
 */
export const useNewAlerts = createSharedComposable(() => {
  const api = useApi();
  const visibility = useDocumentVisibility();
  const isPageLoaded = useAfterPageLoad();
  const count = ref(0);

  async function newest() {
    const page = await dataOf(api.GET('/api/alerts', { params: { query: { limit: 1 } } }));
    count.value = page.unseen;
    return page.alerts[0];
  }

  /** Ignores failures: the next poll repeats it. */
  async function refresh(): Promise<void> {
    if (isPageLoaded.value && visibility.value === 'visible') await newest().catch(() => undefined);
  }

  /** Marks every alert as seen, on the server and in all tabs. */
  async function markAllSeen(): Promise<void> {
    const alert = await newest();
    if (!alert || count.value === 0) return;
    await api.POST('/api/alerts/seen', { body: { through: alert.number } });
    count.value = 0;
  }

  watch([isPageLoaded, visibility], refresh);
  useIntervalFn(refresh, POLL_INTERVAL_MS);
  useLiveFeed().on('alerts-seen', refresh);

  return { count, markAllSeen };
});
