import { createSharedComposable, useDocumentVisibility } from '@vueuse/core';
import { readonly, ref, watch } from 'vue';

const LOCK = 'energy:chat-background';
const LET_GO_AFTER_MS = 15_000;

/**
 * Whether this tab may keep streams open. A browser has six connections for a platform that is reached by
 * HTTP/1.1, over all its tabs: those that are looked at may, and of the others one, which goes on hearing
 * what is new.
 */
export const useOnWatch = createSharedComposable(() => {
  const visibility = useDocumentVisibility();
  const isOnWatch = ref(visibility.value === 'visible');

  watch(
    visibility,
    (now, _before, onCleanup) => {
      if (now === 'visible') {
        isOnWatch.value = true;
        return;
      }
      const shown = new AbortController();
      const letGo = setTimeout(() => {
        isOnWatch.value = false;
      }, LET_GO_AFTER_MS);
      const keepWatch = () => {
        clearTimeout(letGo);
        isOnWatch.value = true;
        return new Promise<void>((resolve) => {
          shown.signal.addEventListener('abort', () => resolve(), { once: true });
        });
      };
      navigator.locks?.request(LOCK, { signal: shown.signal }, keepWatch).catch(() => undefined);
      onCleanup(() => {
        clearTimeout(letGo);
        shown.abort();
      });
    },
    { immediate: true },
  );
  return readonly(isOnWatch);
});
