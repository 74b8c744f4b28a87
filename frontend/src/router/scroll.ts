const TIMEOUT_MS = 3_000;
/** The person scrolls by these, and is not to be moved elsewhere. */
const OWN_SCROLLING = ['wheel', 'touchmove', 'keydown', 'pointerdown'] as const;

/**
 * Resolves to true once the page is high enough to be scrolled to a position: lists appear after the navigation. Resolves
 * to false after three seconds, or where the person scrolls before.
 */
export function untilScrollable(top: number): Promise<boolean> {
  const isHighEnough = () =>
    document.documentElement.scrollHeight >= top + document.documentElement.clientHeight;
  return new Promise((resolve) => {
    const listening = new AbortController();
    const finish = (isScrollable: boolean) => {
      listening.abort();
      observer.disconnect();
      clearTimeout(timer);
      resolve(isScrollable);
    };
    const observer = new ResizeObserver(() => {
      if (isHighEnough()) finish(true);
    });
    const timer = setTimeout(() => finish(false), TIMEOUT_MS);
    for (const type of OWN_SCROLLING) {
      window.addEventListener(type, () => finish(false), {
        signal: listening.signal,
        passive: true,
      });
    }
    observer.observe(document.body);
  });
}
