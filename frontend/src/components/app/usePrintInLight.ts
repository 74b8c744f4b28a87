import { useEventListener } from '@vueuse/core';

/** Prints dark pages in the colours of light ones: paper is white, and browsers leave backgrounds out. */
export function usePrintInLight(): void {
  const { classList } = document.documentElement;
  let wasDark = false;
  useEventListener(window, 'beforeprint', () => {
    wasDark = classList.contains('dark');
    classList.remove('dark');
  });
  useEventListener(window, 'afterprint', () => {
    if (wasDark) classList.add('dark');
  });
}
