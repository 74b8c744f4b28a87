/** However busy the browser is, nothing waits longer than this. */
const PATIENCE_MS = 2_000;
/** Browsers that don’t tell when they are idle: by then they have painted. */
const PAINTED_MS = 200;

/** Resolves when the browser has painted and has nothing else to do, or has been busy for long. */
export function idle(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof requestIdleCallback === 'undefined') setTimeout(resolve, PAINTED_MS);
    else
      requestAnimationFrame(() => requestIdleCallback(() => resolve(), { timeout: PATIENCE_MS }));
  });
}
