let last: Promise<void> = Promise.resolve();

/**
 * Resolves in a task of its own, after all that asked for one before: between two of them the browser can
 * paint, and answer whoever scrolls or types.
 */
export function turn(): Promise<void> {
  last = last.then(() => new Promise((resolve) => setTimeout(resolve)));
  return last;
}
