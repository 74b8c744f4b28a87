import { useDocumentVisibility } from '@vueuse/core';
import { onScopeDispose, type Ref } from 'vue';
import { dataOf } from '../../api/client.ts';
import { useLoaded } from '../../api/useLoaded.ts';
import { useApi } from '../../session/session-store.ts';

const POLL_INTERVAL_MS = 5_000;

/**
 * Polls the platform's key figures while the page is visible.
 *
 * @param silentAfter the minutes without a reading after which a meter counts as silent
 */
export function useOverview(silentAfter: Ref<number>) {
  const api = useApi();
  const visibility = useDocumentVisibility();
  const overview = useLoaded(silentAfter, (minutes, signal) =>
    dataOf(api.GET('/api/overview', { params: { query: { silentAfter: minutes } }, signal })),
  );

  let isStopped = false;
  let timer = setTimeout(refresh, POLL_INTERVAL_MS);
  async function refresh(): Promise<void> {
    if (visibility.value === 'visible' && !overview.isLoading.value) await overview.reload();
    if (!isStopped) timer = setTimeout(refresh, POLL_INTERVAL_MS);
  }
  onScopeDispose(() => {
    isStopped = true;
    clearTimeout(timer);
  });

  return overview;
}
