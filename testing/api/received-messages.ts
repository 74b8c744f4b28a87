import { WakeUpSignal } from '@energy/engines';

/** The messages of a stream, in order of arrival. */
export class ReceivedMessages<Message> {
  readonly messages: Message[] = [];
  readonly #changed = new WakeUpSignal();
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
    this.#changed.wake();
  }

  /** No further message comes. */
  end(error: unknown): void {
    this.#error ??= error;
    this.#changed.wake();
  }

  /**
   * Resolves to the first message that matches, past or future.
   *
   * @throws what ended the stream; the signal's reason
   */
  async waitFor(matches: (message: Message) => boolean, signal: AbortSignal): Promise<Message> {
    for (;;) {
      const found = this.messages.find(matches);
      if (found) return found;
      signal.throwIfAborted();
      if (this.#error) throw this.#error;
      await this.#changed.wait({ signal });
    }
  }
}
