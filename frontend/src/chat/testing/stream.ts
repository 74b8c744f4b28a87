/** A stream whose responses and end a test controls. */
export class Stream<Response> implements AsyncIterable<Response> {
  #waiting: Response[] = [];
  #end: { readonly error?: unknown } | undefined;
  #wake = Promise.withResolvers<void>();

  constructor(signal?: AbortSignal) {
    signal?.addEventListener('abort', () => this.fail(signal.reason));
  }

  give(...responses: readonly Response[]): void {
    this.#waiting.push(...responses);
    this.#wake.resolve();
  }

  end(): void {
    this.#end = {};
    this.#wake.resolve();
  }

  fail(error: unknown): void {
    this.#end = { error };
    this.#wake.resolve();
  }

  async *[Symbol.asyncIterator]() {
    for (;;) {
      for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) yield next;
      if (this.#end) {
        if ('error' in this.#end) throw this.#end.error;
        return;
      }
      this.#wake = Promise.withResolvers();
      await this.#wake.promise;
    }
  }
}
