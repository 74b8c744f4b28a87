import { useDocumentVisibility, useEventListener } from '@vueuse/core';
import { onScopeDispose, watch } from 'vue';
import { useOnWatch } from './useOnWatch.ts';

/** What is followed by a stream. */
interface Followed {
  start(): void;
  stop(): void;
  hurry(): void;
  renew(): void;
}

/** After so long out of sight, a stream may have been lost without a word. */
const DOUBTFUL_AFTER_MS = 60_000;

/** Follows while this tab may, until the scope ends; sooner again when the network is back. */
export function useStream(followed: Followed): void {
  const isOnWatch = useOnWatch();
  const visibility = useDocumentVisibility();
  let hiddenAt = Date.now();

  watch(isOnWatch, (is) => (is ? followed.start() : followed.stop()), { immediate: true });
  watch(visibility, (now) => {
    if (now === 'hidden') hiddenAt = Date.now();
    else if (Date.now() - hiddenAt > DOUBTFUL_AFTER_MS) followed.renew();
    else followed.hurry();
  });
  useEventListener(window, 'online', () => followed.renew());
  onScopeDispose(() => followed.stop());
}
