import { setTimeout as sleep } from 'node:timers/promises';
import { EngineUnavailable } from '@energy/engines';
import type { Random } from '../random.ts';

const MAX_LATENCY_MS = 4;

export interface FaultRates {
  /** Probability that the engine fails, before or after the effect of a call. */
  readonly error: number;
  /** Probability that the process dies, before or after the effect of a call. */
  readonly crash: number;
}

/** Moments at which a call may throw: some engines retry by themselves, others throw only without an effect. */
export type PossibleErrors = 'before and after' | 'before' | 'none';

const NO_FAULTS: FaultRates = { error: 0, crash: 0 };

export interface ProcessOptions {
  readonly name: string;
  readonly random: Random;
  readonly rates: FaultRates;
  /** Receives a line for each fault. */
  readonly onFault: (line: string) => void;
  readonly onCrash?: (process: SimulatedProcess) => void;
}

/**
 * One process of the platform. Faults happen at its calls to engines: a call fails before or after its
 * effect, and a dead process never gets a response and has no further effect.
 */
export class SimulatedProcess {
  readonly name: string;
  readonly #options: ProcessOptions;
  readonly #death = new AbortController();
  #rates: FaultRates;
  #resumed = Promise.resolve();

  constructor(options: ProcessOptions) {
    this.name = options.name;
    this.#options = options;
    this.#rates = options.rates;
  }

  get isDead(): boolean {
    return this.#death.signal.aborted;
  }

  /** Aborts when the process dies, which ends the work of engines for it. */
  get death(): AbortSignal {
    return this.#death.signal;
  }

  /** Ends the faults of this process. */
  recover(): void {
    this.#rates = NO_FAULTS;
  }

  crash(): void {
    if (this.isDead) return;
    this.#death.abort();
    this.#options.onCrash?.(this);
  }

  /** Suspends the process at its next call to an engine, as SIGSTOP does. */
  pause(ms: number): void {
    this.#resumed = sleep(ms);
  }

  /** Calls an engine. */
  async call<T>(
    what: string,
    work: () => T | Promise<T>,
    errors: PossibleErrors = 'before and after',
  ): Promise<T> {
    await this.reach();
    await this.#fail(`${what}: before`, errors !== 'none');
    const result = await work();
    await this.reach();
    await this.#fail(`${what}: after`, errors === 'before and after');
    return result;
  }

  /** Iterates over the values that an engine yields. */
  async *iterate<T>(
    what: string,
    items: AsyncIterable<T>,
    errors?: PossibleErrors,
  ): AsyncGenerator<T, void, undefined> {
    const iterator = items[Symbol.asyncIterator]();
    try {
      for (;;) {
        const result = await this.call(what, () => iterator.next(), errors);
        if (result.done) return;
        yield result.value;
      }
    } finally {
      await iterator.return?.();
    }
  }

  /** Waits for the transit of a message to or from an engine; never resolves once the process is dead. */
  async reach(): Promise<void> {
    await sleep(this.#options.random.integer(0, MAX_LATENCY_MS));
    await this.#resumed;
    if (this.isDead) await new Promise(() => {});
  }

  async #fail(what: string, mayThrow: boolean): Promise<void> {
    const { random, onFault } = this.#options;
    if (random.chance(this.#rates.crash)) {
      onFault(`${this.name} dies, ${what}`);
      this.crash();
      await new Promise(() => {});
    }
    if (mayThrow && random.chance(this.#rates.error)) {
      onFault(`${this.name} gets an error, ${what}`);
      throw new EngineUnavailable('the simulated engine is unavailable');
    }
  }
}

const ASYNC_FUNCTION = (async () => {}).constructor;

/**
 * Wraps an engine so that every call of an asynchronous method, including those of the objects that its
 * methods return, goes through {@link SimulatedProcess.call}.
 */
export function reachedBy<E extends object>(process: SimulatedProcess, engine: E, name = ''): E {
  return new Proxy(engine, {
    get(_proxied, key) {
      const value: unknown = Reflect.get(engine, key, engine);
      const what = `${name}.${String(key)}`;
      if (typeof value === 'function') {
        return (...args: unknown[]) => {
          const call = () => value.apply(engine, args);
          if (value instanceof ASYNC_FUNCTION) return reachResult(process, what, call);
          return reachPlain(process, what, call());
        };
      }
      return isEngine(value) ? reachedBy(process, value, what) : value;
    },
  });
}

async function reachResult(process: SimulatedProcess, what: string, call: () => unknown) {
  const result = await process.call(what, call);
  return isEngine(result) ? reachedBy(process, result, what) : result;
}

function reachPlain(process: SimulatedProcess, what: string, result: unknown): unknown {
  if (result instanceof Promise) return reachResult(process, what, () => result);
  if (isAsyncIterable(result)) return process.iterate(what, result);
  return result;
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

/** True if a value has methods; plain data has none. */
function isEngine(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype = Object.getPrototypeOf(value);
  return (
    (prototype !== Object.prototype && prototype !== null) ||
    Object.values(value).some((member) => typeof member === 'function')
  );
}
