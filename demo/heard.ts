/** All that was heard on a stream, which is read as it comes. */
export class Heard<Response> {
  readonly #responses: Response[] = [];
  #news = Promise.withResolvers<void>();

  /** @param signal whoever waits for what has not been heard by then waits no longer */
  constructor(stream: AsyncIterable<Response>, signal: AbortSignal) {
    this.#news.promise.catch(() => undefined);
    void this.#read(stream, signal);
  }

  /**
   * The first response that is looked for, now or when it comes.
   *
   * @throws what the stream ended with
   */
  async first(wanted: (response: Response) => boolean): Promise<Response> {
    for (;;) {
      const found = this.#responses.find(wanted);
      if (found) return found;
      await this.#news.promise;
    }
  }

  async #read(stream: AsyncIterable<Response>, signal: AbortSignal): Promise<void> {
    try {
      for await (const response of stream) {
        this.#responses.push(response);
        this.#news.resolve();
        this.#news = Promise.withResolvers();
        this.#news.promise.catch(() => undefined);
      }
      this.#news.reject(new Error('the stream has ended'));
    } catch (error) {
      this.#news.reject(signal.aborted ? signal.reason : error);
    }
  }
}
