/** Repeating the call can't help: nothing retries it. */
export class PermanentError extends Error {}

/**
 * An engine (a database, an event store, a broker) can't be reached or can't store at the moment.
 * Nothing was acknowledged; the same call may succeed later. `message` states the cause and the next step
 * for an operator.
 */
export class EngineUnavailable extends Error {
  override readonly name: string = 'EngineUnavailable';
}
