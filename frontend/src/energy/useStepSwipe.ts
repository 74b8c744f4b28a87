import { useSwipe } from '@vueuse/core';
import type { Ref } from 'vue';

/** Calls back when a finger swipes over an element: 1 to the left, where what follows is, and -1 to the right. */
export function useStepSwipe(
  target: Readonly<Ref<HTMLElement | null>>,
  step: (direction: -1 | 1) => void,
): void {
  useSwipe(target, {
    onSwipeEnd: (_event, direction) => {
      if (direction === 'left') step(1);
      if (direction === 'right') step(-1);
    },
  });
}
