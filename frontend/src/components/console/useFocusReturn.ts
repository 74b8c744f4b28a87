/**
 * Returns the focus when a panel closes: to the element that opened it (also through a menu that has closed
 * since), or to the page's content where that element no longer exists. Call it while the panel opens.
 */
export function useFocusReturn(): (event: Event) => void {
  const active = document.activeElement as HTMLElement | null;
  const menu = active?.closest('[role=menu]');
  const opener = menu
    ? document.getElementById(menu.getAttribute('aria-labelledby') ?? '')
    : active;

  return (event) => {
    event.preventDefault();
    const target = opener?.isConnected && opener !== document.body ? opener : undefined;
    (target ?? document.getElementById('content'))?.focus();
  };
}
