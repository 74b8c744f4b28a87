import { createSharedComposable, useColorMode } from '@vueuse/core';
import { nextTick, readonly, ref, watch } from 'vue';

/**
 * Light or dark. `choice` is the person's setting, stored on this device (“auto” follows the system);
 * `applied` changes after the stylesheet has. Transitions stay enabled during a change, since disabling
 * them needs an inline style that the content security policy forbids.
 */
export const useAppearance = createSharedComposable(() => {
  const { store: choice, state } = useColorMode({ disableTransition: false });
  const applied = ref(state.value);
  watch(
    state,
    async (now) => {
      await nextTick();
      applied.value = now;
    },
    { flush: 'post' },
  );
  return { choice, applied: readonly(applied) };
});
