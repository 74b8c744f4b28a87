import { useDocumentVisibility, useEventListener } from '@vueuse/core';
import { onScopeDispose, watch } from 'vue';
import type { Reconnection } from '../connection/reconnection.ts';
import { useStreamPermit } from './useStreamPermit.ts';

/** A stream of a tab that was hidden for longer may be dead without notice. */
const MAX_TRUSTED_HIDDEN_MS = 60_000;

/** Runs a subscription while this tab may hold streams, and reconnects it when network or person return. */
export function useStream(
  subscription: Pick<Reconnection, 'start' | 'stop' | 'retryNow' | 'reconnect'>,
): void {
  const hasPermit = useStreamPermit();
  const visibility = useDocumentVisibility();
  let hiddenAt = Date.now();

  watch(hasPermit, (has) => (has ? subscription.start() : subscription.stop()), {
    immediate: true,
  });
  watch(visibility, (state) => {
    if (state === 'hidden') hiddenAt = Date.now();
    else if (Date.now() - hiddenAt > MAX_TRUSTED_HIDDEN_MS) subscription.reconnect();
    else subscription.retryNow();
  });
  useEventListener(window, 'online', () => subscription.reconnect());
  onScopeDispose(() => subscription.stop());
}
