import { createSharedComposable, useColorMode } from '@vueuse/core';
import { nextTick, readonly, ref, watch } from 'vue';

/**
 * Light or dark: `chosen` (“auto” follows the device) can be set and is kept on this device; `shown` is
 * what the stylesheet shows, once it does. The page may put no style of its own beside the stylesheet:
 * transitions stay.
 */
export const useAppearance = createSharedComposable(() => {
  const { store: chosen, state } = useColorMode({ disableTransition: false });
  const shown = ref(state.value);
  watch(
    state,
    async (now) => {
      await nextTick();
      shown.value = now;
    },
    { flush: 'post' },
  );
  return { chosen, shown: readonly(shown) };
});
