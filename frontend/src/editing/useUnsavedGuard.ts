import { useEventListener } from '@vueuse/core';
import { useI18n } from 'vue-i18n';
import { onBeforeRouteLeave, onBeforeRouteUpdate } from 'vue-router';
import { useSession } from '../session/session-store.ts';

/** Asks for confirmation before the person leaves a page with unsaved work. */
export function useUnsavedGuard(isUnsaved: () => boolean): void {
  const { t } = useI18n();
  const session = useSession();
  const mayLeave = () =>
    !isUnsaved() || !session.isSignedIn || window.confirm(t('console.confirmLeave'));

  onBeforeRouteLeave(mayLeave);
  onBeforeRouteUpdate(mayLeave);
  useEventListener(window, 'beforeunload', (event) => {
    if (isUnsaved()) event.preventDefault();
  });
}
