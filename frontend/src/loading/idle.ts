const IDLE_TIMEOUT_MS = 2_000;
/** For browsers without `requestIdleCallback`: long enough to have painted. */
const FALLBACK_DELAY_MS = 200;

/** Resolves when the browser has painted and is idle, or after two seconds. */
export function whenIdle(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof requestIdleCallback === 'undefined') setTimeout(resolve, FALLBACK_DELAY_MS);
    else {
      requestAnimationFrame(() =>
        requestIdleCallback(() => resolve(), { timeout: IDLE_TIMEOUT_MS }),
      );
    }
  });
}
