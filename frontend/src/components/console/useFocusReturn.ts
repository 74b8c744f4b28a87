/**
 * Where the focus goes when a panel closes that opens now: back to what opened it, be it by way of a menu
 * that is gone by then; to the page where that is gone as well.
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
