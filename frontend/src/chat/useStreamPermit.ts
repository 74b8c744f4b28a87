import { createSharedComposable, useDocumentVisibility } from '@vueuse/core';
import { readonly, ref, watch } from 'vue';

const LOCK = 'energy:chat-background';
const RELEASE_DELAY_MS = 15_000;

/**
 * True while this tab may hold chat streams open. Over HTTP/1.1 a browser has six connections to the
 * platform for all its tabs: every visible tab may hold streams, and one of the hidden ones, which still
 * receives new messages.
 */
export const useStreamPermit = createSharedComposable(() => {
  const visibility = useDocumentVisibility();
  const hasPermit = ref(visibility.value === 'visible');

  watch(
    visibility,
    (state, _before, onCleanup) => {
      if (state === 'visible') {
        hasPermit.value = true;
        return;
      }
      const visibleAgain = new AbortController();
      const release = setTimeout(() => {
        hasPermit.value = false;
      }, RELEASE_DELAY_MS);
      const holdPermit = () => {
        clearTimeout(release);
        hasPermit.value = true;
        return new Promise<void>((resolve) => {
          visibleAgain.signal.addEventListener('abort', () => resolve(), { once: true });
        });
      };
      navigator.locks
        ?.request(LOCK, { signal: visibleAgain.signal }, holdPermit)
        .catch(() => undefined);
      onCleanup(() => {
        clearTimeout(release);
        visibleAgain.abort();
      });
    },
    { immediate: true },
  );
  return readonly(hasPermit);
});
