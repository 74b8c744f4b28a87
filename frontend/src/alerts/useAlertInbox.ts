import { createGlobalState } from '@vueuse/core';
import { computed } from 'vue';
import type { ListedAlert } from '../api/client.ts';
import { useSession } from '../session/session-store.ts';
import { isUnseen } from './alert-list.ts';
import { useAlertList } from './useAlertList.ts';

/** The alerts of the signed-in client, shared by the whole page. */
export const useAlertInbox = createGlobalState(() => {
  const session = useSession();
  const reader = computed(() =>
    session.person?.role === 'client' && !session.mustChangePassword
      ? session.person.id
      : undefined,
  );
  const inbox = useAlertList({ filter: computed(() => ({})), reader });
  const { list, markSeen } = inbox;
  const unseen = computed(() => list.value?.unseen ?? 0);

  async function markAllSeen(): Promise<void> {
    const newest = list.value?.alerts[0];
    if (newest) await markSeen(newest.number);
  }

  /** Marks an opened alert and those before it as seen. */
  async function markOpened(alert: ListedAlert): Promise<void> {
    const current = list.value?.alerts.find(({ number }) => number === alert.number) ?? alert;
    if (isUnseen(current)) await markSeen(alert.number);
  }

  return { ...inbox, unseen, markAllSeen, markOpened };
});
