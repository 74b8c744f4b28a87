import { AsyncLocalStorage } from 'node:async_hooks';

const correlations = new AsyncLocalStorage<string>();

/**
 * Runs the work of a request: its log lines, and those of the work that it starts, carry
 * the correlation id.
 */
export function correlated<T>(correlationId: string, work: () => T): T {
  return correlations.run(correlationId, work);
}

/** The id of the current request; `undefined` outside of one. */
export function currentCorrelationId(): string | undefined {
  return correlations.getStore();
}
