import { useEventListener } from '@vueuse/core';
import type { Ref } from 'vue';

const PAGE_STEP = 10;
const STEPS: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: PAGE_STEP,
  PageUp: -PAGE_STEP,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

/**
 * Moves the focus between the links of a list with the arrow keys, Page Up and Page Down, Home and End, while one of them
 * has it.
 */
export function useListKeys(list: Ref<HTMLElement | null>) {
  useEventListener(list, 'keydown', (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (step === undefined || !isPlain || !(event.target as Element).closest('a')) return;
    event.preventDefault();
    moveFocus(step);
  });

  function moveFocus(step: number): void {
    const links = [...(list.value?.querySelectorAll('a') ?? [])];
    const index = links.indexOf(document.activeElement as HTMLAnchorElement);
    links[Math.min(Math.max(index + step, 0), links.length - 1)]?.focus();
  }

  return { moveFocus };
}
