import { useDocumentVisibility } from '@vueuse/core';
import { onScopeDispose, type Ref } from 'vue';
import { dataOf } from '../../api/client.ts';
import { useLoaded } from '../../api/useLoaded.ts';
import { useApi } from '../../session/session-store.ts';

const INTERVAL_MS = 5_000;

/**
 * How the platform is doing, asked for every few seconds while the page is looked at.
 *
 * @param silentAfter after how many minutes without a reading a meter is silent
 */
export function useOverview(silentAfter: Ref<number>) {
  const api = useApi();
  const visibility = useDocumentVisibility();
  const overview = useLoaded(silentAfter, (minutes, signal) =>
    dataOf(api.GET('/api/overview', { params: { query: { silentAfter: minutes } }, signal })),
  );

  let timer = setTimeout(refresh, INTERVAL_MS);
  async function refresh(): Promise<void> {
    if (visibility.value === 'visible' && !overview.isLoading.value) await overview.reload();
    if (!isOver) timer = setTimeout(refresh, INTERVAL_MS);
  }
  let isOver = false;
  onScopeDispose(() => {
    isOver = true;
    clearTimeout(timer);
  });

  return overview;
}
