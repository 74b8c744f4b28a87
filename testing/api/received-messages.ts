/** The messages of a stream, in order of arrival. */
export class ReceivedMessages<Message> {
  readonly messages: Message[] = [];
  #changed = Promise.withResolvers<void>();
  #error: unknown;

  /** Reads a stream to its end. */
  static of<Message>(stream: AsyncIterable<Message>): ReceivedMessages<Message> {
    const received = new ReceivedMessages<Message>();
    const read = async () => {
      for await (const message of stream) received.add(message);
      throw new Error('the stream has ended');
    };
    read().catch((error) => received.end(error));
    return received;
  }

  add(message: Message): void {
    this.messages.push(message);
    this.#notify();
  }

  /** No further message comes. */
  end(error: unknown): void {
    this.#error ??= error;
    this.#notify();
  }

  /**
   * Resolves to the first message that matches, past or future.
   *
   * @throws what ended the stream; the signal's reason
   */
  async waitFor(matches: (message: Message) => boolean, signal: AbortSignal): Promise<Message> {
    const aborted = Promise.withResolvers<void>();
    const abort = () => aborted.resolve();
    signal.addEventListener('abort', abort);
    try {
      for (;;) {
        const found = this.messages.find(matches);
        if (found) return found;
        signal.throwIfAborted();
        if (this.#error) throw this.#error;
        await Promise.race([this.#changed.promise, aborted.promise]);
      }
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  #notify(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}
