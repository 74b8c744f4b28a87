import { AsyncLocalStorage } from 'node:async_hooks';

const correlations = new AsyncLocalStorage<string>();

/**
 * Does what belongs to one request: whatever is logged meanwhile, and in what follows from it, carries
 * the request's id.
 */
export function correlated<T>(correlationId: string, work: () => T): T {
  return correlations.run(correlationId, work);
}

/** The id of the request that what runs now belongs to; `undefined` where it belongs to none. */
export function currentCorrelationId(): string | undefined {
  return correlations.getStore();
}
