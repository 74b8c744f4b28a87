import { useEventListener } from '@vueuse/core';

/** Elements that handle arrow keys themselves. */
const ARROW_KEY_ELEMENTS =
  'input, textarea, select, [contenteditable], [role=dialog], [role=menu], [role=listbox], [role=grid], [role=radiogroup], [role=tablist]';

/** Moves a day or another period back or forth with the arrow keys, unless the focused element handles them. */
export function useDayKeys(go: (periods: -1 | 1) => void): void {
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
    if ((event.target as Element).closest(ARROW_KEY_ELEMENTS)) return;
    event.preventDefault();
    go(event.key === 'ArrowLeft' ? -1 : 1);
  });
}
