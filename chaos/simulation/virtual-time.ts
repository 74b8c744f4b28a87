import { createRequire, syncBuiltinESMExports } from 'node:module';
import type { Random } from '../random.ts';

const require = createRequire(import.meta.url);
const timersPromises = require('node:timers/promises') as Record<string, unknown>;

const STARTS_AT = Date.parse('2026-03-02T12:00:00Z');

interface Timer {
  readonly at: number;
  readonly fire: () => void;
}

type SleepOptions = { readonly signal?: AbortSignal };

/**
 * The clock, the timers and the random numbers of this process, replaced by ones that follow from a seed.
 * Time passes only while nothing else can happen; timers that are due together fire in random order.
 */
export class VirtualTime {
  readonly #random: Random;
  readonly #timers = new Set<Timer>();
  readonly #restore: (() => void)[] = [];
  #now = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  /** Milliseconds since the beginning. */
  get now(): number {
    return this.#now;
  }

  /** Milliseconds since 1970. */
  get instant(): number {
    return STARTS_AT + Math.floor(this.#now);
  }

  install(): void {
    const time = this;
    const RealDate = Date;
    class VirtualDate extends RealDate {
      constructor(...args: [] | [number]) {
        super(...((args.length === 0 ? [time.instant] : args) as [number]));
      }

      static override now = () => time.instant;
    }
    this.#replace(globalThis, 'Date', VirtualDate);
    this.#replace(performance, 'now', () => this.#now);
    this.#replace(Math, 'random', this.#random.fraction);
    this.#replace(AbortSignal, 'timeout', (ms: number) => this.#abortAfter(ms));
    this.#replace(globalThis, 'setTimeout', (fire: () => void, ms = 0) => this.#schedule(ms, fire));
    this.#replace(globalThis, 'setImmediate', (fire: () => void) => this.#schedule(0, fire));
    for (const clear of ['clearTimeout', 'clearImmediate', 'clearInterval'] as const) {
      this.#replace(globalThis, clear, (timer: Timer) => this.#timers.delete(timer));
    }
    const setInterval = (fire: () => void, ms: number) => this.#repeat(ms, fire);
    this.#replace(globalThis, 'setInterval', setInterval);
    const sleep = (ms = 0, value?: unknown, options?: SleepOptions) =>
      this.#sleep(ms, value, options);
    this.#replace(timersPromises, 'setTimeout', sleep);
    const turn = (value?: unknown, options?: SleepOptions) => this.#sleep(0, value, options);
    this.#replace(timersPromises, 'setImmediate', turn);
    syncBuiltinESMExports();
  }

  restore(): void {
    for (const restore of this.#restore.splice(0).reverse()) restore();
    syncBuiltinESMExports();
  }

  /** Lets time pass until a promise settles; resolves to its value. */
  async drive<T>(promise: Promise<T>): Promise<T> {
    let isSettled = false;
    const settled = () => {
      isSettled = true;
    };
    promise.then(settled, settled);
    await this.#passUntil(() => isSettled);
    return promise;
  }

  /** Lets so many milliseconds pass. */
  async pass(ms: number): Promise<void> {
    const until = this.#now + ms;
    let isOver = false;
    this.#timers.add({
      at: until,
      fire: () => {
        isOver = true;
      },
    });
    await this.#passUntil(() => isOver);
  }

  async #passUntil(isOver: () => boolean): Promise<void> {
    for (;;) {
      await realTurn();
      if (isOver()) return;
      const timer = this.#nextTimer();
      if (!timer) throw new Error('Nothing can happen any more.');
      this.#timers.delete(timer);
      this.#now = Math.max(this.#now, timer.at);
      timer.fire();
    }
  }

  #nextTimer(): Timer | undefined {
    let due: Timer[] = [];
    let at = Number.POSITIVE_INFINITY;
    for (const timer of this.#timers) {
      if (timer.at < at) {
        at = timer.at;
        due = [timer];
      } else if (timer.at === at) due.push(timer);
    }
    return due.length > 1 ? this.#random.pick(due) : due[0];
  }

  #schedule(ms: number, fire: () => void): Timer {
    const timer = Object.assign(
      { at: this.#now + Math.max(0, ms), fire },
      { ref: () => timer, unref: () => timer },
    );
    this.#timers.add(timer);
    return timer;
  }

  #repeat(ms: number, fire: () => void): Timer {
    const again = () => {
      fire();
      this.#timers.add({ ...timer, at: this.#now + ms });
    };
    const timer = this.#schedule(ms, again);
    return timer;
  }

  #abortAfter(ms: number): AbortSignal {
    const controller = new AbortController();
    this.#schedule(ms, () => controller.abort(new DOMException('timed out', 'TimeoutError')));
    return controller.signal;
  }

  #sleep(ms: number, value: unknown, { signal }: SleepOptions = {}): Promise<unknown> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const abort = () => {
      this.#timers.delete(timer);
      const message = 'The operation was aborted';
      reject(Object.assign(new Error(message), { name: 'AbortError', code: 'ABORT_ERR' }));
    };
    const timer = this.#schedule(ms, () => {
      signal?.removeEventListener('abort', abort);
      resolve(value);
    });
    if (signal?.aborted) abort();
    else signal?.addEventListener('abort', abort, { once: true });
    return promise;
  }

  #replace(owner: object, name: string, value: unknown): void {
    const original = Object.getOwnPropertyDescriptor(owner, name);
    Object.defineProperty(owner, name, { value, configurable: true, writable: true });
    this.#restore.push(() => {
      if (original) Object.defineProperty(owner, name, original);
      else Reflect.deleteProperty(owner, name);
    });
  }
}

const realSetImmediate = setImmediate;

/** Resolves when all that needs no time has happened. */
function realTurn(): Promise<void> {
  return new Promise((resolve) => realSetImmediate(resolve));
}
