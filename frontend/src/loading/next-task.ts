let last: Promise<void> = Promise.resolve();

/**
 * Resolves in a task of its own, after every earlier caller's. Between two tasks the browser can paint and
 * react to input.
 */
export function nextTask(): Promise<void> {
  last = last.then(() => new Promise((resolve) => setTimeout(resolve)));
  return last;
}
