import { useEventListener } from '@vueuse/core';

/** Where arrow keys mean something of their own. */
const OWN_ARROWS =
  'input, textarea, select, [contenteditable], [role=dialog], [role=menu], [role=listbox], [role=grid], [role=radiogroup], [role=tablist]';

/** Goes a day back or forth by the arrow keys, unless they mean something where the focus is. */
export function useDayKeys(go: (days: -1 | 1) => void): void {
  useEventListener(document, 'keydown', (event: KeyboardEvent) => {
    if (
      event.defaultPrevented ||
      event.altKey ||
      event.ctrlKey ||
      event.metaKey ||
      event.shiftKey
    ) {
      return;
    }
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    if ((event.target as Element).closest(OWN_ARROWS)) return;
    event.preventDefault();
    go(event.key === 'ArrowLeft' ? -1 : 1);
  });
}
